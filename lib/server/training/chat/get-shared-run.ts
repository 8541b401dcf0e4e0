import "server-only";
import { EvalReport } from "@/lib/schemas/training";
import type { SharedRun } from "@/lib/schemas/training-chat";
import { findShare } from "./find-share";

/** What whoever holds the link sees. @throws AppError not_found */
export async function getSharedRun(token: string): Promise<SharedRun> {
  const { run, ...share } = await findShare(token, { mayBeUsedUp: true });
  const report = EvalReport.safeParse(run.evaluation).data;
  return {
    base: run.baseModelId,
    data: run.snapshots.map(({ version }) => version.datanet.name),
    evaluation: report ?? null,
    tokensLeft: Math.max(0, share.maxTokens - share.usedTokens),
    expiresAt: share.expiresAt.toISOString(),
  };
}
