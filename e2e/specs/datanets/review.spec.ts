/**
 * Real rows by five people each through the real screens: contribution, review row by row, appeal to a drawn panel, a
 * second version and what it changed. The rows are not part of the repository; without them the tests say so.
 */
import { expect, test } from "@playwright/test";
import { newPerson, newVisitor, type Person } from "../../fixtures/person";
import { type RealRow, realDataset, rowsByContributor } from "../../fixtures/real-rows";

const PEOPLE = 5;
const ROWS = 12;
const REJECTED = 2;

const stamp = Date.now().toString(36);

async function contribute({ page }: Person, slug: string, rows: RealRow[]): Promise<void> {
  await page.goto(`/datanets/${slug}/contribute`);
  await page.getByLabel("Drop files here").setInputFiles({
    name: `${rows[0]?.contributor}.jsonl`,
    mimeType: "application/jsonl",
    buffer: Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n")),
  });
  const sign = page.getByRole("button", { name: `Sign and submit ${rows.length} rows` });
  const reason = page.getByLabel("Reason for keeping");
  await expect(sign.or(reason)).toBeVisible();
  // Manuals name example addresses; whether a row does is chance.
  if (await reason.isVisible()) {
    await reason.fill("An example of the manual.");
    await page.getByRole("button", { name: /^Keep (it|all \d+)$/ }).click();
  }
  await sign.click();
  await expect(page.getByText("The owner reviews the rows.")).toBeVisible({ timeout: 60_000 });
}

for (const name of ["tldr", "medquad"] as const) {
  const file = realDataset(name);
  test(`${name}: five contributors, rejection, appeal, second version`, async ({ browser }) => {
    test.setTimeout(600_000);
    test.skip(file === null, `${name}.jsonl is not on this machine (MF_EVAL_DATA_DIR names its folder)`);
    const batches = rowsByContributor(file ?? "", PEOPLE, ROWS);
    expect(batches).toHaveLength(PEOPLE);
    const slug = `real-${name}-${stamp}`;
    const owner = await newPerson(browser);
    const people: Person[] = [];
    for (let i = 0; i < PEOPLE; i++) people.push(await newVisitor(browser));

    await owner.page.goto("/datanets/new");
    await owner.page.getByRole("textbox", { name: "Name" }).fill(`Real ${name} ${stamp}`);
    await owner.page.getByRole("textbox", { name: "Summary" }).fill("Published rows, for a test.");
    await owner.page.getByRole("button", { name: "Create Datanet" }).click();
    await owner.page.getByRole("button", { name: "Publish Datanet" }).click();
    await expect(owner.page.getByText("On chain").first()).toBeVisible();
    for (const [i, person] of people.entries()) await contribute(person, slug, batches[i] as RealRow[]);

    // Two contributors are invited as reviewers; the panel of an appeal is drawn from them.
    await owner.page.goto(`/datanets/${slug}?tab=contributors`);
    for (const { address } of people.slice(1, 3)) {
      await owner.page.getByRole("textbox", { name: "Wallet address" }).fill(address);
      await owner.page.getByRole("button", { name: "Invite reviewer" }).click();
      await expect(owner.page.getByRole("textbox", { name: "Wallet address" })).toHaveValue("");
    }

    // The owner accepts four whole contributions and all but two rows of the first.
    const firstFile = `${batches[0]?.[0]?.contributor}.jsonl`;
    for (let i = 0; i < PEOPLE; i++) {
      await owner.page.goto(`/datanets/${slug}?tab=contributions`);
      await owner.page.getByRole("link", { name: "Review" }).first().click();
      await expect(owner.page.getByRole("heading", { level: 1 })).toHaveText(/\.jsonl$/);
      if ((await owner.page.getByRole("heading", { level: 1 }).textContent()) === firstFile) {
        for (const row of [1, 4])
          await owner.page.getByRole("checkbox", { name: `Choose row ${row}`, exact: true }).check();
        await owner.page.getByRole("combobox", { name: "Rejected as" }).selectOption("Off topic");
        await owner.page
          .getByRole("textbox", { name: "Why it is rejected" })
          .fill("These belong to another collection.");
        await owner.page.getByRole("button", { name: `Reject ${REJECTED} rows` }).click();
        await expect(
          owner.page.getByRole("button", { name: `Accept all ${ROWS - REJECTED} waiting rows` }),
        ).toBeVisible();
      }
      await owner.page.getByRole("button", { name: /^Accept all/ }).click();
      await expect(owner.page.getByRole("button", { name: /^Accept all/ })).toHaveCount(0);
    }
    await owner.page.goto(`/datanets/${slug}`);
    await owner.page.getByRole("button", { name: "Seal version 1" }).click();

    // The author reads the reason and appeals; the panel of two independent reviewers overturns it.
    const [author, ...others] = people as [Person, ...Person[]];
    const rowsPage = new RegExp(`/datanets/${slug}/contributions/`);
    await author.page.getByRole("link", { name: "See each row's verdict" }).click();
    await expect(author.page).toHaveURL(rowsPage);
    await expect(author.page.getByText("Off topic: These belong to another collection.")).toHaveCount(
      REJECTED,
    );
    await author.page
      .getByRole("textbox", { name: "Why the rows belong in" })
      .fill("They are of the same kind as all the others that were accepted.");
    await author.page.getByRole("button", { name: "Appeal" }).click();
    await expect(author.page.getByText(/^Panel: /)).toBeVisible();
    const address = author.page.url();
    for (const { page } of others.slice(0, 2)) {
      await page.goto(address);
      await page.getByRole("textbox", { name: "Your reason" }).fill("Same kind as the accepted ones.");
      await page.getByRole("button", { name: "Accept the rows" }).click();
      await expect(page.getByText("voted to accept").first()).toBeVisible();
    }
    await expect(others[1]?.page.getByText("Rejection overturned") ?? author.page.locator("x")).toBeVisible();

    // Version 2 holds exactly the two rows more, by their author.
    await owner.page.goto(`/datanets/${slug}`);
    await owner.page.getByRole("button", { name: "Seal version 2" }).click();
    await owner.page.goto(`/datanets/${slug}?tab=versions`);
    await owner.page.getByRole("button", { name: "Changes of version 2" }).click();
    const diff = owner.page.getByRole("dialog", { name: "Changes in version 2" });
    await expect(diff.getByText(`Against version 1: ${REJECTED} added, 0 removed.`)).toBeVisible();
    await expect(diff.getByRole("listitem")).toHaveCount(REJECTED);

    for (const person of [owner, ...people]) await person.context.close();
  });
}
