import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { ChatTestAnswer, ChatTestBody } from "@/lib/schemas/training-chat";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { getOwnRun } from "../find-export";
import { answerBoth } from "./answer-both";
import { asFinished } from "./chattable-run";
import { OWNER_QUESTIONS_AN_HOUR } from "./tunables";

const HOUR_MS = 3_600_000;

/** The owner tries a result, base beside tuned; free, and limited by the hour. @throws AppError rate_limited */
export async function chatWithRun(call: {
  actor: Actor;
  id: string;
  body: ChatTestBody;
}): Promise<ChatTestAnswer> {
  const run = asFinished(await getOwnRun(call.actor, call.id));
  const asked = await db().chatTest.count({
    where: {
      run: { accountId: run.accountId },
      shareId: null,
      createdAt: { gt: new Date(Date.now() - HOUR_MS) },
    },
  });
  if (asked >= OWNER_QUESTIONS_AN_HOUR)
    throw new AppError(
      "rate_limited",
      `You asked ${asked} questions within an hour. Publish the model to ask without this limit.`,
      { retryAfterS: 600 },
    );
  const row = await db().chatTest.create({ data: { runId: run.id, tokens: 0 } });
  const answer = await answerBoth(run, call.body);
  const tokens = answer.base.tokens + answer.tuned.tokens;
  await db().chatTest.update({ where: { id: row.id }, data: { tokens } });
  return { ...answer, tokensLeft: null };
}
