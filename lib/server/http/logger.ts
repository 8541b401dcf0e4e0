import "server-only";
import pino from "pino";

/** JSON lines on standard output; the supervisor writes them into the state folder. Bodies are never logged. */
export const logger = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { part: process.env.MF_PART ?? "app" },
  redact: ["*.signature", "*.token", "*.cookie", "*.authorization", "*.privateKey", "*.mnemonic"],
});
