import "server-only";
import type { Prisma } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";

/** Null for a fact that was never written. */
export async function getFact(key: string): Promise<Prisma.JsonValue> {
  return (await db().instanceFact.findUnique({ where: { key } }))?.value ?? null;
}

export async function setFact(key: string, value: Prisma.InputJsonValue): Promise<void> {
  await db().instanceFact.upsert({ where: { key }, update: { value }, create: { key, value } });
}
