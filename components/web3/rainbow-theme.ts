import { lightTheme, type Theme } from "@rainbow-me/rainbowkit";

const base = lightTheme({ borderRadius: "small", overlayBlur: "none" });

/** RainbowKit in our own tokens, which follow the theme by themselves. */
export const rainbowTheme: Theme = {
  ...base,
  fonts: { body: "var(--font-sans)" },
  shadows: { ...base.shadows, dialog: "var(--overlay-shadow)" },
  colors: {
    ...base.colors,
    accentColor: "var(--primary)",
    accentColorForeground: "var(--on-primary)",
    actionButtonBorder: "var(--border)",
    actionButtonBorderMobile: "var(--border)",
    actionButtonSecondaryBackground: "var(--sunken)",
    closeButton: "var(--muted)",
    closeButtonBackground: "var(--sunken)",
    connectButtonText: "var(--fg)",
    error: "var(--danger)",
    generalBorder: "var(--border)",
    generalBorderDim: "var(--border)",
    menuItemBackground: "var(--sunken)",
    modalBackdrop: "var(--scrim)",
    modalBackground: "var(--surface)",
    modalBorder: "var(--border)",
    modalText: "var(--fg)",
    modalTextDim: "var(--muted)",
    modalTextSecondary: "var(--muted)",
    profileForeground: "var(--surface)",
    selectedOptionBorder: "var(--primary)",
    standby: "var(--warn)",
  },
};
