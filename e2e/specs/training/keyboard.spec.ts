/** The wizard from its first choice to a running, stopped run by keyboard alone, and the run's page through reloads. */
import { expect, type Page, test } from "@playwright/test";
import { demoKey } from "../../fixtures/demo-key";
import { query } from "../../fixtures/instance";
import { chooseRadio, pressOn } from "../../fixtures/keyboard";

type Stored = { state: string; seq: number; events: number; points: number };

async function stored(id: string): Promise<Stored> {
  const [row] = await query<Stored>(
    `SELECT r.state, r.event_seq AS seq, (SELECT count(*) FROM run_event e WHERE e.run_id = r.id)::int AS events,
       (SELECT count(DISTINCT point->>'step') FROM run_event e, jsonb_array_elements(e.body->'points') point
        WHERE e.run_id = r.id AND e.kind = 'metrics' AND point->>'kind' = 'train')::int AS points
     FROM training_run r WHERE r.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no run ${id}.`);
  return row;
}

/** A fresh page of the run shows at least what was stored before it was opened, and no event number is missing. */
async function reopen(page: Page, id: string): Promise<Stored> {
  const before = await stored(id);
  await page.goto("/training");
  await page.goto(`/training/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  if (before.points > 0) {
    await page.getByRole("button", { name: "Show as table" }).click();
    const rows = page.getByRole("table", { name: "Loss by step" }).getByRole("row");
    expect(await rows.count()).toBeGreaterThan(before.points);
  }
  const after = await stored(id);
  expect(after.events).toBe(after.seq);
  return after;
}

test("the wizard is finished, the run stopped, by keyboard alone; every reload shows what was stored", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.addInitScript((key) => window.localStorage.setItem("mf-burner-31337", key), demoKey("chidi"));
  await page.goto("/");
  await pressOn(page, page.getByRole("button", { name: "Sign in", exact: true }), "Enter");
  await pressOn(page, page.getByRole("button", { name: "Try with play money" }), "Enter");
  await expect(page.getByRole("button", { name: /^Account menu/ })).toBeVisible();

  await page.goto("/training/new");
  const next = (name: string) =>
    page.getByRole("complementary", { name: "Run summary" }).getByRole("button", { name });
  await chooseRadio(page, page.getByRole("radio", { name: /Know my facts/ }));
  await chooseRadio(page, page.getByRole("radio", { name: /MF Tiny/ }));
  await pressOn(page, next("Continue to data"), "Enter");
  await pressOn(page, page.getByRole("checkbox", { name: "ModelFactory handbook" }), "Space");
  await pressOn(page, next("Continue to check"), "Enter");
  await expect(page.getByRole("region", { name: "One row as the model sees it" })).toBeVisible({
    timeout: 60_000,
  });
  await pressOn(page, next("Continue to settings"), "Enter");
  await pressOn(page, page.getByText("Advanced settings"), "Enter");
  for (const name of ["rsLoRA", "DoRA", "Pack short rows"])
    await pressOn(page, page.getByRole("checkbox", { name, exact: true }), "Space");
  await pressOn(page, page.getByRole("spinbutton", { name: "Noise on the input (NEFTune)" }), "ArrowUp");
  await expect(page.getByRole("complementary", { name: "Run summary" })).toContainText("DoRA, root scaling");
  await pressOn(page, next("Continue to review"), "Enter");
  await expect(next("Sign and start training")).toBeEnabled({ timeout: 60_000 });
  await pressOn(page, next("Sign and start training"), "Enter");
  await expect(page).toHaveURL(/\/training\/[0-9a-f-]{36}/, { timeout: 60_000 });
  const id = new URL(page.url()).pathname.split("/").at(-1) as string;

  expect((await reopen(page, id)).state).toMatch(/FUNDING|QUEUED|RUNNING/);
  await expect.poll(async () => (await stored(id)).points, { timeout: 120_000 }).toBeGreaterThan(2);
  expect((await reopen(page, id)).state).toBe("RUNNING");
  const processor = page.getByRole("region", { name: "Devices" }).getByRole("region").first();
  await expect(processor.getByRole("progressbar", { name: "Memory" })).toHaveAttribute(
    "aria-valuetext",
    /GB of/,
  );
  await expect(processor).toContainText(/Utilisation\d+ ?%/);

  const [plan] = await query<{ settings: object }>(
    "SELECT plan->'settings' AS settings FROM training_run WHERE id = $1",
    [id],
  );
  expect(plan?.settings).toMatchObject({ rslora: true, dora: true, packing: true, neftune: 0.5 });

  await pressOn(page, page.getByRole("button", { name: "Stop run" }), "Enter");
  await pressOn(page, page.getByRole("button", { name: "Stop and discard" }), "Enter");
  await expect.poll(async () => (await stored(id)).state, { timeout: 60_000 }).toBe("CANCELLED");
  expect((await reopen(page, id)).state).toBe("CANCELLED");
});
