import "server-only";
import { resolve } from "node:path";
import { z } from "zod";

/** The only reader of the server's environment. A missing or malformed value stops the start with a sentence. */

const Env = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Folder of everything that this instance writes. */
  MF_STATE_DIR: z.string().default(".modelfactory"),
  DATABASE_URL: z.url(),
  CHAIN_RPC_URL: z.url(),
  /** RPC address as browsers reach it; equal to CHAIN_RPC_URL on one machine. */
  CHAIN_PUBLIC_RPC_URL: z.url().optional(),
  /** Comma-separated origins under which the app is reached; the first one is used in sign-in texts. */
  APP_ORIGINS: z.string().min(1),
  MF_INSTANCE_NAME: z.string().default("ModelFactory"),
  MF_ENGINE_URL: z.url(),
  MF_ENGINE_TOKEN: z.string().min(16),
  /** Bearer token with which engine and attribution ask for blob links. */
  MF_LINKS_TOKEN: z.string().min(16),
  /** HMAC key of signed blob links. */
  MF_BLOB_SECRET: z.string().min(16),
  /** Single-use code with which the local worker registers. */
  MF_WORKER_CODE: z.string().min(16),
  MODELS_DIR: z.string().optional(),
  WALLETCONNECT_PROJECT_ID: z.string().optional(),
  /** smtp://user:password@host:port or smtps://…; without it no e-mail is sent and none is offered. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SMTP_FROM: z.string().optional(),
  /** Comma-separated host:port that webhooks may reach although they are not public, also over http. */
  WEBHOOK_ALLOW_HOSTS: z.string().default(""),
});

export type ServerEnv = z.infer<typeof Env> & { origins: string[]; stateDir: string };

let cached: ServerEnv | undefined;

/** @throws Error naming every variable that is missing or malformed. */
export function serverEnv(): ServerEnv {
  if (cached) return cached;
  const parsed = Env.safeParse(process.env);
  if (!parsed.success) {
    const list = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new Error(
      `The environment is incomplete (${list}). \`npm start\` sets these values by itself; see .env.example.`,
    );
  }
  cached = {
    ...parsed.data,
    origins: parsed.data.APP_ORIGINS.split(",").map((origin) => origin.trim()),
    stateDir: resolve(parsed.data.MF_STATE_DIR),
  };
  return cached;
}
