import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { db } from "@/lib/server/db/prisma";
import { asFinished } from "./chattable-run";
import { shareState } from "./share-links";
import { readShareToken } from "./share-token";

const OVER = {
  used_up: "The tokens of this link are used up. Ask who sent it for a new one.",
  expired: "This link has run out. Ask who sent it for a new one.",
} as const;

/**
 * The link behind a token with its run. A revoked one looks like one that never was.
 * @throws AppError not_found, cap_reached
 */
export async function findShare(token: string, { mayBeUsedUp }: { mayBeUsedUp: boolean }) {
  const id = readShareToken(token);
  const row = id
    ? await db().runShare.findUnique({
        where: { id },
        include: {
          run: { include: { snapshots: { include: { version: { include: { datanet: true } } } } } },
        },
      })
    : null;
  const state = row ? shareState(row) : "revoked";
  if (!row || state === "revoked")
    throw new AppError("not_found", "This link shows nothing. It may have been revoked.");
  if (state === "expired") throw new AppError("not_found", OVER.expired, { reason: state });
  if (state === "used_up" && !mayBeUsedUp) throw new AppError("cap_reached", OVER.used_up, { reason: state });
  return { ...row, run: { ...row.run, ...asFinished(row.run) } };
}
