/**
 * Stands in for optional wallet dependencies that the product never uses. The bundler knows a module's
 * exports statically, so the one name that is imported from it has to exist.
 */
export const CdpClient = undefined;
export default {};
