/** Three rates in one click: what it costs is said first, the waiting runs change places, and two runs are compared. */
import { expect, test } from "@playwright/test";
import { query } from "../../fixtures/instance";
import { newPerson } from "../../fixtures/person";
import { checkLooks } from "../../fixtures/screens";

type Stored = { id: string; state: string; rate: string; epochs: string; cap: string };

const stored = (address: string) =>
  query<Stored>(
    `SELECT r.id, r.state, plan->'settings'->>'learningRate' AS rate, plan->'settings'->>'epochs' AS epochs,
       r.cap_wei::text AS cap
     FROM training_run r JOIN account a ON a.id = r.account_id
     WHERE a.address = $1 ORDER BY r.id`,
    [address.toLowerCase()],
  );

test("a sweep is ordered, its queue put into another order, and its runs compared", async ({ browser }) => {
  test.setTimeout(420_000);
  const { context, page, address } = await newPerson(browser);
  await page.goto("/training/new");
  // One pass and one evaluation each: what is shown here is the order of things, not a good model.
  const config =
    "version: 1\ngoal: style\nbase: mf-tiny\ndata: [{datanet: modelfactory-handbook, version: 1}]\nsettings: {epochs: 1, evaluations: 1, checkpoints: 1}\n";
  await page
    .getByLabel("Configuration file")
    .setInputFiles({ name: "short.yaml", mimeType: "application/yaml", buffer: Buffer.from(config) });
  await expect(page.getByText("Loaded short.yaml.")).toBeVisible();
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

  const runs = await stored(address);
  expect(runs.map((run) => Number(run.rate))).toEqual([0.001, 0.002, 0.004]);
  expect(new Set(runs.map((run) => run.epochs))).toEqual(new Set(["1"]));
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

  await page.goto(`/training/compare?ids=${runs.map((run) => run.id).join(",")}`);
  const kept = page.getByText(/^Kept: Run \d/);
  await expect(kept).toBeVisible({ timeout: 240_000 });
  const losses = await query<{ id: string; loss: number }>(
    "SELECT id, (train_result->>'evalLoss')::float8 AS loss FROM training_run WHERE id = ANY($1) ORDER BY 2",
    [runs.map((run) => run.id)],
  );
  const [best, , worst] = losses.map(({ id }) => id);
  await expect(kept).toContainText(`Run ${runs.findIndex((run) => run.id === best) + 1} `);
  const row = (name: RegExp) => page.getByRole("row", { name });
  await expect(row(/^Learning rate/)).toContainText("0.0010.0020.004");
  await expect(row(/^Held-out loss/).getByText(/\([+−]\d/)).toHaveCount(2);
  await expect(
    page.getByRole("table", { name: "What the plans do differently" }).getByRole("row"),
  ).toHaveCount(2);
  await checkLooks(page, "compare-sweep", test.info());

  await page.getByRole("link", { name: "Open the kept run" }).click();
  await expect(page.getByRole("button", { name: "Publish model" })).toBeVisible({ timeout: 30_000 });
  await page.goto(`/training/${worst}`);
  await expect(
    page.getByText("Another run of its sweep has a lower held-out loss and is kept instead."),
  ).toBeVisible();

  // Two of them by the list's own check boxes.
  await page.goto("/training");
  for (const id of [best, worst])
    await page
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/training/${id}"]`) })
      .getByRole("checkbox")
      .check();
  await page.getByRole("link", { name: "Compare 2 runs" }).click();
  await expect(page.getByRole("table", { name: "Results" }).getByRole("columnheader")).toHaveCount(3);
  await context.close();
});
