/** A true minus, as wide as the plus, in place of the hyphen that `Intl` writes. */
export const withMinus = (text: string): string => text.replaceAll("-", "−");
