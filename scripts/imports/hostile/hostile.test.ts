/**
 * Planted files against the real import child: each is refused for its reason with a sentence, or read without harm,
 * and the sound twin of each class imports. A part of them here; `MF_HOSTILE=all` and the benchmark take all.
 */
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { displayName } from "@/lib/server/datanets/uploads/display-name";
import { ImportBench } from "../import-file";
import { FILE_CLASSES } from "./file-classes";
import type { HostileFile } from "./hostile-file";
import { names, nastyTexts } from "./text-classes";

const PART = 3;

let bench: ImportBench;
const pids: number[] = [];
beforeAll(async () => {
  bench = await ImportBench.open();
});
afterAll(() => bench.close());

async function read(file: Pick<HostileFile, "filename" | "bytes" | "kind">) {
  return bench.read({
    files: [{ name: displayName(file.filename), bytes: await file.bytes() }],
    ...(file.kind && { kind: file.kind }),
    onStart: (pid) => pids.push(pid),
  });
}

describe.each(FILE_CLASSES)("$name", ({ twin, files }) => {
  it("the sound twin imports", async () => {
    const { records, outcome, end } = await read(twin);
    expect(outcome?.kind, JSON.stringify(outcome ?? end)).toBe("converted");
    expect(records).toHaveLength(twin.kept);
  });

  const chosen = process.env.MF_HOSTILE === "all" ? files : files.slice(0, PART);
  it.each(chosen)("$what", async (file) => {
    const { records, rejected, outcome, end } = await read(file);
    const said = JSON.stringify(outcome ?? end).slice(0, 600);
    if ("refused" in file.expected) {
      expect(outcome, said).toMatchObject({ kind: "refused", reason: file.expected.refused });
      // A sentence: what is wrong, and what to do.
      expect(said).toMatch(/"message":"[^"].{20,}\./);
      return;
    }
    expect(outcome?.kind, said).toBe("converted");
    expect(records, said).toHaveLength(file.expected.kept);
    const { left } = file.expected;
    if (left) expect(new Set(rejected.map((row) => row.code))).toEqual(new Set([left]));
  });
});

describe("afterwards", () => {
  it("the count of the planted set is what the specification asks for", () => {
    const counts = FILE_CLASSES.map(({ name, files }) => [name, files.length]);
    expect(Object.fromEntries(counts)).toEqual({
      encodings: 10,
      JSON: 16,
      CSV: 16,
      Parquet: 16,
      PDF: 14,
      "DOCX and ZIP": 16,
      "TXT and MD": 8,
      polyglots: 10,
      names: 10,
      content: 10,
    });
  });

  it("text comes out as it went in", async () => {
    const rows = nastyTexts.map((answer, i) => JSON.stringify({ question: String(i), answer }));
    const { records } = await bench.read({ files: [{ name: "rows.jsonl", bytes: rows.join("\n") }] });
    const answers = records.map(({ content: { fields } }) => (fields as { completion: string }).completion);
    expect(answers).toEqual(nastyTexts.map((text) => text.normalize("NFC")));
  });

  it("names are display text without a path, control or direction-changing characters", () => {
    for (const { filename } of names.files) {
      const name = displayName(filename);
      expect(name).not.toMatch(/[/\\]|[\p{Cc}\p{Cf}]/u);
      expect(name.length).toBeLessThanOrEqual(200);
      expect(name.length).toBeGreaterThan(0);
    }
  });

  it("no child is left over", () => {
    const alive = pids.filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });
    expect(pids.length).toBeGreaterThan(20);
    expect(alive).toEqual([]);
    expect(readdirSync(bench.folder).some((name) => name.endsWith(".part"))).toBe(false);
  });
});
