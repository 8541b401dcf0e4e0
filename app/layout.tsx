import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/layout/providers";
import { THEME_COOKIE, toTheme } from "@/components/layout/theme";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("common");

export const metadata: Metadata = {
  title: { default: t("productName"), template: `%s · ${t("productName")}` },
  description: t("productDescription"),
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#111310" },
  ],
};

/**
 * Reads the theme from a cookie, so that a fixed theme is in the first byte and no script has to run
 * before the paint. Reading it makes pages dynamic, which the per-request script nonce needs anyway.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = toTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      {...(theme === "system" ? {} : { "data-theme": theme })}
    >
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
