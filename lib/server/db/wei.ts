import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";

/** Amounts are numeric(78,0) in the database, bigint in TypeScript, decimal strings on the wire. */
export function weiFromDb(value: Prisma.Decimal): bigint {
  return BigInt(value.toFixed(0));
}
