/** What a run's owner can do with it afterwards: take it away, and start another one from it. */
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import type { InstanceClient } from "../../../scripts/client/instance-client";
import { demoKey } from "../../fixtures/demo-key";
import { query, url } from "../../fixtures/instance";
import { signedInClient } from "../../fixtures/person";
import { checkLooks, openAs, watchConsole } from "../../fixtures/screens";

let ana: InstanceClient;
test.beforeAll(async () => {
  ana = await signedInClient(demoKey("ana"));
});

/** The seeded run of the handbook's owner. */
async function seededRun(): Promise<string> {
  const [row] = await query<{ id: string }>(
    "SELECT id FROM training_run WHERE state = 'SUCCEEDED' ORDER BY created_at LIMIT 1",
  );
  if (!row) throw new Error("The instance has no finished run.");
  return row.id;
}

test("the export pack is made, says how it answers, and downloads; chart and duplicate work", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const id = await seededRun();
  await page.addInitScript((key) => window.localStorage.setItem("mf-burner-31337", key), demoKey("ana"));
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Sign in" })
    .getByRole("button", { name: "Try with play money" })
    .click();
  await expect(page.getByRole("button", { name: /^Account menu/ })).toBeVisible();

  await page.goto(`/training/${id}`);
  await page.getByLabel("Smoothing").selectOption("Strongly smoothed");
  await page.getByRole("button", { name: "Log scale" }).click();
  await expect(page.getByRole("button", { name: "Linear scale" })).toHaveAttribute("aria-pressed", "true");

  const make = page.getByRole("button", { name: "Make an export pack" });
  const link = page.getByRole("link", { name: /^Download \(/ });
  await expect(make.or(link)).toBeVisible();
  if (await make.isVisible()) await make.click();
  await expect(link).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText("Parity: every format answered 8 of 8 prompts")).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  for (const name of [
    "merged/model.safetensors",
    "adapter/adapter_config.json",
    "gguf/model.gguf",
    "gguf/Modelfile",
    "data-manifest.json",
  ])
    expect(bytes.includes(name), `${name} is in the archive`).toBe(true);

  const steps = page.getByRole("table", { name: "Saved steps of this run" });
  await expect(steps.getByText("The result")).toHaveCount(1);
  await steps
    .getByRole("button", { name: /^Go on from step/ })
    .first()
    .click();
  await expect(page.getByText(/^Goes on from step \d+$/)).toBeVisible();
  const review = page.getByRole("complementary", { name: "Run summary" });
  await review.getByRole("button", { name: "Continue to review" }).click();
  await expect(review.getByRole("button", { name: "Sign and start training" })).toBeEnabled({
    timeout: 60_000,
  });
  const [quote] = await query<{ start: { step: number; planHash: string } }>(
    "SELECT plan->'start' AS start FROM training_quote ORDER BY expires_at DESC LIMIT 1",
  );
  expect(quote?.start.step).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Start afresh instead" }).click();
  await expect(page.getByText(/^Goes on from step/)).toBeHidden();

  await page.goto(`/training/${id}`);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as YAML" }).click(),
  ]);
  const yaml = readFileSync(await saved.path(), "utf8");

  await page.getByRole("button", { name: "Duplicate and tweak" }).click();
  await expect(page).toHaveURL(/\/training\/new\?step=settings/);
  const summary = page.getByRole("complementary", { name: "Run summary" });
  await expect(summary).toContainText("ModelFactory handbook");

  await page.evaluate(() => window.localStorage.removeItem("mf-run-draft"));
  await page.goto("/training/new");
  await expect(summary).not.toContainText("ModelFactory handbook");
  const load = (text: string) =>
    summary
      .getByLabel("Configuration file")
      .setInputFiles({ name: "mine.yaml", mimeType: "application/yaml", buffer: Buffer.from(text) });
  await load(yaml.replace(/rank: \d+/, "rank: 17").replace(/epochs: \d+/, "epochs: many"));
  const refused = summary.getByRole("alert");
  await expect(refused).toContainText(
    /Line \d+: settings\.rank must be one of 4, 8, 16, 32, 64; the file says 17\./,
  );
  await expect(refused).toContainText(
    /settings\.epochs must be a whole number from 1 to 20; the file says "many"\./,
  );
  await expect(summary).not.toContainText("ModelFactory handbook");
  await load(yaml.replace(/epochs: \d+/, "epochs: 5"));
  await expect(summary.getByText("Loaded mine.yaml.")).toBeVisible();
  await expect(summary).toContainText("ModelFactory handbook");
  await page.goto("/training/new?step=settings");
  await expect(page.getByText("5 passes")).toBeVisible();
});

test("base and tuned answer side by side; a link lets anybody try, until it is revoked", async ({
  browser,
}) => {
  test.setTimeout(60_000);
  const id = await seededRun();
  const owner = await (await openAs(browser, "ana")).newPage();
  await owner.goto(`/training/${id}`);
  const QUESTION = "How many days of leave do I get?";
  const askOn = async (page: Page) => {
    await page.getByRole("textbox", { name: "Question" }).fill(QUESTION);
    await page.getByRole("button", { name: "Ask both" }).click();
    const answer = page.getByRole("listitem").filter({ hasText: QUESTION });
    await expect(answer.getByRole("group", { name: "Base model" })).toBeVisible({ timeout: 30_000 });
    const read = (name: string) => answer.getByRole("group", { name }).locator("p").last().textContent();
    return { base: await read("Base model"), tuned: await read("Your model") };
  };
  const own = await askOn(owner);
  expect(own.tuned, "training changed the answer").not.toBe(own.base);

  await owner.getByRole("button", { name: "Make a link" }).click();
  const link = owner.getByText(/\/share\/[\w.-]+/).first();
  await expect(link).toBeVisible();
  const address = (await link.textContent()) ?? "";
  const guest = await (await browser.newContext()).newPage();
  const complaints = watchConsole(guest);
  await guest.goto(address);
  await expect(guest.getByText("You are talking to an AI model that somebody trained")).toBeVisible();
  expect(await askOn(guest), "the same model answers").toEqual(own);
  await expect(guest.getByText(/19,\d\d\d tokens are left/)).toBeVisible();
  await checkLooks(guest, "shared-run", test.info());
  expect(complaints).toEqual([]);

  await owner.getByRole("button", { name: "Revoke" }).first().click();
  await expect(owner.getByText("Revoked").first()).toBeVisible();
  await guest.reload();
  await expect(guest.getByText("This link shows nothing. It may have been revoked.")).toBeVisible();
  await owner.context().close();
  await guest.context().close();
});

test("the end of a run stands under the bell until it is looked at", async ({ browser }) => {
  const id = await seededRun();
  const page = await (await openAs(browser, "ana")).newPage();
  await page.goto("/models");
  const bell = page.getByRole("button", { name: /^Notifications/ });
  await bell.click();
  const inbox = page.getByRole("dialog", { name: "Notifications" });
  const told = inbox.getByRole("link", { name: /Your run of mf-tiny on .* is done/ }).last();
  await expect(told).toHaveAttribute("href", `/training/${id}`);
  await told.click();
  await expect(page).toHaveURL(new RegExp(`/training/${id}$`));
  await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();

  await page.goto("/accounts/settings");
  await page.getByRole("textbox", { name: "Address of the webhook" }).fill("https://127.0.0.1/hook");
  await page.getByRole("button", { name: "Add address" }).click();
  await expect(
    page.getByText('"127.0.0.1" is not a public address, so nothing is sent there.'),
  ).toBeVisible();
  await page.context().close();
});

test("nobody else gets the pack", async () => {
  const id = await seededRun();
  const bo = await signedInClient(demoKey("bo"));
  for (const path of ["exports", "exports/file"])
    await expect(bo.request("GET", `/api/v1/training-runs/${id}/${path}`)).rejects.toThrow(/no such run/i);
  expect((await fetch(`${url}/api/v1/training-runs/${id}/exports/file`)).status).toBe(401);
  expect((await ana.run(id)).state).toBe("SUCCEEDED");
});
