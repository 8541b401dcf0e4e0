import "server-only";
import { detectRoles } from "@/lib/domain/datanets/detect-roles";
import { parseTable } from "@/lib/domain/datanets/parse-table";
import { AppError } from "@/lib/errors/app-error";
import type { Contribution, DatanetKind } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { putBlob } from "@/lib/server/storage/blob-store";
import { findDatanetRow } from "./find-datanet-row";
import { findOrCreateContributor } from "./find-or-create-contributor";
import { mapContribution } from "./map-contribution";
import { toContribution } from "./to-contribution";

const PREVIEW_ROWS = 20;
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/**
 * Reads an uploaded file or pasted rows into a contribution with detected roles. The bytes are stored
 * before anything is judged, so a wrong role never asks for the upload again.
 */
export async function createContribution(call: {
  actor: Actor;
  slug: string;
  filename: string;
  bytes: Uint8Array;
  note: string;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  if (datanet.state === "archived")
    throw new AppError("conflict", `"${datanet.name}" is archived and takes no rows any more.`);
  const table = parseTable({ bytes: call.bytes, filename: call.filename });
  const source = await putBlob(call.bytes);
  const contributor = await findOrCreateContributor(datanet, account);
  const roles = detectRoles(table, datanet.kind as DatanetKind);
  const head = table.rows.slice(0, PREVIEW_ROWS);
  const row = await db().contribution.create({
    data: {
      datanetId: datanet.id,
      authorId: account.id,
      contributorRef: contributor.id,
      state: "needs_mapping",
      filename: call.filename.slice(0, 200),
      format: table.format,
      note: call.note,
      sourceSha256: source.sha256,
      columns: table.columns.map((name) => ({
        name,
        role: roles[name] ?? "ignore",
        samples: head.slice(0, 3).map((r) => cellText(r.cells[name])),
      })),
      preview: head.map((r) => table.columns.map((name) => cellText(r.cells[name]))),
    },
  });
  try {
    // A file whose columns speak for themselves needs no second step; the mapping stays open to change.
    return await mapContribution({ actor: call.actor, slug: call.slug, id: row.id, roles });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return toContribution(row.id, call.actor);
  }
}
