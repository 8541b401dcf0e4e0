/** The SQL tab: a query, its mistake, its link, its file, and what it may not see. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { url } from "../../fixtures/instance";
import { checkLooks, openAs, watchConsole } from "../../fixtures/screens";

const SLUG = "modelfactory-handbook";

test("somebody queries a version, mends a mistake, shares the link and takes the rows along", async ({
  browser,
}, info) => {
  test.setTimeout(60_000);
  const context = await openAs(browser, "dana");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const complaints = watchConsole(page, /422/);
  await page.goto(`/datanets/${SLUG}?tab=sql`);
  const editor = page.getByLabel("One SELECT over the table data");
  await editor.fill("SELECT positon, '=1+1' AS formula FROM data LIMIT 3");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByText(/^Line 1, column 8: Referenced column "positon" not found/)).toBeVisible();
  await expect(editor).toHaveAttribute("aria-invalid", "true");

  await editor.fill("SELECT position, '=1+1' AS formula FROM data\nORDER BY 1 LIMIT 3");
  await editor.press("Control+Enter");
  const table = page.getByRole("table", { name: "Result" });
  await expect(table.getByRole("row")).toHaveText(["positionformula", "0=1+1", "1=1+1", "2=1+1"]);
  await expect(
    page.getByRole("status").filter({ hasText: /^3 rows in \d+ ms\. \d+ queries left this hour\.$/ }),
  ).toBeVisible();

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${SLUG}-v1-query.csv`);
  expect(readFileSync(await file.path(), "utf8")).toBe(
    "position,formula\r\n0,'=1+1\r\n1,'=1+1\r\n2,'=1+1\r\n",
  );

  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const reader = await openAs(browser, "bo");
  const shared = await reader.newPage();
  await shared.goto(link);
  await shared.getByRole("button", { name: "Run" }).click();
  await expect(shared.getByRole("table", { name: "Result" }).getByRole("row")).toHaveCount(4);
  await reader.close();

  await page.getByRole("button", { name: "Lengths" }).click();
  await page.getByRole("button", { name: "Run" }).click();
  await expect(table.getByRole("columnheader")).toHaveText(["size", "records"]);
  await checkLooks(page, "datanet-sql", info);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a query wants somebody signed in, and one SELECT; Parquet is a file like the others", async ({
  request,
}) => {
  const version = `/api/v1/datanets/${SLUG}/versions/1`;
  const anonymous = await request.post(`${version}/query`, {
    data: { sql: "SELECT 1" },
    headers: { origin: url },
  });
  expect(anonymous.status()).toBe(401);
  const parquet = await request.get(`${version}/download?format=parquet`);
  expect(parquet.headers()["content-disposition"]).toBe(`attachment; filename="${SLUG}-v1.parquet"`);
  const bytes = await parquet.body();
  expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
});
