"use client";

import { Toaster as Sonner } from "sonner";
import { useTheme } from "./use-theme";

/** Toasts repeat what a page says already; no message lives only here. */
export function Toaster() {
  const [theme] = useTheme();
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      toastOptions={{
        className: "!font-sans !rounded-md !border-border !bg-surface !text-fg !shadow-overlay",
      }}
    />
  );
}
