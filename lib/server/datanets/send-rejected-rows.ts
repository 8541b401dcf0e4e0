import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { openBlob } from "@/lib/server/storage/blob-store";
import { findContributionRow } from "./find-contribution-row";

/**
 * Every row that did not become a record, one JSON object a line: `{line, column, code, message, raw}`. Only for those
 * who may see the draft; a row that was left out was never offered to anybody else.
 * @throws AppError not_found
 */
export async function sendRejectedRows(call: { actor: Actor; slug: string; id: string }): Promise<Response> {
  const row = await findContributionRow(call.id, call.actor, call.slug);
  const viewer = call.actor.account?.id;
  if (row.rejectedSha256 === null || (viewer !== row.authorId && viewer !== row.datanet.ownerId))
    throw new AppError("not_found", "No row of this contribution was left out.");
  const { stream, bytes } = await openBlob(row.rejectedSha256);
  const name = `${row.filename.replace(/[^\w.-]+/g, "-")}.rejected.jsonl`;
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="${name}"`,
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
    },
  });
}
