/** The real import child over every format, killed in the middle, without network and on a full disk. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheckpoint } from "@/lib/server/datanets/imports/child/chunk-writer";
import { importLimits } from "@/lib/server/datanets/imports/tunables";
import { findSandbox, type Sandbox, sandboxCommand } from "@/lib/server/datanets/sandbox/sandbox-command";
import { root, typescriptArgs } from "../run.mjs";
import { ImportBench, type ImportCall, recordsIn } from "./import-file";
import { docx, paragraph, pdf, xlsx } from "./office-files";
import { parquet } from "./parquet-files";
import { zip } from "./zip";

let bench: ImportBench;
beforeAll(async () => {
  bench = await ImportBench.open();
});
afterAll(() => bench.close());

const CSV = 'question,answer\n"Where, exactly?",Here\nWho?,We\n';
const TWO = [
  { prompt: "Where, exactly?", completion: "Here" },
  { prompt: "Who?", completion: "We" },
];
const ROWS = TWO.map(({ prompt, completion }) => JSON.stringify({ question: prompt, answer: completion }));
const ROLES = { question: "prompt", answer: "completion" } as const;
const read = (name: string, bytes: Uint8Array | string, more: Partial<ImportCall> = {}) =>
  bench.read({ files: [{ name, bytes }], ...more });
const fieldsOf = async (name: string, bytes: Uint8Array | string, more: Partial<ImportCall> = {}) => {
  const { records, outcome, end } = await read(name, bytes, more);
  expect(outcome?.kind, JSON.stringify(outcome ?? end)).toBe("converted");
  return records.map((record) => record.content.fields);
};

describe("formats", () => {
  it.each([
    ["rows.csv", CSV],
    ["rows.csv", `\uFEFF${CSV.replaceAll("\n", "\r\n")}`],
    ["rows.csv", 'question;answer\n"Where, exactly?";Here\nWho?;We\n'],
    ["rows.tsv", "question\tanswer\nWhere, exactly?\tHere\nWho?\tWe\n"],
    ["rows.jsonl", ROWS.join("\n")],
    ["rows.json", `[${ROWS.join(",\n")}]`],
    ["rows.json", `{\n"data": [${ROWS.join(",\n")}]}`],
    ["pasted rows", CSV],
    [
      "rows.xlsx",
      xlsx([
        ["question", "answer"],
        ["Where, exactly?", "Here"],
        ["Who?", "We"],
      ]),
    ],
    ["rows.csv.gz", gzipSync(CSV)],
    ["rows.jsonl.zst", zstdCompressSync(ROWS.join("\n"))],
    ["rows.zip", zip([{ name: "a/rows.csv", data: CSV }])],
  ])("%s", async (name, bytes) => {
    expect(await fieldsOf(name, bytes)).toEqual(TWO);
  });

  it("rows.parquet, nested lists included", async () => {
    const flat = "SELECT * FROM (VALUES ('Where, exactly?', 'Here'), ('Who?', 'We')) t(question, answer)";
    expect(await fieldsOf("rows.parquet", await parquet(flat))).toEqual(TWO);
    const nested =
      "SELECT [{'role': 'user', 'content': 'Who?'}, {'role': 'assistant', 'content': 'We'}] AS messages";
    expect(await fieldsOf("chat.parquet", await parquet(nested))).toEqual([TWO[1]]);
  });

  it("documents: rows are slices of their extract, and know their page", async () => {
    const body = [
      paragraph("One", "Heading1"),
      paragraph("First <text>."),
      paragraph("Two", "Heading2"),
      paragraph("Zwei ä."),
    ].join("");
    expect(await fieldsOf("a.docx", docx(body), { kind: "text" })).toEqual([
      { text: "# One\n\nFirst <text>." },
      { text: "## Two\n\nZwei ä." },
    ]);
    const { records } = await read("a.pdf", pdf(["Page one.", "", "Page three\nhas lines."]), {
      kind: "text",
    });
    expect(records.map(({ content, origin }) => [content.fields, origin.page])).toEqual([
      [{ text: "Page one." }, 1],
      [{ text: "Page three\nhas lines." }, 3],
    ]);
    const call: ImportCall = {
      files: [{ name: "a.md", bytes: "# Ä\r\n\r\ntext\r\n\r\n# B\r\n\r\nmore" }],
      kind: "text",
      roles: { text: "text" },
    };
    const prepared = bench.prepare(call);
    const end = await bench.child(prepared, "convert", call);
    const extract = readFileSync(join(prepared.folder, "extract-0.txt"));
    const slices = (await recordsIn(prepared.folder, end)).map(({ content, origin }) => [
      content.fields,
      extract.subarray(origin.byteStart, origin.byteEnd).toString(),
    ]);
    expect(slices).toEqual([
      [{ text: "# Ä\n\ntext" }, "# Ä\n\ntext"],
      [{ text: "# B\n\nmore" }, "# B\n\nmore"],
    ]);
  });

  it("several files: names say the split, and each is read with its own columns", async () => {
    const { records, outcome } = await bench.read({
      files: [
        { name: "train.csv", bytes: "question,answer\na,b\n" },
        { name: "qa_test.jsonl", bytes: '{"prompt":"c","completion":"d"}\n' },
      ],
      roles: { question: "prompt", answer: "completion", prompt: "prompt", completion: "completion" },
    });
    expect(records.map(({ content, origin }) => [content.meta.split, origin.file])).toEqual([
      ["train", 0],
      ["test", 1],
    ]);
    expect(outcome).toMatchObject({ report: { splits: { train: 1, test: 1 } } });
  });
});

describe("report", () => {
  it("rows and turns in equal what became of them, and each rejected row has its line", async () => {
    const rows = [
      '{"question":"a","answer":"b"}',
      '{"question":"A","answer":"b"}',
      '{"question":"a" "x"}',
      '{"question":"","answer":"b"}',
      "5",
      "",
      '{"question":"c","answer":"d"}',
    ];
    const { outcome, rejected } = await read("rows.jsonl", rows.join("\n"), { roles: ROLES });
    if (outcome?.kind !== "converted") throw new Error(JSON.stringify(outcome));
    const { report } = outcome;
    expect(report).toMatchObject({ rowsIn: 6, rowsOut: 2, rejected: 3, exactDuplicates: 1 });
    const { turns } = report;
    expect(turns.in).toBe(turns.out + turns.merged + turns.rejected + turns.duplicate);
    expect(rejected.map(({ line, code }) => `${line} ${code}`).sort()).toEqual([
      "2 duplicate_exact",
      "3 json_invalid",
      "4 empty_cell",
      "5 json_invalid",
    ]);
  });

  it("names lines of a CSV with line breaks in its cells", async () => {
    const { rejected } = await read("rows.csv", 'question,answer\n"a\nb",c\n\nd\n"e\nf"\n', { roles: ROLES });
    expect(rejected.map(({ line, code }) => `${line} ${code}`)).toEqual(["5 csv_width", "6 csv_width"]);
  });

  it("converts another encoding once its author chose it", async () => {
    const latin = Buffer.from("question,answer\nWo?,Köln\n", "latin1");
    expect((await read("rows.csv", latin)).outcome).toMatchObject({
      kind: "refused",
      reason: "encoding_invalid",
      message: expect.stringMatching(/^Line 2, byte 6 /),
      fix: { encoding: "windows-1252" },
    });
    expect(await fieldsOf("rows.csv", latin, { options: { encoding: "windows-1252" } })).toEqual([
      { prompt: "Wo?", completion: "Köln" },
    ]);
    const wide = Buffer.from(`\uFEFF${CSV}`, "utf16le");
    expect((await read("rows.csv", wide)).outcome).toMatchObject({ fix: { encoding: "utf-16le" } });
    expect(await fieldsOf("rows.csv", wide, { options: { encoding: "utf-16le" } })).toEqual(TWO);
  });
});

describe("kill -9", () => {
  const MANY = 20_000;
  const DISTINCT = 19_000;
  const numbers = Array.from({ length: MANY }, (_, i) => i % DISTINCT);
  const objects = () => numbers.map((n) => JSON.stringify({ question: `Question ${n}`, answer: "Answer" }));

  it.each([
    ["rows.jsonl", () => objects().join("\n")],
    ["rows.json", () => `[${objects().join(",\n")}]`],
    ["rows.csv", () => `question,answer\n${numbers.map((n) => `"Question\n${n}",Answer\n`).join("")}`],
  ])("%s goes on behind the last complete chunk and ends with the same rows", async (name, make) => {
    const call: ImportCall = { files: [{ name, bytes: make() }], roles: ROLES };
    const whole = bench.prepare(call);
    const wholeEnd = await bench.child(whole, "convert", call);
    const wanted = await recordsIn(whole.folder, wholeEnd);

    const prepared = bench.prepare(call);
    const { folder } = prepared;
    let written = 0;
    for (const kills of [true, true, false]) {
      const before = readCheckpoint(folder).chunks;
      let pid = 0;
      const watch = setInterval(() => {
        if (kills && pid && readCheckpoint(folder).chunks > before) process.kill(pid, "SIGKILL");
      }, 10);
      const end = await bench.child(prepared, "convert", {
        ...call,
        pauseMs: kills ? 100 : 0,
        onStart: (id) => {
          pid = id;
        },
      });
      clearInterval(watch);
      written += readCheckpoint(folder).chunks - before;
      expect(end.kind).toBe(kills ? "crashed" : "outcome");
      if (end.kind !== "outcome") continue;
      expect(written, "each chunk of the checkpoint was sent once").toBe(readCheckpoint(folder).chunks);
      expect(await recordsIn(folder, end)).toEqual(wanted);
      expect(end).toMatchObject({
        outcome: { report: { rowsIn: MANY, rowsOut: DISTINCT, exactDuplicates: MANY - DISTINCT } },
      });
    }
  });

  it("a supervisor that dies takes its child along", async () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...typescriptArgs, "scripts/imports/dying-supervisor.ts", bench.folder],
      { cwd: root, encoding: "utf8" },
    );
    const pid = Number(stdout.trim());
    expect(status, "it was killed").toBeNull();
    expect(pid, stderr).toBeGreaterThan(0);
    await expect.poll(() => spawnSync("kill", ["-0", String(pid)]).status, { timeout: 5_000 }).not.toBe(0);
  });
});

describe("sandbox", () => {
  /** What a process says that tries to reach a port of this machine. */
  function reach(port: number, sandbox: Sandbox): Promise<string> {
    const script = `require("node:net").connect(${port},"127.0.0.1").on("data",d=>console.log(String(d))).on("error",e=>console.log(e.code))`;
    const { file, args } = sandboxCommand([process.execPath, "-e", script], sandbox, importLimits("other"));
    return new Promise((done) => {
      const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"] });
      let said = "";
      child.stdout.on("data", (chunk) => {
        said += chunk;
      });
      child.on("close", () => done(said.trim()));
    });
  }

  it("has no network", async ({ skip }) => {
    if (!findSandbox().networkless) skip("network namespaces are not available here");
    const server = createServer((socket) => socket.end("reached"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    expect(await reach(port, { networkless: false, diesWithParent: false })).toBe("reached");
    expect(await reach(port, findSandbox())).toMatch(/^E(NETUNREACH|CONNREFUSED|ADDRNOTAVAIL)$/);
    server.close();
  });

  it("a full disk ends the child with its own status, and nothing half-written counts", async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), "modelfactory-full-"));
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder]).status !== 0) {
      rmSync(folder, { recursive: true });
      skip("a file system of a fixed size cannot be mounted here");
    }
    try {
      const small = await ImportBench.open(join(folder, "bench"));
      const rows = Array.from({ length: 20_000 }, (_, i) =>
        JSON.stringify({ question: `Question ${i}`, answer: randomBytes(400).toString("hex") }),
      );
      const path = join(bench.folder, "large.jsonl");
      writeFileSync(path, rows.join("\n"));
      const call: ImportCall = { files: [{ name: "large.jsonl", path }], roles: ROLES };
      const prepared = small.prepare(call);
      const end = await small.child(prepared, "convert", call);
      expect(end.kind, JSON.stringify(end)).toBe("disk_full");
      expect(readCheckpoint(prepared.folder).chunks).toBeGreaterThan(0);
      expect(readdirSync(prepared.folder)).not.toContain("outcome.json");
    } finally {
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    }
  });

  it("ends a child whose time ran out", async () => {
    const call: ImportCall = {
      files: [{ name: "rows.jsonl", bytes: '{"question":"a","answer":"b"}\n'.repeat(200_000) }],
      roles: ROLES,
      wallMs: 250,
    };
    expect(await bench.child(bench.prepare(call), "convert", call)).toMatchObject({
      kind: "limit",
      limit: "time",
    });
  });
});
