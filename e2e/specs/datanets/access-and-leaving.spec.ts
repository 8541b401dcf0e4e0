/** A gated Datanet: sample, request, the owner's signed grant on the chain, its end; then rows that are taken back. */
import { expect, test } from "@playwright/test";
import type { Hex } from "viem";
import { datanetRegistryAbi } from "../../../lib/generated/abis/datanet-registry";
import { AccessGrant, AccessGrantPage } from "../../../lib/schemas/datanet-access";
import { DatanetRecordPage } from "../../../lib/schemas/datanet-versions";
import { Datanet, DatanetPage } from "../../../lib/schemas/datanets";
import { Withdrawal } from "../../../lib/schemas/withdrawals";
import { RefusedError } from "../../../scripts/client/instance-client";
import { demoKey } from "../../fixtures/demo-key";
import { chainClient, contractAddress, query } from "../../fixtures/instance";
import { signedInClient } from "../../fixtures/person";
import { toJsonl } from "../../fixtures/planted-facts";
import { checkLooks, openAs, watchConsole } from "../../fixtures/screens";

const stamp = Date.now().toString(36);
const slug = `pilots-book-${stamp}`;
const ROWS = Array.from({ length: 25 }, (_, i) => ({
  question: `What does buoy ${i + 1} of the invented channel mark?`,
  answer: `Buoy ${i + 1} marks the wreck of the barge Number ${(i * 37) % 101}, ${i + 3} fathoms down.`,
}));

async function refusal(call: Promise<unknown>): Promise<{ status: number; reason: unknown }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RefusedError) return { status: error.status, reason: error.problem.reason };
    throw error;
  }
  return { status: 200, reason: null };
}

test("rows open by a signed grant and close with its end", async ({ browser }) => {
  const owner = await signedInClient(demoKey("ana"));
  const asker = await signedInClient(demoKey("chidi"));
  await owner.createDatanet({
    name: `Pilots book ${stamp}`,
    summary: "Buoys of an invented channel, for those who ask.",
    kind: "pair",
    spdxId: "CC-BY-4.0",
    access: "gated",
  });
  await owner.publishDatanet(slug);
  const { id } = await owner.contribute(slug, toJsonl(ROWS), "buoys.jsonl");
  await owner.waitUntilRead(slug, id);
  await owner.submit(slug, id);
  await owner.sealVersion(slug);

  const path = `/api/v1/datanets/${slug}`;
  const records = () => asker.call(DatanetRecordPage, "GET", `${path}/records?version=1`);
  const closed = [
    `/records?version=1&q=buoy`,
    "/versions/1/download?format=jsonl",
    "/versions/1/croissant",
    "/versions/1/stats?q=buoy",
  ];
  const expectClosed = async () => {
    expect((await records()).items).toHaveLength(20);
    for (const part of closed) {
      expect(await refusal(asker.request("GET", `${path}${part}`)), part).toEqual({
        status: 403,
        reason: "access_needed",
      });
    }
    const [first] = (await records()).items;
    expect((await refusal(asker.request("GET", `${path}/records/${first?.id}/proof`))).status).toBe(403);
  };
  const plan = {
    goal: "facts",
    baseModelId: "mf-tiny",
    data: [{ slug, version: 1 }],
    settings: { epochs: 1, evaluations: 1 },
  };
  await expectClosed();

  const askerContext = await openAs(browser, "chidi");
  const askerPage = await askerContext.newPage();
  const complaints = watchConsole(askerPage);
  await askerPage.goto(`/datanets/${slug}?tab=data`);
  await expect(askerPage.getByText("The first 20 of 25 rows.", { exact: false })).toBeVisible();
  await askerPage.getByRole("button", { name: "Ask for access" }).click();
  await askerPage.getByRole("textbox", { name: "What for" }).fill("A model for harbour pilots.");
  await askerPage.getByRole("button", { name: "Ask for access" }).click();
  await expect(askerPage.getByText("Waiting")).toBeVisible();
  await checkLooks(askerPage, "datanet-access-asked", test.info());
  await askerContext.close();
  expect(complaints).toEqual([]);

  const ownerContext = await openAs(browser, "ana");
  const ownerPage = await ownerContext.newPage();
  await ownerPage.goto(`/datanets/${slug}?tab=access`);
  await expect(ownerPage.getByText("A model for harbour pilots.")).toBeVisible();
  await checkLooks(ownerPage, "datanet-access-asked-owner", test.info());
  await ownerPage.getByRole("button", { name: "Sign grant" }).click();
  await expect(ownerPage.getByText("Granted", { exact: true })).toBeVisible();

  const [grant] = (await asker.call(AccessGrantPage, "GET", `${path}/access`)).items;
  const client = await chainClient();
  const onChain = () =>
    client.readContract({
      address: contractAddress("DatanetRegistry"),
      abi: datanetRegistryAbi,
      functionName: "isGranted",
      args: [grant?.grantId as Hex],
    });
  await expect.poll(onChain, { timeout: 30_000 }).toBe(true);
  expect((await records()).items).toHaveLength(25);
  for (const part of closed) await asker.request("GET", `${path}${part}`);

  // The grant ends between the signature that pays and the worker's claim: nobody gets the rows, the money returns.
  const run = await asker.startRun(plan);
  await owner.call(AccessGrant, "POST", `${path}/access/${grant?.id}/revocation`, {});
  await expect(ownerPage.getByText("Revoked")).toBeVisible();
  await ownerContext.close();
  await expect.poll(onChain, { timeout: 30_000 }).toBe(false);
  await expect.poll(async () => (await asker.run(run.id)).state, { timeout: 60_000 }).toBe("CANCELLED");
  expect((await asker.run(run.id)).reason).toContain(
    `The grant to train on "Pilots book ${stamp}" has ended`,
  );
  await expectClosed();
  expect(await refusal(asker.estimate(plan))).toEqual({ status: 403, reason: "access_needed" });

  await owner.call(Datanet, "PATCH", path, { access: "private" });
  expect((await refusal(asker.datanet(slug))).status).toBe(404);
  const listed = await asker.call(DatanetPage, "GET", "/api/v1/datanets");
  expect(listed.items.map((item) => item.slug)).not.toContain(slug);
  expect((await owner.datanet(slug)).access).toBe("private");
});

test("rows taken back leave pages, files and new runs; erased ones leave the store", async ({ browser }) => {
  const owner = await signedInClient(demoKey("ana"));
  const path = `/api/v1/datanets/${slug}`;
  const before = (await owner.call(DatanetRecordPage, "GET", `${path}/records?version=1`)).items;
  const [contribution] = await query<{ id: string; datanet_key: Hex; batch_id: number }>(
    `SELECT c.id, d.datanet_key, c.batch_id FROM contribution c JOIN datanet d ON d.id = c.datanet_id
     WHERE d.slug = $1`,
    [slug],
  );
  if (!contribution) throw new Error(`${slug} has no contribution; the test before makes it.`);
  const { id, datanet_key: datanetKey, batch_id: batchId } = contribution;
  const leave = `${path}/contributions/${id}/withdrawal`;
  await owner.call(Withdrawal, "POST", leave, { positions: [0, 3], erase: false });
  const after = (await owner.call(DatanetRecordPage, "GET", `${path}/records?version=1`)).items;
  expect(after.map((row) => row.prompt === "[withdrawn]")).toEqual(before.map((_, i) => i === 0 || i === 3));
  const file = await owner.request("GET", `${path}/versions/1/download?format=jsonl`);
  expect(await file.text()).not.toContain("What does buoy 4 of");
  expect((await owner.call(DatanetRecordPage, "GET", `${path}/records?version=1&q=buoy`)).total).toBe(23);
  // Its author still proves that it was taken; once it is erased nobody can.
  const proof = () => refusal(owner.request("GET", `${path}/records/${before[0]?.id}/proof`));
  expect((await proof()).status).toBe(200);
  expect(
    await refusal(
      owner.estimate({ goal: "facts", baseModelId: "mf-tiny", data: [{ slug, version: 1 }], settings: {} }),
    ),
  ).toMatchObject({ reason: "withdrawn" });
  expect(await refusal(owner.request("POST", leave, { positions: [3], erase: false }))).toMatchObject({
    status: 422,
  });
  const client = await chainClient();
  await expect
    .poll(
      () =>
        client.readContract({
          address: contractAddress("DatanetRegistry"),
          abi: datanetRegistryAbi,
          functionName: "withdrawn",
          args: [datanetKey, batchId, 0],
        }),
      { timeout: 30_000 },
    )
    .toBe(0b1001n);

  const context = await openAs(browser, "ana");
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(`/datanets/${slug}/contributions/${id}`);
  await expect(page.getByText("2 rows were withdrawn, 0 of them erased.")).toBeVisible();
  await page.getByRole("button", { name: "Take rows back …" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "What stands on these rows" })).toContainText("Versions1");
  await dialog.getByText("Erase", { exact: true }).click();
  await checkLooks(page, "withdraw-dialog", test.info());
  await expect(dialog.getByRole("button", { name: "Erase 25 rows" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "I have read what it affects" }).check();
  await dialog.getByRole("button", { name: "Erase 25 rows" }).click();
  await expect(page.getByText("25 rows were withdrawn, 25 of them erased.")).toBeVisible();
  expect(complaints).toEqual([]);
  await context.close();

  const [left] = await query<{ texts: string; files: string; bands: string }>(
    `SELECT (SELECT count(*) FROM datanet_record WHERE contribution_id = $1 AND content::text LIKE '%buoy%') AS texts,
      (SELECT count(*) FROM source_file WHERE contribution_id = $1) AS files,
      (SELECT count(*) FROM datanet_record WHERE contribution_id = $1 AND length(bands) > 0) AS bands`,
    [id],
  );
  expect((await proof()).status).toBe(404);
  expect(left).toEqual({ texts: "0", files: "0", bands: "0" });
  // As a process that ended in the middle leaves it: the keeper forgets the rest.
  await query(
    `INSERT INTO source_file (id, contribution_id, position, filename, sha256, bytes)
     VALUES ('left-' || $1, $1, 0, 'buoys.jsonl', repeat('e', 64), 1)`,
    [id],
  );
  await query(
    "UPDATE contribution SET forget_since = now() at time zone 'utc' - interval '5 minutes' WHERE id = $1",
    [id],
  );
  await expect
    .poll(
      async () =>
        (
          await query(
            `SELECT 1 FROM contribution c WHERE c.id = $1 AND (c.forget_since IS NOT NULL
               OR EXISTS (SELECT 1 FROM source_file f WHERE f.contribution_id = c.id))`,
            [id],
          )
        ).length,
      { timeout: 40_000 },
    )
    .toBe(0);
  // The cancelled run of the test before keeps its rows' identities, not their texts.
  await expect
    .poll(
      async () =>
        (
          await query(
            `SELECT run.id FROM training_run run JOIN run_snapshot s ON s.run_id = run.id
             JOIN datanet_version v ON v.id = s.version_id JOIN datanet d ON d.id = v.datanet_id
             WHERE d.slug = $1 AND run.scrubbed_at IS NULL`,
            [slug],
          )
        ).length,
      { timeout: 90_000 },
    )
    .toBe(0);
});
