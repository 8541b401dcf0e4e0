/** Resumable uploads: taken up after the server was killed, and twelve ways to misuse the protocol. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { openUpload, sendPart, tusMisuses } from "../../../scripts/imports/hostile/tus-misuses";
import { demoKey } from "../../fixtures/demo-key";
import { killPart, partIsBack, pidOf, stateDir } from "../../fixtures/instance";
import { ownDatanet } from "../../fixtures/own-datanet";
import { newPerson, signedInClient } from "../../fixtures/person";
import { openAs } from "../../fixtures/screens";

test.describe.configure({ timeout: 120_000 });

test("twelve misuses of the protocol are refused, and the right use works", async ({ browser }) => {
  const person = await newPerson(browser);
  const client = await signedInClient(person.key);
  await person.context.close();
  const stranger = await signedInClient(demoKey("dana"));
  const rows = Buffer.from('{"question":"a","answer":"b"}\n');

  const opened = await openUpload(client, rows.length);
  const place = opened.headers.get("location") ?? "";
  expect(opened.status).toBe(201);
  expect(place).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/);
  const id = place.split("/").at(-1) ?? "";

  for (const { what, status, answer } of tusMisuses(client, stranger, place, rows))
    expect((await answer()).status, what).toBe(status);

  const slug = await ownDatanet("ana", "pair");
  const offer = () => client.request("POST", `/api/v1/datanets/${slug}/contributions`, { uploadIds: [id] });
  await expect(offer()).rejects.toThrow(/missing or not complete/);
  await openUpload(client, 10);
  await openUpload(client, 10);
  const fourth = await openUpload(client, 10);
  expect([fourth.status, fourth.text]).toEqual([
    429,
    "3 uploads are under way. Wait for one of them, or cancel it.",
  ]);

  const sent = await sendPart(client, place, 0, rows);
  expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, String(rows.length)]);
  const draft = (await (await offer()).json()) as { id: string };
  expect(await client.waitUntilRead(slug, draft.id)).toMatchObject({
    state: "ready",
    report: { rowsOut: 1 },
  });
  await expect(offer(), "an upload is used once").rejects.toThrow(/missing or not complete/);
});

test("a large file survives the server's kill -9 and goes on where it was; memory stays", async ({
  browser,
}) => {
  const slug = await ownDatanet("ana", "pair");
  const context = await openAs(browser, "chidi");
  const page = await context.newPage();
  const rows = Array.from(
    { length: 40_000 },
    (_, i) => `{"question":"Which crate is ${i}?","answer":"${randomBytes(300).toString("hex")}"}\n`,
  );
  const file = Buffer.from(rows.join(""));
  // A process that never stored rows has the heap of its first ones to make; what counts is what later ones leave.
  const helper = await signedInClient(demoKey("bo"));
  const first = await helper.contribute(
    slug,
    rows.slice(0, 7_000).join("").replaceAll("crate", "box"),
    "boxes.jsonl",
  );
  await helper.waitUntilRead(slug, first.id, 120_000);
  const before = rssOf(pidOf("keeper"));
  const waiting = new Set(readdirSync(join(stateDir, "uploads")));
  // The second part waits until the server was killed between the two.
  let parts = 0;
  let killed = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() === "PATCH" && ++parts === 2 && killed === 0) killed = killPart("app");
    await route.continue().catch(() => undefined);
  });
  await page.goto(`/datanets/${slug}/contribute`);
  await page
    .getByLabel("Drop files here")
    .setInputFiles({ name: "crates.jsonl", mimeType: "application/jsonl", buffer: file });
  await expect(page.getByRole("list", { name: "Files on their way" })).toContainText("crates.jsonl");
  await expect.poll(() => killed, { timeout: 60_000 }).toBeGreaterThan(0);
  await partIsBack("app", killed);
  await expect(page.getByRole("status").filter({ hasText: /^40,000 in = 40,000 out/ })).toBeVisible({
    timeout: 120_000,
  });
  expect(readdirSync(join(stateDir, "uploads")).filter((name) => !waiting.has(name))).toEqual([]);
  expect(readdirSync(join(stateDir, "imports"))).toEqual([]);
  const growth = Math.round((rssOf(pidOf("keeper")) - before) / 1e6);
  test.info().annotations.push({ type: "the keeper's growth, MB", description: String(growth) });
  expect(growth, "24 MB of rows pass through the keeper and do not stay").toBeLessThanOrEqual(50);
  await context.close();
});

function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
