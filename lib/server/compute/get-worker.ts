import "server-only";
import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";

/** The worker behind a bearer token. @throws AppError unauthenticated */
export async function getWorker(request: Request): Promise<Worker> {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
  const tokenHash = createHash("sha256")
    .update(token ?? "")
    .digest("hex");
  const worker = token
    ? await db().worker.findFirst({ where: { tokenHash, tokenUntil: { gt: new Date() } } })
    : null;
  if (!worker)
    throw new AppError(
      "unauthenticated",
      "The worker's token is missing or over. Renew it with the worker's key.",
    );
  return worker;
}
