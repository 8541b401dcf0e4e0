import "server-only";
import type { SharedRun } from "@/lib/schemas/training-chat";
import { ANONYMOUS } from "@/lib/server/auth/actor";
import { reportFor } from "../report-for";
import { findShare } from "./find-share";

/** What whoever holds the link sees. @throws AppError not_found */
export async function getSharedRun(token: string): Promise<SharedRun> {
  const { run, ...share } = await findShare(token, { mayBeUsedUp: true });
  return {
    base: run.baseModelId,
    data: run.snapshots.map(({ version }) => version.datanet.name),
    evaluation: await reportFor(run, ANONYMOUS),
    tokensLeft: Math.max(0, share.maxTokens - share.usedTokens),
    expiresAt: share.expiresAt.toISOString(),
  };
}
