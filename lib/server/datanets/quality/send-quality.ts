import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors/app-error";
import { type RowQuality, ScoreCard } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "../find-contribution-row";
import { mayReadRows } from "../may-read-rows";

const PAGE = 1_000;

async function* linesOf(contributionId: string, card: ScoreCard): AsyncGenerator<string> {
  yield `${JSON.stringify(card)}\n`;
  for (let from = 0; ; from += PAGE) {
    const rows = await db().datanetRecord.findMany({
      where: { contributionId, position: { gte: from, lt: from + PAGE } },
      select: { position: true, commitment: true, content: true, score: true, quality: true },
      orderBy: { position: "asc" },
    });
    if (rows.length === 0) return;
    yield rows
      .map(({ position, commitment, content, score, quality }) => {
        const { inputs, parts } = quality as { inputs: object; parts: RowQuality["parts"] };
        return `${JSON.stringify({ position, commitment, score, parts, inputs, content })}\n`;
      })
      .join("");
  }
}

/**
 * The scores of a contribution with all that they were computed from, one JSON object a line, the first one common to
 * all: whoever reads the rows can compute each number again (`npm run verify -- quality`).
 * @throws AppError not_found | forbidden | conflict before the rows were compared
 */
export async function sendQuality(call: { actor: Actor; slug: string; id: string }): Promise<Response> {
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (!(await mayReadRows(row, call.actor.account?.id)))
    throw new AppError("forbidden", "Only its author and the reviewers read a contribution row by row.");
  if (row.scoreCard === null)
    throw new AppError("conflict", "The rows are being looked at. Their quality is there in a moment.", {
      reason: "not_compared",
    });
  const name = `${row.filename.replace(/[^\w.-]+/g, "-")}.quality.jsonl`;
  const lines = Readable.from(linesOf(row.id, ScoreCard.parse(row.scoreCard)));
  return new Response(Readable.toWeb(lines) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
    },
  });
}
