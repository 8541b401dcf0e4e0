import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { serverEnv } from "@/lib/env/server-env";
import { PrismaClient } from "@/lib/generated/prisma/client";

const globals = globalThis as { mfPrisma?: PrismaClient };

function createClient(): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: serverEnv().DATABASE_URL, max: 8 }),
    transactionOptions: { maxWait: 5_000, timeout: 20_000 },
  });
}

/** The process's one database client, made at first use and kept across hot reloads. */
export function db(): PrismaClient {
  globals.mfPrisma ??= createClient();
  return globals.mfPrisma;
}

/** The client or an open transaction; operations that must be atomic with another write take this. */
export type Tx = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;
