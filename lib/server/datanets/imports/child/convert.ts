import "server-only";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { normalisedTokens } from "@/lib/domain/datanets/cluster-records";
import {
  type ConvertPlan,
  convertRow,
  planConversion,
  RowRefused,
  type Split,
  splitOfWord,
} from "@/lib/domain/datanets/convert-row";
import { comparedText } from "@/lib/domain/datanets/record-content";
import { countUndecided } from "@/lib/domain/datanets/record-details";
import { AppError } from "@/lib/errors/app-error";
import type { ColumnRole } from "@/lib/schemas/contributions";
import type { ImportSpec, Origin, Outcome, ProgressLine } from "../import-wire";
import { type ReadRow, rejectedRow, START } from "./batch";
import { ChunkWriter, readCheckpoint } from "./chunk-writer";
import { FileRefused } from "./file-refused";
import { MAX_RECORDS } from "./limits";
import { openUpload } from "./open-upload";
import { extractName, isDocument, readMember } from "./read-member";
import { ReportCounter } from "./report-counter";
import type { Member } from "./unpack";

/** `train-00000-of-00003.parquet`, `test/part.csv` and `qa_val.jsonl` say which split they are. */
function splitOfName(member: Member): Split | null {
  const [name = "", ...folders] = (member.member ?? member.filename).split("/").reverse();
  const words = name
    .replace(/\.[^.]*$/, "")
    .split(/[^a-z]+/i)
    .filter(Boolean);
  const candidates = [words[0], words.at(-1), ...folders];
  return candidates.map((word) => splitOfWord(word ?? "")).find(Boolean) ?? null;
}

function planFor(spec: ImportSpec, roles: Record<string, ColumnRole>, member: Member): ConvertPlan {
  try {
    return planConversion(roles, spec.datanetKind, spec.options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const where = spec.files.length > 1 ? `"${member.filename}": ` : "";
    throw new FileRefused(error.reason ?? "column_unmapped", `${where}${error.detail}`);
  }
}

/** Files of one upload may name their columns differently: each is read with the roles of the columns it has. */
function rolesOf(spec: ImportSpec, first: readonly ReadRow[]): Record<string, ColumnRole> {
  const present = new Set(first.flatMap((row) => Object.keys(row.cells)));
  const own = Object.entries(spec.roles).filter(([column]) => present.has(column));
  const given = Object.values(spec.roles).filter((role) => role !== "ignore" && role !== "meta");
  return new Set(given).size === given.length ? spec.roles : Object.fromEntries(own);
}

function originOf(member: Member, row: ReadRow): Origin {
  return {
    file: member.file,
    ...(member.member !== undefined && { member: member.member }),
    line: row.line,
    ...(row.bytes && { byteStart: row.bytes.start, byteEnd: row.bytes.end }),
    ...(row.bytes?.page !== undefined && { page: row.bytes.page }),
  };
}

/**
 * Reads every row of an upload into record chunks, from the last complete chunk on.
 * @throws FileRefused when a file is broken, or no row is usable
 */
export async function convert(
  spec: ImportSpec,
  folder: string,
  say: (progress: ProgressLine) => void,
): Promise<Outcome> {
  const members = await openUpload(spec, folder);
  const sizes = members.map((member) => statSync(member.path).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const start = readCheckpoint(folder);
  const writer = new ChunkWriter(folder, start);
  const counter = new ReportCounter(start.report);
  const { report } = counter;
  const wanted = Object.keys(spec.roles).filter((column) => spec.roles[column] !== "ignore");

  for (let index = start.member; index < members.length && !report.stopped; index++) {
    const member = members[index] as Member;
    const resumed = index === start.member;
    const from = resumed ? start.cursor : START;
    let memberRoles = resumed ? start.memberRoles : null;
    let plan = memberRoles ? planFor(spec, memberRoles, member) : null;
    const named = splitOfName(member);
    const before = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
    for await (const batch of readMember({ member, index, from, options: spec.options, wanted, folder })) {
      if (!plan && batch.rows.length > 0) {
        memberRoles = rolesOf(spec, batch.rows);
        plan = planFor(spec, memberRoles, member);
      }
      for (const row of batch.rejected) {
        counter.rejected(row, 0);
        writer.reject(row);
      }
      for (const row of batch.rows) takeRow(row, plan as ConvertPlan, member, named, writer, counter);
      const share = member.format === "parquet" ? null : (before + batch.cursor.offset) / Math.max(total, 1);
      say({ phase: "read", rows: report.rowsIn, done: share === null ? null : Math.min(share, 1) });
      if (report.rowsOut >= MAX_RECORDS) {
        report.stopped = `The limit of ${MAX_RECORDS.toLocaleString("en")} records was reached. The rows before it are kept; offer the others in a second contribution.`;
        break;
      }
      if (writer.isFull) {
        writer.commit({ member: index, cursor: batch.cursor, memberRoles, report });
        if (spec.pauseMs > 0) await sleep(spec.pauseMs);
      }
    }
    writer.commit({ member: index + 1, cursor: START, memberRoles: null, report });
  }
  if (report.rowsOut === 0) throw noneUsable(counter);
  const extracts = members.flatMap((member, index) =>
    isDocument(member) && existsSync(join(folder, extractName(index)))
      ? [{ file: member.file, name: extractName(index) }]
      : [],
  );
  return {
    kind: "converted",
    report,
    chunks: writer.written,
    extracts,
  };
}

function noneUsable({ report }: ReportCounter): FileRefused {
  const [first] = report.samples;
  return new FileRefused(
    "no_usable_rows",
    `None of the ${report.rowsIn} rows is usable.${first ? ` ${first.message}` : ""} Change the roles or the file.`,
  );
}

function takeRow(
  row: ReadRow,
  plan: ConvertPlan,
  member: Member,
  named: Split | null,
  writer: ChunkWriter,
  counter: ReportCounter,
): void {
  try {
    const converted = convertRow(row, plan);
    const split = converted.split ?? named;
    const { content } = converted;
    if (split) content.meta.split = split;
    const hash = createHash("sha256")
      .update(normalisedTokens(comparedText(content)).join(" "))
      .digest();
    const first = writer.seen.firstOrAdd(hash, row.line);
    if (first !== null) {
      const message = `Line ${row.line} repeats line ${first}.`;
      const duplicate = rejectedRow(row.line, "duplicate_exact", message, JSON.stringify(row.cells));
      counter.duplicate(duplicate, converted.turnsIn);
      writer.reject(duplicate);
      return;
    }
    counter.kept({ ...converted, split });
    const details = countUndecided(content);
    writer.add(
      { content, textHash: hash.toString("hex"), split, details, origin: originOf(member, row) },
      hash,
    );
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    const rejected = rejectedRow(
      row.line,
      error.code,
      error.message,
      JSON.stringify(row.cells),
      error.column,
    );
    counter.rejected(rejected, error.turns);
    writer.reject(rejected);
  }
}
