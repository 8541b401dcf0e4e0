/** The real table child over a small table, without a database. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExportRow, exportLine } from "@/lib/domain/datanets/export-rows";
import { bundleChild } from "@/lib/server/datanets/sandbox/bundle-child";
import { queryTable } from "@/lib/server/datanets/tables/query-table";
import { TABLE_CHILD } from "@/lib/server/datanets/tables/table-child";
import type { QueryOutcome } from "@/lib/server/datanets/tables/table-wire";
import { writeTable } from "@/lib/server/datanets/tables/write-table";
import { root } from "../run.mjs";

export class QueryBench {
  readonly pids: number[] = [];
  private constructor(
    readonly folder: string,
    private readonly entry: string,
    readonly table: string,
  ) {}

  static async open(rows: ExportRow[]): Promise<QueryBench> {
    const folder = mkdtempSync(join(tmpdir(), "modelfactory-tables-"));
    const entry = await bundleChild(join(root, TABLE_CHILD), join(folder, "child"));
    const lines = join(folder, "rows.jsonl");
    writeFileSync(lines, rows.map((row) => exportLine("jsonl", row)).join(""));
    mkdirSync(join(folder, "making"));
    const kind = rows[0]?.content.kind ?? "pair";
    const table = await writeTable({ entry, folder: join(folder, "making"), rows: lines, kind });
    return new QueryBench(folder, entry, table);
  }

  query(sql: string): Promise<QueryOutcome> {
    return queryTable({
      entry: this.entry,
      table: this.table,
      sql,
      onStart: (pid) => this.pids.push(pid),
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
