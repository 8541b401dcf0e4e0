/** Three rates in one click: what it costs is said first, the waiting runs change places, and two runs are compared. */
import { expect, test } from "@playwright/test";
import { query } from "../../fixtures/instance";
import { checkLooks, openAs } from "../../fixtures/screens";

type Stored = { id: string; state: string; rate: string; epochs: string; cap: string };

/** The runs of the newest sweep, slowest rate first. */
const stored = () =>
  query<Stored>(
    `SELECT id, state, plan->'settings'->>'learningRate' AS rate, plan->'settings'->>'epochs' AS epochs,
       cap_wei::text AS cap
     FROM training_run WHERE sweep_id = (SELECT sweep_id FROM training_run WHERE sweep_id IS NOT NULL
       ORDER BY created_at DESC LIMIT 1) ORDER BY id`,
  );

test("a sweep is ordered, its queue put into another order, and its runs compared", async ({ browser }) => {
  test.setTimeout(180_000);
  const context = await openAs(browser, "ana");
  const page = await context.newPage();
  await page.goto("/training/new");
  const config =
    "version: 1\ngoal: style\nbase: mf-tiny\ndata: [{datanet: modelfactory-handbook, version: 1}]\nsettings: {evaluations: 2}\n";
  await page
    .getByLabel("Configuration file")
    .setInputFiles({ name: "mine.yaml", mimeType: "application/yaml", buffer: Buffer.from(config) });
  await expect(page.getByText("Loaded mine.yaml.")).toBeVisible();
  await page.goto("/training/new?step=review");
  const summary = page.getByRole("complementary", { name: "Run summary" });
  await expect(summary.getByRole("button", { name: "Sign and start training" })).toBeEnabled({
    timeout: 60_000,
  });
  await page.getByRole("radio", { name: "Try three learning rates" }).check();
  await expect(
    page.getByText(/^The 3 runs are orders of their own, together at most [\d.]+ OPEN\./),
  ).toBeVisible({ timeout: 30_000 });
  await checkLooks(page, "wizard-sweep", test.info());
  await summary.getByRole("button", { name: "Sign and start training" }).click();
  await expect(page).toHaveURL(/\/training\/compare\?ids=/, { timeout: 60_000 });
  await expect(page.getByText(/^0 of 3 runs of this sweep have ended/)).toBeVisible();

  const runs = await stored();
  expect(runs.map((run) => Number(run.rate))).toEqual([0.001, 0.002, 0.004]);
  expect(new Set(runs.map((run) => run.epochs))).toEqual(new Set(["4"]));
  expect(new Set(runs.map((run) => run.cap)).size, "each has its own cap").toBe(1);

  await page.goto("/training");
  const queue = page.getByRole("region", { name: "Waiting" });
  const waiting = async () => {
    const links = await queue.getByRole("link").all();
    return Promise.all(links.map(async (link) => (await link.getAttribute("href"))?.split("/").at(-1)));
  };
  // One of the three may be taken already; the others wait for it.
  await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  const before = (await waiting()).slice(-2);
  await queue
    .getByRole("button", { name: /^Move up/ })
    .last()
    .focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await waiting()).slice(-2)).toEqual([...before].reverse());
  await page.reload();
  await expect
    .poll(async () => (await waiting()).slice(-2), { message: "kept by the server" })
    .toEqual([...before].reverse());
  const items = queue.getByRole("listitem");
  await items.last().dragTo(items.nth((await items.count()) - 2));
  await expect.poll(async () => (await waiting()).slice(-2), { message: "dragged back" }).toEqual(before);

  // What waits is cancelled at once, what runs at its next beat; nothing of it is charged.
  for (const run of runs) {
    await page.goto(`/training/${run.id}`);
    await page.getByRole("button", { name: "Stop run" }).click();
    await page.getByRole("button", { name: "Stop and discard" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  const ended = async () => (await stored()).every((run) => run.state === "CANCELLED");
  await expect.poll(ended, { timeout: 90_000 }).toBe(true);

  // A finished run beside one of these, by the list's own check boxes.
  const [finished] = await query<{ id: string }>(
    "SELECT id FROM training_run WHERE state = 'SUCCEEDED' ORDER BY created_at LIMIT 1",
  );
  await page.goto("/training");
  for (const id of [finished?.id, runs[0]?.id])
    await page
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/training/${id}"]`) })
      .getByRole("checkbox")
      .check();
  await page.getByRole("link", { name: "Compare 2 runs" }).click();
  const row = (name: RegExp) => page.getByRole("row", { name });
  await expect(row(/^Learning rate/)).toContainText("0.0020.001");
  await expect(row(/^Held-out loss \d/)).toContainText("–");
  await expect(page.getByRole("figure", { name: "Held-out loss" })).toBeVisible();
  await checkLooks(page, "compare", test.info());
  await context.close();
});
