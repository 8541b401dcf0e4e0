/** What goes wrong is said where it happened and with its remedy, and nothing typed or chosen is lost. */
import { expect, type Page, test } from "@playwright/test";
import { openAs } from "../../fixtures/screens";
import { installWallet } from "../../fixtures/screens-wallet";

const DATANET = "modelfactory-handbook";

const FILES = [
  {
    name: "photo.png",
    text: "\x89PNG\r\n\x1a\n\0\0",
    says: /"photo\.png" is a PNG picture\. Upload CSV, TSV, JSON/,
  },
  { name: "empty.csv", text: "", says: /"empty\.csv" is empty\. Choose a file with at least one row/ },
  { name: "header.csv", text: "question,answer\n", says: /has a header but no rows\. Add at least one row/ },
  {
    name: "broken.json",
    text: '[{"question":"a","answer":"b"},\n{"question":"c" "answer":"d"}]',
    says: /Line 2, column 17/,
  },
  {
    name: "quote.csv",
    text: 'question,answer\n"open,1\nx,y\n',
    says: /Line 2: a quotation mark is not closed/,
  },
];

test("refused files: each names place and remedy, and the way to another file", async ({ browser }) => {
  const context = await openAs(browser, "chidi");
  const page = await context.newPage();
  await page.goto(`/datanets/${DATANET}/contribute`);
  for (const { name, text, says } of FILES) {
    await page
      .getByLabel("Drop files here")
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text, "latin1") });
    await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
    await page.getByRole("button", { name: "Choose another file" }).click();
  }
  await context.close();
});

test("rows of which none is usable", async ({ browser }) => {
  const context = await openAs(browser, "chidi");
  const page = await context.newPage();
  await page.goto(`/datanets/${DATANET}/contribute`);
  await page.getByRole("textbox", { name: "Or paste rows" }).fill("question,answer\nWhat?,\n,yes\n");
  await page.getByRole("button", { name: "Read pasted rows" }).click();
  await page.getByRole("button", { name: "Apply roles" }).click();
  await expect(
    page
      .getByRole("alert")
      .filter({ hasText: /None of the 2 rows is usable\. Line 2: the answer is empty\. Change/ }),
  ).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Role of answer" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Sign and submit/ })).toHaveCount(0);
  await context.close();
});

test("a sign-in that ran out asks again and keeps what was typed", async ({ browser }) => {
  const context = await openAs(browser, "chidi");
  const page = await context.newPage();
  await page.goto("/datanets/new");
  await page.getByRole("textbox", { name: "Name" }).fill("Harbour lights");
  await page.getByRole("textbox", { name: "Summary" }).fill("Which light belongs to which pier.");
  await expect(page.getByRole("button", { name: /^Account menu/ })).toBeVisible();
  await context.clearCookies();
  await page.getByRole("button", { name: "Create Datanet" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "Sign in" })
    .getByRole("button", { name: "Sign in" })
    .click();
  await page.getByRole("button", { name: "Try with play money" }).click();
  await expect(page.getByRole("button", { name: /^Account menu/ })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Harbour lights");
  await expect(page.getByRole("textbox", { name: "Summary" })).toHaveValue(
    "Which light belongs to which pier.",
  );
  await context.close();
});

async function signInWithWallet(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await page.getByRole("button", { name: "I have a wallet" }).click();
  await page.getByRole("button", { name: "Test wallet" }).click();
  await page.getByRole("button", { name: "Sign message" }).click();
  await expect(page.getByRole("button", { name: /^Account menu/ })).toBeVisible();
}

test("a wallet whose owner says no signs nothing, and what was filled in stays", async ({ page }) => {
  const mood = { refuses: false, chainId: 31337 };
  await installWallet(page, mood);
  await page.goto("/payments");
  await signInWithWallet(page);
  await page.getByRole("textbox", { name: "Credit to reserve, OPEN" }).fill("3");
  mood.refuses = true;
  await page.getByRole("button", { name: "Buy credit" }).click();
  await expect(page.getByText("Nothing was signed or paid. What you filled in is kept.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Credit to reserve, OPEN" })).toHaveValue("3");
});

test("a wallet on another network signs in, and is told to switch before it pays", async ({ page }) => {
  await installWallet(page, { refuses: false, chainId: 1 });
  await page.goto("/datanets/new");
  await signInWithWallet(page);
  await page.getByRole("textbox", { name: "Name" }).fill("Harbour bells");
  await page.getByRole("textbox", { name: "Summary" }).fill("Which bell belongs to which buoy.");
  await page.getByRole("button", { name: "Create Datanet" }).click();
  await page.getByRole("button", { name: "Publish Datanet" }).click();
  await expect(page.getByText(/^Your wallet is on another network\. Switch it/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish Datanet" })).toBeEnabled();
});

test("more than the wallet holds: the missing amount and where to get it", async ({ browser }) => {
  const context = await openAs(browser, "chidi");
  const page = await context.newPage();
  await page.goto("/payments");
  await page.getByRole("textbox", { name: "Credit to reserve, OPEN" }).fill("5000000");
  await expect(page.getByText(/^Your wallet lacks [\d,.]+ OPEN\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Buy credit" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Get play OPEN" }).last()).toBeEnabled();
  await context.close();
});

test("a base that no worker can hold names its size and a smaller one", async ({ page }) => {
  await page.goto("/training/new");
  await page.getByRole("button", { name: /^Show \d+ more$/ }).click();
  const large = page.getByText(/^too large/).first();
  await expect(large).toBeVisible();
  await large.click();
  await expect(page.getByRole("button", { name: "Choose a smaller base model" })).toBeDisabled();
});
