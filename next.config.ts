import type { NextConfig } from "next";

const config: NextConfig = {
  // `npm run check` type-checks the whole repository; a build on a user's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pino"],
  turbopack: {
    // The base-account connector reaches for optional payment packages that are not installed;
    // without this alias the build stops (see docs/adr/0003).
    resolveAlias: { "@coinbase/cdp-sdk": "./lib/web3/empty-module.ts" },
  },
};

export default config;
