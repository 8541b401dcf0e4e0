import "server-only";
import { detectRoles, tryRoles } from "@/lib/domain/datanets/detect-shape";
import type { ImportSpec, Outcome } from "../import-wire";
import { type ReadRow, START } from "./batch";
import { FileRefused } from "./file-refused";
import { MAX_COLUMNS, PREVIEW_ROWS, SAMPLE_ROWS } from "./limits";
import { openUpload } from "./open-upload";
import { formatOf, readMember } from "./read-member";
import type { Member } from "./unpack";

const CELL = 400;

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > CELL ? `${text.slice(0, CELL)}…` : text;
}

async function sample(
  members: readonly Member[],
  spec: ImportSpec,
  folder: string,
): Promise<{ rows: ReadRow[]; rejected: number; first: string | null }> {
  const rows: ReadRow[] = [];
  let rejected = 0;
  let first: string | null = null;
  for (const [index, member] of members.entries()) {
    const share = Math.ceil(SAMPLE_ROWS / members.length);
    let taken = 0;
    for await (const batch of readMember({
      member,
      index,
      from: START,
      options: spec.options,
      wanted: null,
      folder,
    })) {
      rows.push(...batch.rows.slice(0, share - taken));
      taken += batch.rows.length;
      rejected += batch.rejected.length;
      first ??= batch.rejected[0]?.message ?? null;
      if (taken + rejected >= share) break;
    }
  }
  return { rows, rejected, first };
}

function columnsOf(rows: readonly ReadRow[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row.cells)) columns.add(key);
  if (columns.size > MAX_COLUMNS)
    throw new FileRefused(
      "too_many_columns",
      `The file has ${columns.size} columns; the limit is ${MAX_COLUMNS}. Take out those that no record needs.`,
    );
  return [...columns];
}

/** Looks at the first rows of an upload: format, columns, the roles that fit and a preview. @throws FileRefused */
export async function inspect(spec: ImportSpec, folder: string): Promise<Outcome> {
  const members = await openUpload(spec, folder);
  const names = members.map((member) => `"${member.filename}"`).join(", ");
  const { rows, rejected, first } = await sample(members, spec, folder);
  if (rows.length === 0)
    throw new FileRefused(
      "no_rows",
      rejected > 0
        ? `None of the first ${rejected} rows of ${names} can be read. ${first ?? ""}`
        : `${names} has a header but no rows. Add at least one row.`,
    );
  const columns = columnsOf(rows);
  const detected = detectRoles(columns, spec.datanetKind);
  const roles = Object.fromEntries(
    columns.map((name) => [name, spec.roles[name] ?? detected[name] ?? "ignore"]),
  );
  const perMember = members.length > 1 ? detected : roles;
  const fit = tryRoles(rows, perMember, spec.datanetKind, spec.options);
  return {
    kind: "inspected",
    format: formatOf(members[0] as Member),
    columns: columns.map((name) => ({
      name,
      role: roles[name] ?? "ignore",
      samples: rows.slice(0, 3).map((row) => cellText(row.cells[name])),
    })),
    preview: rows.slice(0, PREVIEW_ROWS).map((row) => columns.map((name) => cellText(row.cells[name]))),
    fits: fit.fits,
    fix: fit.fix,
  };
}
