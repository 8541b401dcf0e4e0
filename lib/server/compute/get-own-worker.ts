import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

/** A machine whose wallet is the signed-in one; somebody else's does not exist here. @throws AppError not_found */
export async function getOwnWorker(actor: Actor, id: string): Promise<Worker> {
  const account = requireAccount(actor);
  const worker = await db().worker.findUnique({ where: { id } });
  if (!worker || worker.wallet !== account.address.toLowerCase())
    throw new AppError("not_found", "There is no such machine of yours.");
  return worker;
}
