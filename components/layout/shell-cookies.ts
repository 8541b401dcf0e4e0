export const NAV_COOKIE = "mf-nav";
