import "server-only";
import type { ConvertedRow } from "@/lib/domain/datanets/convert-row";
import type { ConversionReport, RejectedRow } from "@/lib/schemas/contributions";

const SAMPLES_PER_CODE = 20;
const SAMPLES = 200;

export function emptyReport(): ConversionReport {
  return {
    rowsIn: 0,
    rowsOut: 0,
    rejected: 0,
    exactDuplicates: 0,
    turns: { in: 0, out: 0, merged: 0, rejected: 0, duplicate: 0 },
    codes: {},
    splits: {},
    stopped: null,
    samples: [],
  };
}

/** Counts rows as they pass, so that rows and turns in always equal what became of them. */
export class ReportCounter {
  private readonly sampled = new Map<string, number>();

  constructor(readonly report: ConversionReport) {
    for (const sample of report.samples)
      this.sampled.set(sample.code, (this.sampled.get(sample.code) ?? 0) + 1);
  }

  kept(row: ConvertedRow): void {
    this.report.rowsIn += 1;
    this.report.rowsOut += 1;
    this.report.turns.in += row.turnsIn;
    this.report.turns.out += row.turnsOut;
    this.report.turns.merged += row.turnsIn - row.turnsOut;
    if (row.split) this.report.splits[row.split] = (this.report.splits[row.split] ?? 0) + 1;
  }

  rejected(row: RejectedRow, turns: number): void {
    this.report.rowsIn += 1;
    this.report.rejected += 1;
    this.report.turns.in += turns;
    this.report.turns.rejected += turns;
    this.note(row);
  }

  duplicate(row: RejectedRow, turns: number): void {
    this.report.rowsIn += 1;
    this.report.exactDuplicates += 1;
    this.report.turns.in += turns;
    this.report.turns.duplicate += turns;
    this.note(row);
  }

  private note(row: RejectedRow): void {
    this.report.codes[row.code] = (this.report.codes[row.code] ?? 0) + 1;
    const known = this.sampled.get(row.code) ?? 0;
    if (known >= SAMPLES_PER_CODE || this.report.samples.length >= SAMPLES) return;
    this.sampled.set(row.code, known + 1);
    this.report.samples.push(row);
  }
}
