/** One contribution judged row by row in the page, and what the chain says of each row afterwards. */
import { expect, test } from "@playwright/test";
import type { Hex } from "viem";
import { datanetRegistryAbi } from "../../../lib/generated/abis/datanet-registry";
import { demoKey } from "../../fixtures/demo-key";
import { chainClient, contractAddress, query } from "../../fixtures/instance";
import { signedInClient } from "../../fixtures/person";
import { toJsonl } from "../../fixtures/planted-facts";
import { checkLooks, openAs, watchConsole } from "../../fixtures/screens";

const stamp = Date.now().toString(36);
const slug = `lighthouse-log-${stamp}`;
const TEXT =
  "The lamp of the north light is filled with oil by the keeper at seven every evening before the ferry comes in";

test("rows are accepted and rejected apart, a near copy names the row that was first", async ({
  browser,
}) => {
  const owner = await signedInClient(demoKey("ana"));
  const helper = await signedInClient(demoKey("bo"));
  const { datanetKey } = await owner.createDatanet({
    name: `Lighthouse log ${stamp}`,
    summary: "What happens at an invented lighthouse.",
    card: "",
    kind: "pair",
    spdxId: "CC0-1.0",
    guidelines: "One fact a row. No names of living people.",
  });
  await owner.publishDatanet(slug);
  const { id } = await helper.contribute(
    slug,
    toJsonl([
      { question: "Who fills the lamp?", answer: TEXT },
      { question: "Who fills the lamp?", answer: `${TEXT} again` },
      {
        question: "When is the fog horn tested?",
        answer: "On the first Monday of a month; ask log@north-light.example.",
      },
    ]),
    "log.jsonl",
  );
  await helper.waitUntilRead(slug, id);
  await helper.submit(slug, id);

  const context = await openAs(browser, "ana");
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(`/datanets/${slug}?tab=contributions`);
  await page.getByRole("link", { name: "Review" }).click();
  await expect(page.getByText("One fact a row.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("1 row says what an earlier row says")).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText("1 possible personal detail")).toBeVisible();
  await expect(page.getByText("log@north-light.example").last()).toBeVisible();
  await checkLooks(page, "contribution-review", test.info());

  await page.getByRole("checkbox", { name: "Choose row 2", exact: true }).check();
  await page.getByRole("combobox", { name: "Rejected as" }).selectOption("Duplicate");
  await page.getByRole("textbox", { name: "Why it is rejected" }).fill("Row 1 says the same.");
  await page.getByRole("button", { name: "Reject 1 row" }).click();
  await page.getByRole("button", { name: "Accept all 2 waiting rows" }).click();
  await expect(page.getByText("Partly accepted")).toBeVisible();
  expect(complaints).toEqual([]);
  await context.close();

  // Others see that rows were accepted, not the file with the rejected one.
  const stranger = await (await signedInClient(demoKey("chidi"))).contribution(slug, id);
  expect(stranger).toMatchObject({ preview: [], viewerReadsRows: false, report: { samples: [] } });
  expect(stranger.columns.flatMap((column) => column.samples)).toEqual([]);
  // Nor does a reviewer: its author may have redacted what the file still holds.
  expect(await owner.contribution(slug, id)).toMatchObject({ preview: [], viewerReadsRows: true });

  // Acceptance is on the chain; the rejection waits there until nobody can appeal any more.
  const [{ batch_id: batchId } = { batch_id: 0 }] = await query<{ batch_id: number }>(
    "SELECT batch_id FROM contribution WHERE id = $1",
    [id],
  );
  const client = await chainClient();
  const registry = { address: contractAddress("DatanetRegistry"), abi: datanetRegistryAbi } as const;
  const word = [datanetKey as Hex, batchId, 0] as const;
  await expect
    .poll(() => client.readContract({ ...registry, functionName: "accepted", args: word }))
    .toBe(0b101n);
  expect(await client.readContract({ ...registry, functionName: "rejected", args: word })).toBe(0n);
});
