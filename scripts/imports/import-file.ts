/** Sends files through the real import child, without a database: what it says and the records that it wrote. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ColumnRole, ImportOptions } from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { IMPORT_CHILD } from "@/lib/server/datanets/imports/import-child";
import {
  type ImportSpec,
  type Outcome,
  type RecordLine,
  rejectedFile,
} from "@/lib/server/datanets/imports/import-wire";
import { readChunk } from "@/lib/server/datanets/imports/read-chunk";
import {
  type ImportChildCall,
  type ImportEnd,
  runImportChild,
} from "@/lib/server/datanets/imports/run-import-child";
import { bundleChild } from "@/lib/server/datanets/sandbox/bundle-child";
import { SPEC_FILE } from "@/lib/server/datanets/sandbox/child-files";
import { root } from "../run.mjs";

export type InputFile = { name: string; bytes: Uint8Array | string } | { name: string; path: string };
export type ImportCall = {
  files: InputFile[];
  kind?: DatanetKind;
  options?: ImportOptions;
  roles?: Record<string, ColumnRole>;
} & Partial<Pick<ImportChildCall, "wallMs" | "signal" | "onStart" | "onProgress">> & { pauseMs?: number };

export class ImportBench {
  private count = 0;
  private constructor(
    readonly folder: string,
    private readonly entry: string,
  ) {}

  static async open(folder = mkdtempSync(join(tmpdir(), "modelfactory-import-"))): Promise<ImportBench> {
    return new ImportBench(folder, await bundleChild(IMPORT_CHILD, join(folder, "child")));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A folder for one child, its files written. */
  prepare(call: ImportCall): { folder: string; files: ImportSpec["files"] } {
    this.count += 1;
    const folder = join(this.folder, `run-${this.count}`);
    mkdirSync(folder, { recursive: true });
    const files = call.files.map((file, i) => {
      if ("path" in file) return { path: file.path, filename: file.name, bytes: 0 };
      const path = join(this.folder, `input-${this.count}-${i}`);
      writeFileSync(path, file.bytes);
      return { path, filename: file.name, bytes: file.bytes.length };
    });
    return { folder, files };
  }

  /** One run of the child over what `prepare` laid out; a second one goes on where the first stopped. */
  async child(
    prepared: { folder: string; files: ImportSpec["files"] },
    kind: ImportSpec["kind"],
    call: ImportCall,
  ): Promise<ImportEnd> {
    const spec: ImportSpec = {
      kind,
      files: prepared.files,
      datanetKind: call.kind ?? "pair",
      roles: call.roles ?? {},
      options: call.options ?? {},
      pauseMs: call.pauseMs ?? 0,
    };
    writeFileSync(join(prepared.folder, SPEC_FILE), JSON.stringify(spec));
    return runImportChild({
      entry: this.entry,
      modules: join(root, "node_modules"),
      folder: prepared.folder,
      inputs: prepared.files.map((file) => file.path),
      wallMs: call.wallMs ?? 60_000,
      ...(call.signal && { signal: call.signal }),
      ...(call.onStart && { onStart: call.onStart }),
      ...(call.onProgress && { onProgress: call.onProgress }),
    });
  }

  /** Looks into the files and, with the detected roles, reads them: as the keeper does, without storing. */
  async read(call: ImportCall): Promise<ImportResult> {
    const looked = this.prepare(call);
    const first = await this.child(looked, "inspect", call);
    if (first.kind !== "outcome" || first.outcome.kind !== "inspected") return resultOf(first, [], "");
    const roles =
      call.roles ?? Object.fromEntries(first.outcome.columns.map(({ name, role }) => [name, role]));
    const folder = join(looked.folder, "convert");
    mkdirSync(folder);
    const end = await this.child({ ...looked, folder }, "convert", { ...call, roles });
    return resultOf(end, await recordsIn(folder, end), readRejected(folder, end));
  }
}

export type ImportResult = {
  end: ImportEnd;
  outcome: Outcome | null;
  records: RecordLine[];
  rejected: { line: number; code: string; message: string }[];
};

function resultOf(end: ImportEnd, records: RecordLine[], rejected: string): ImportResult {
  return {
    end,
    outcome: end.kind === "outcome" ? end.outcome : null,
    records,
    rejected: rejected
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ImportResult["rejected"][number]),
  };
}

export async function recordsIn(folder: string, end: ImportEnd): Promise<RecordLine[]> {
  const records: RecordLine[] = [];
  if (end.kind !== "outcome" || end.outcome.kind !== "converted") return records;
  for (let n = 0; n < end.outcome.chunks; n++)
    for await (const record of readChunk(folder, n)) records.push(record);
  return records;
}

function readRejected(folder: string, end: ImportEnd): string {
  if (end.kind !== "outcome" || end.outcome.kind !== "converted") return "";
  const files = Array.from({ length: end.outcome.chunks }, (_, n) => join(folder, rejectedFile(n)));
  return files.map((file) => readFileSync(file, "utf8")).join("");
}
