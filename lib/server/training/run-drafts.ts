import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { RunDraft } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

type Draft = z.infer<typeof RunDraft>;

/** @throws AppError not_found */
export async function getRunDraft(call: { actor: Actor; id: string }): Promise<Draft> {
  const account = requireAccount(call.actor);
  const row = await db().runDraft.findUnique({ where: { id: call.id } });
  if (!row || row.accountId !== account.id) throw new AppError("not_found", "There is no such draft.");
  return {
    id: row.id,
    version: row.version,
    input: row.input as Draft["input"],
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Keeps a half-filled wizard; the newest write wins. */
export async function saveRunDraft(call: {
  actor: Actor;
  id: string;
  input: Record<string, unknown>;
}): Promise<Draft> {
  const account = requireAccount(call.actor);
  const known = await db().runDraft.findUnique({ where: { id: call.id } });
  if (known && known.accountId !== account.id) throw new AppError("not_found", "There is no such draft.");
  const input = call.input as Prisma.InputJsonObject;
  await db().runDraft.upsert({
    where: { id: call.id },
    update: { input, version: { increment: 1 } },
    create: { id: call.id, accountId: account.id, input },
  });
  return getRunDraft(call);
}
