import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { ChatTestAnswer, ChatTestBody } from "@/lib/schemas/training-chat";
import { db } from "@/lib/server/db/prisma";
import { tokenizePrompt } from "@/lib/server/inference/engine-client";
import { answerBoth } from "./answer-both";
import { findShare } from "./find-share";
import { LINK_QUESTIONS_A_MINUTE } from "./tunables";

const MINUTE_MS = 60_000;

/** Reserves or gives back; false when the cap, the clock or a revocation does not allow it. */
async function reserve(shareId: string, tokens: number): Promise<boolean> {
  const changed = await db().$executeRaw`
    UPDATE run_share SET used_tokens = used_tokens + ${tokens}
    WHERE id = ${shareId} AND (${tokens} < 0 OR
      (revoked_at IS NULL AND expires_at > now() AND used_tokens + ${tokens} <= max_tokens))`;
  return changed === 1;
}

/**
 * Anybody with the link tries the result. Prompt and answer count on both sides; the most that a question can take is
 * reserved first, so many at once cannot pass the cap together.
 * @throws AppError not_found, cap_reached, rate_limited
 */
export async function chatWithShare(call: { token: string; body: ChatTestBody }): Promise<ChatTestAnswer> {
  const { run, ...share } = await findShare(call.token, { mayBeUsedUp: false });
  const { tokensIn } = await tokenizePrompt(call.body.messages);
  const most = 2 * (tokensIn + call.body.maxTokens);
  if (!(await reserve(share.id, most)))
    throw new AppError(
      "cap_reached",
      `This question may take ${most} tokens; the link has ${Math.max(0, share.maxTokens - share.usedTokens)} left. Ask a shorter one.`,
      { reason: "used_up" },
    );
  let used = 0;
  try {
    const row = await db().chatTest.create({ data: { runId: run.id, shareId: share.id, tokens: 0 } });
    const asked = await db().chatTest.count({
      where: { shareId: share.id, createdAt: { gt: new Date(Date.now() - MINUTE_MS) } },
    });
    if (asked > LINK_QUESTIONS_A_MINUTE)
      throw new AppError("rate_limited", "This link is asked too often. Try again in a minute.", {
        retryAfterS: 60,
      });
    const answer = await answerBoth(run, call.body);
    used = 2 * tokensIn + answer.base.tokens + answer.tuned.tokens;
    await db().chatTest.update({ where: { id: row.id }, data: { tokens: used } });
    const left = share.maxTokens - share.usedTokens - used;
    return { ...answer, tokensLeft: Math.max(0, left) };
  } finally {
    await reserve(share.id, used - most);
  }
}
