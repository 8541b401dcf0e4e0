/** Stands in for optional wallet dependencies that the product never uses. */
export default {};
