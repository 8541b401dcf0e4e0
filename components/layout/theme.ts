export const THEME_COOKIE = "mf-theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const toTheme = (value: string | undefined): Theme =>
  value === "light" || value === "dark" ? value : "system";
