import "server-only";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { RunShare } from "@/lib/generated/prisma/client";
import type { CreateShareLinkBody, ShareLink, ShareLinks } from "@/lib/schemas/training-chat";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { getOwnRun } from "../find-export";
import { asFinished } from "./chattable-run";
import { shareToken } from "./share-token";
import { MAX_OPEN_LINKS } from "./tunables";

type Links = z.infer<typeof ShareLinks>;
const DAY_MS = 86_400_000;

export function shareState(row: RunShare): ShareLink["state"] {
  if (row.revokedAt) return "revoked";
  if (row.expiresAt <= new Date()) return "expired";
  return row.usedTokens >= row.maxTokens ? "used_up" : "open";
}

/** All links of one's own run, newest first. @throws AppError not_found */
export async function listShareLinks(call: { actor: Actor; id: string }): Promise<Links> {
  const run = await getOwnRun(call.actor, call.id);
  const rows = await db().runShare.findMany({ where: { runId: run.id }, orderBy: { createdAt: "desc" } });
  return {
    items: rows.map((row) => ({
      id: row.id,
      url: `${serverEnv().origins[0]}/share/${shareToken(row.id)}`,
      state: shareState(row),
      usedTokens: Math.min(row.usedTokens, row.maxTokens),
      maxTokens: row.maxTokens,
      expiresAt: row.expiresAt.toISOString(),
      createdAt: row.createdAt.toISOString(),
    })),
  };
}

/** @throws AppError not_found, precondition_failed, conflict */
export async function createShareLink(call: {
  actor: Actor;
  id: string;
  wanted: CreateShareLinkBody;
}): Promise<Links> {
  const run = asFinished(await getOwnRun(call.actor, call.id));
  const links = await listShareLinks(call);
  if (links.items.filter((link) => link.state === "open").length >= MAX_OPEN_LINKS)
    throw new AppError("conflict", `This run has ${MAX_OPEN_LINKS} open links. Revoke one first.`);
  const expiresAt = new Date(Date.now() + call.wanted.days * DAY_MS);
  await db().runShare.create({ data: { runId: run.id, maxTokens: call.wanted.maxTokens, expiresAt } });
  return listShareLinks(call);
}

/** From now on the link shows nothing and answers nothing. @throws AppError not_found */
export async function revokeShareLink(call: { actor: Actor; id: string; linkId: string }): Promise<Links> {
  const run = await getOwnRun(call.actor, call.id);
  const { count } = await db().runShare.updateMany({
    where: { id: call.linkId, runId: run.id },
    data: { revokedAt: new Date() },
  });
  if (count === 0) throw new AppError("not_found", "There is no such link of this run.");
  return listShareLinks(call);
}
