/** Every screen of the main job on a seeded instance: both themes, both widths, axe, width, console, pictures. */
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { checkLooks, openAs, watchConsole } from "../../fixtures/screens";

const DATANET = "modelfactory-handbook";
const MODEL = "handbook-guide";

// Pictures are kept of every screen; a trace of each would double the time.
test.use({ trace: "off" });

type Screen = { name: string; path: string; ready: (page: Page) => Promise<void> };

const shows = (role: Parameters<Page["getByRole"]>[0], name: string | RegExp) => (page: Page) =>
  expect(page.getByRole(role, { name }).first()).toBeVisible();

const OPEN_TO_ALL: Screen[] = [
  { name: "home", path: "/", ready: shows("link", "Handbook guide") },
  { name: "datanets", path: "/datanets", ready: shows("link", "ModelFactory handbook") },
  { name: "datanet", path: `/datanets/${DATANET}`, ready: shows("tab", "Card") },
  { name: "datanet-data", path: `/datanets/${DATANET}?tab=data`, ready: shows("table", "Records") },
  { name: "datanet-versions", path: `/datanets/${DATANET}?tab=versions`, ready: shows("table", "Versions") },
  {
    name: "datanet-contributors",
    path: `/datanets/${DATANET}?tab=contributors`,
    ready: shows("table", "Contributors"),
  },
  { name: "models", path: "/models", ready: shows("link", "Handbook guide") },
  { name: "model", path: `/models/${MODEL}`, ready: shows("tab", "Overview") },
  {
    name: "model-evaluation",
    path: `/models/${MODEL}?tab=evaluation`,
    ready: shows("table", "Held-out result"),
  },
  { name: "model-credits", path: `/models/${MODEL}?tab=data`, ready: shows("table", "Contributors") },
  { name: "model-api", path: `/models/${MODEL}?tab=api`, ready: shows("tab", "API") },
  {
    name: "playground-signed-out",
    path: `/inference?model=${MODEL}`,
    ready: shows("button", "Sign in to ask"),
  },
  { name: "compute", path: "/compute", ready: shows("table", "Machines that train here") },
  { name: "credits-signed-out", path: "/payments", ready: shows("heading", "Credits & usage") },
];

const OF_THE_OWNER: Screen[] = [
  { name: "home-signed-in", path: "/", ready: shows("region", "Your account") },
  { name: "datanet-new", path: "/datanets/new", ready: shows("textbox", "Name") },
  {
    name: "datanet-contributions",
    path: `/datanets/${DATANET}?tab=contributions`,
    ready: shows("table", "Contributions"),
  },
  { name: "runs", path: "/training", ready: shows("table", "Training runs") },
  { name: "earnings", path: "/payments/earnings", ready: shows("table", "Earnings") },
  { name: "settings", path: "/accounts/settings", ready: shows("button", "Show key") },
];

async function visit(context: BrowserContext, screen: Screen): Promise<void> {
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(screen.path);
  await screen.ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await checkLooks(page, screen.name, test.info());
  expect(complaints).toEqual([]);
  await page.close();
}

test.describe("signed out", () => {
  let context: BrowserContext;
  test.beforeAll(async ({ browser }) => {
    context = await openAs(browser, null);
  });
  test.afterAll(() => context.close());
  for (const screen of OPEN_TO_ALL) test(screen.name, () => visit(context, screen));

  test("sign-in sheet", async () => {
    const page = await context.newPage();
    await page.goto("/");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("dialog", { name: "Sign in" })).toBeVisible();
    await checkLooks(page, "sign-in", test.info());
  });
});

test.describe("owner", () => {
  let context: BrowserContext;
  test.beforeAll(async ({ browser }) => {
    context = await openAs(browser, "ana");
  });
  test.afterAll(() => context.close());
  for (const screen of OF_THE_OWNER) test(screen.name, () => visit(context, screen));

  test("run", async () => {
    const { runId } = await (await context.request.get(`/api/v1/models/${MODEL}`)).json();
    await visit(context, {
      name: "run",
      path: `/training/${runId}`,
      ready: async (page) => {
        await shows("table", "Held-out result")(page);
        await shows("figure", "Gradient norm")(page);
      },
    });
  });

  test("machine", async () => {
    const { items } = await (await context.request.get("/api/v1/workers")).json();
    await visit(context, {
      name: "machine",
      path: `/compute/${items[0].id}`,
      ready: shows("heading", "Standing"),
    });
  });

  test("comparison of runs", async () => {
    const { items } = await (await context.request.get("/api/v1/training-runs")).json();
    test.skip(items.length < 2, "The owner has one run only; the specs before this one make more.");
    await visit(context, {
      name: "run-compare",
      path: `/training/compare?ids=${items[0].id},${items[1].id}`,
      ready: shows("table", "Results"),
    });
  });

  test("contribution", async () => {
    const list = await context.request.get(`/api/v1/datanets/${DATANET}/contributions`);
    const accepted = ((await list.json()).items as { id: string; state: string }[]).find(
      ({ state }) => state === "accepted",
    );
    await visit(context, {
      name: "contribution",
      path: `/datanets/${DATANET}/contributions/${accepted?.id}`,
      ready: shows("table", "Rows"),
    });
  });

  test("version: changes and use", async () => {
    const page = await context.newPage();
    await page.goto(`/datanets/${DATANET}?tab=versions`);
    await page.getByRole("button", { name: "Changes of version 1" }).click();
    await expect(page.getByRole("table", { name: "Changes by contributor" })).toBeVisible();
    await checkLooks(page, "version-changes", test.info());
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Use version 1" }).click();
    await expect(page.getByText("import mlcroissant")).toBeVisible();
    await checkLooks(page, "version-use", test.info());
  });

  test("search and filter rows", async () => {
    const page = await context.newPage();
    await page.goto(`/datanets/${DATANET}?tab=data`);
    await page.getByRole("searchbox", { name: "Search for words" }).fill("datanet licence");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect(page.getByRole("button", { name: "Clear filters" })).toBeVisible();
    await expect(page.getByRole("table", { name: "Records" })).toContainText("licence");
    await checkLooks(page, "datanet-search", test.info());
    await page.getByRole("searchbox", { name: "Search for words" }).fill("xylophonist");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect(page.getByText("No row matches")).toBeVisible();
  });

  test("contribute: file, columns, report", async () => {
    const page = await context.newPage();
    const complaints = watchConsole(page);
    await page.goto(`/datanets/${DATANET}/contribute`);
    await expect(page.getByRole("button", { name: "Choose files" })).toBeVisible();
    await checkLooks(page, "contribute", test.info());
    await page.getByLabel("Drop files here").setInputFiles({
      name: "rows.jsonl",
      mimeType: "application/json",
      buffer: Buffer.from(
        '{"question":"Who keeps the light?","answer":"The keeper does."}\n{"question":"Who?","answer":\n',
      ),
    });
    await expect(page.getByRole("table", { name: "Rejected rows" })).toContainText("Line 2, column");
    await checkLooks(page, "contribute-report", test.info());
    expect(complaints).toEqual([]);
  });

  test("wizard", async () => {
    const page = await context.newPage();
    const complaints = watchConsole(page);
    await page.goto("/training/new");
    await page.getByRole("radio", { name: "MF Tiny" }).check();
    await checkLooks(page, "wizard-1-goal", test.info());
    await page.getByRole("button", { name: "Continue to data" }).click();
    await page.getByRole("checkbox", { name: "ModelFactory handbook" }).check();
    await expect(page.getByRole("combobox", { name: /^Version of/ })).toHaveValue("1");
    await checkLooks(page, "wizard-2-data", test.info());
    await page.getByRole("button", { name: "Continue to check" }).click();
    await expect(page.getByText("trained share")).toBeVisible();
    await checkLooks(page, "wizard-3-check", test.info());
    await page.getByRole("button", { name: "Continue to settings" }).click();
    await page.getByText("Advanced settings").click();
    await checkLooks(page, "wizard-4-settings", test.info());
    await page.getByRole("button", { name: "Continue to review" }).click();
    await expect(page.getByRole("button", { name: "Sign and start training" })).toBeVisible();
    await checkLooks(page, "wizard-5-review", test.info());
    expect(complaints).toEqual([]);
  });
});

test.describe("buyer", () => {
  let context: BrowserContext;
  test.beforeAll(async ({ browser }) => {
    context = await openAs(browser, "dana");
  });
  test.afterAll(() => context.close());

  test("credits", () =>
    visit(context, {
      name: "credits",
      path: "/payments",
      ready: shows("table", "Answers you paid for"),
    }));

  test("playground", () =>
    visit(context, {
      name: "playground",
      path: `/inference?model=${MODEL}`,
      ready: shows("textbox", "Your question"),
    }));

  test("receipt", async () => {
    const { items } = await (await context.request.get("/api/v1/inference/receipts")).json();
    await visit(context, {
      name: "receipt",
      path: `/inference/receipts/${items[0].id}`,
      ready: async (page) => {
        await expect(page.getByText(/^All \d+ checks passed$/)).toBeVisible();
        await shows("table", "Paid contributors")(page);
      },
    });
  });
});
