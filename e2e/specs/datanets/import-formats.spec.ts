/** Files of every kind through the real screen: read, reported, mended with one click, and submitted. */
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { docx, paragraph, pdf, xlsx } from "../../../scripts/imports/office-files";
import { parquet } from "../../../scripts/imports/parquet-files";
import { zip } from "../../../scripts/imports/zip";
import { ownDatanet } from "../../fixtures/own-datanet";
import { checkLooks, openAs } from "../../fixtures/screens";

type Sent = { name: string; bytes: Buffer | string };

let context: BrowserContext;
let page: Page;
test.beforeAll(async ({ browser }) => {
  context = await openAs(browser, "chidi");
  page = await context.newPage();
});
test.afterAll(() => context?.close());

async function send(slug: string, ...files: Sent[]): Promise<void> {
  await page.goto(`/datanets/${slug}/contribute`);
  await page.getByLabel("Drop files here").setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes as string),
    })),
  );
}

/** Waits for the report of what was sent. */
async function says(sum: RegExp): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: sum })).toBeVisible();
}

const CSV = "question,answer\nWho keeps the light?,The keeper.\nWhere is it?,On the pier.\n";
const OBJECTS = [
  { question: "Who keeps the light?", answer: "The keeper." },
  { question: "Where is it?", answer: "On the pier." },
];
const JSONL = OBJECTS.map((row) => JSON.stringify(row)).join("\n");
const TWO = /^2 in = 2 out \+ 0 rejected/;

test("tables: CSV, TSV, JSON, JSONL, XLSX, Parquet, and packed ones", async () => {
  const slug = await ownDatanet("ana", "pair");
  const table = await parquet(
    `SELECT * FROM (VALUES ${OBJECTS.map((row) => `('${row.question}', '${row.answer}')`).join(", ")}) t(question, answer)`,
  );
  const sheet = xlsx([["question", "answer"], ...OBJECTS.map((row) => [row.question, row.answer])]);
  const files: Sent[] = [
    { name: "rows.tsv", bytes: CSV.replaceAll(",", "\t") },
    { name: "rows.json", bytes: JSON.stringify(OBJECTS, null, 1) },
    { name: "rows.xlsx", bytes: sheet },
    { name: "rows.parquet", bytes: table },
    { name: "rows.csv.gz", bytes: gzipSync(CSV) },
    { name: "rows.jsonl.zst", bytes: zstdCompressSync(JSONL) },
    { name: "rows.zip", bytes: zip([{ name: "rows.csv", data: CSV }]) },
  ];
  for (const file of files) {
    await send(slug, file);
    await says(TWO);
    await expect(page.getByRole("combobox", { name: "Role of question" })).toHaveValue("prompt");
  }
});

test("another encoding is converted with one click; splits, rejected rows and submission", async () => {
  const slug = await ownDatanet("ana", "pair");
  await send(slug, {
    name: "latin.csv",
    bytes: Buffer.from("question,answer\nWhere is Köln?,Am Rhein.\n", "latin1"),
  });
  await expect(
    page.getByRole("alert").filter({ hasText: 'Line 2, byte 11 of "latin.csv" is not UTF-8' }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Convert from windows-1252" }).click();
  await says(/^1 in = 1 out/);
  await expect(page.getByRole("cell", { name: "Where is Köln?" })).toBeVisible();

  await send(
    slug,
    { name: "train.csv", bytes: `${CSV}no answer,\n` },
    { name: "test.jsonl", bytes: '{"question":"How high?","answer":"Thirty metres."}\n{"question":\n' },
  );
  // One row in four does not fit, so the roles are asked for.
  await page.getByRole("button", { name: "Apply roles" }).click();
  await says(/^5 in = 3 out \+ 2 rejected/);
  await expect(page.getByText("2 for training, 0 for validation, 1 for the test")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download rejected rows" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const piece of stream) text += piece;
  const codes = text
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { code: string }).code);
  expect(codes.sort()).toEqual(["empty_cell", "json_invalid"]);

  await page.getByRole("button", { name: "Sign and submit 3 rows" }).click();
  await expect(page.getByText("The owner reviews the rows. You can close this page.")).toBeVisible();
});

test("conversations: names of turns and order are mended with a click", async () => {
  const slug = await ownDatanet("ana", "chat");
  const turns = [
    ["customer", "Is it lit?"],
    ["bot", "Yes."],
    ["bot", "Since nine."],
  ];
  const row = { conversations: turns.map(([from, value]) => ({ from, value })) };
  await send(slug, { name: "talk.jsonl", bytes: JSON.stringify(row) });
  await page.getByRole("button", { name: "“bot” is the assistant and “customer” is the user" }).click();
  await page.getByRole("button", { name: "Merge neighbouring turns" }).click();
  await says(/^1 in = 1 out/);
  await expect(page.getByText("3 turns in = 2 out + 1 merged")).toBeVisible();
});

test("documents: text, Markdown, PDF and DOCX, in one contribution", async () => {
  const slug = await ownDatanet("ana", "text");
  await send(
    slug,
    { name: "a.md", bytes: "# Light\n\nIt turns.\n\n# Pier\n\nIt stands.\n" },
    { name: "b.txt", bytes: "Plain words about the harbour." },
    { name: "c.pdf", bytes: pdf(["A page about ships.", "A page about ropes."]) },
    { name: "d.docx", bytes: docx(paragraph("Nets", "Heading1") + paragraph("They dry.")) },
  );
  await says(/^6 in = 6 out/);
  await send(slug, { name: "data.csv", bytes: pdf(["x"]) });
  await expect(page.getByRole("alert").filter({ hasText: /"data\.csv" is a PDF/ })).toBeVisible();
});

test("an address inside this machine's networks is not fetched", async () => {
  const slug = await ownDatanet("ana", "pair");
  await page.goto(`/datanets/${slug}/contribute`);
  for (const [address, sentence] of [
    ["http://example.org/rows.csv", /Only https addresses/],
    ["https://127.0.0.1/rows.csv", /"127\.0\.0\.1" is not a public address/],
    ["https://localhost/rows.csv", /"localhost" is not a public address/],
  ] as const) {
    await page.getByRole("textbox", { name: "Or fetch from an address" }).fill(address);
    await page.getByRole("button", { name: "Fetch file" }).click();
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
  }
});

test("possible personal details: one is redacted, one kept, one dropped with its row, then the rows can be signed", async () => {
  const slug = await ownDatanet("ana", "pair");
  const rows = [
    { question: "Whom do I write to?", answer: "Write to desk@harbour.example or ana@harbour.example." },
    { question: "Where is the gate?", answer: "Behind 81.2.69.142." },
    { question: "Who keeps the light?", answer: "The keeper." },
  ];
  await send(slug, { name: "rows.jsonl", bytes: rows.map((row) => JSON.stringify(row)).join("\n") });
  await expect(
    page.getByRole("heading", { name: "3 possible personal details need a decision" }),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "3 personal details wait for a decision" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Keep desk@harbour.example in row 1" })).toBeDisabled();
  await checkLooks(page, "contribution-details", test.info());
  await page.getByLabel("Reason for keeping").fill("The public desk.");
  await page.getByRole("button", { name: "Keep desk@harbour.example in row 1" }).click();
  await page.getByRole("button", { name: "Redact ana@harbour.example in row 1" }).click();
  await expect(
    page.getByRole("heading", { name: "1 possible personal detail needs a decision" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Drop row 2 for 81.2.69.142" }).click();
  await page.getByRole("button", { name: "Sign and submit 2 rows" }).click();
  await expect(page.getByText("The owner reviews the rows.")).toBeVisible({ timeout: 60_000 });
  await page.goto(`/datanets/${slug}?tab=contributions`);
  await page.getByRole("link", { name: "Open" }).click();
  await expect(page.getByText("Write to desk@harbour.example or [EMAIL].")).toBeVisible();
  await expect(page.getByText("Kept by its author: The public desk.")).toBeVisible();
  await expect(page.getByText("81.2.69.142")).toHaveCount(0);
});
