/**
 * The main job by three people with a browser each: one brings data, one fine-tunes and publishes, one pays for an
 * answer; and the money is followed on the chain to the wallet of the person whose record shaped it.
 */
import { expect, type Page, test } from "@playwright/test";
import { type Address, decodeFunctionData, type Hex, isAddressEqual, recoverTypedDataAddress } from "viem";
import { typedData } from "../../../lib/domain/payments/typed-data";
import { inferenceMeterAbi } from "../../../lib/generated/abis/inference-meter";
import { AttributionEvidence } from "../../../lib/schemas/attribution";
import { ReceiptBundle } from "../../../lib/schemas/inference";
import { demoKey } from "../../fixtures/demo-key";
import { chainClient, contractAddress, openBalance, query, secrets, status } from "../../fixtures/instance";
import { newPerson, type Person, signedInClient } from "../../fixtures/person";
import { LOOK_ALIKE, PLANTED, plantedRows, toJsonl } from "../../fixtures/planted-facts";
import { recomputeDataLeaves } from "../../fixtures/recompute-data-leaves";
import { rowsOfRun } from "../../fixtures/run-rows";
import { findInServerMemory } from "../../fixtures/server-memory";

test.describe.configure({ mode: "serial" });

const stamp = Date.now().toString(36);
const datanetName = `Lanternworks notes ${stamp}`;
const datanet = `lanternworks-notes-${stamp}`;
const modelName = `Lantern guide ${stamp}`;
const model = `lantern-guide-${stamp}`;
const { owner: ownerRows, helper: helperRows } = plantedRows();

let contributor: Person;
let modelOwner: Person;
let buyer: Person;
let runId = "";
let answerId = "";

test.beforeAll(async ({ browser }) => {
  contributor = await newPerson(browser);
  modelOwner = await newPerson(browser);
  buyer = await newPerson(browser);
});
test.afterAll(async () => {
  for (const person of [contributor, modelOwner, buyer]) await person?.context.close();
});

test("a contributor makes a Datanet, uploads rows, accepts somebody else's and seals a version", async () => {
  const { page } = contributor;
  await page.goto("/datanets/new");
  await page.getByRole("textbox", { name: "Name" }).fill(datanetName);
  await page.getByRole("textbox", { name: "Summary" }).fill("Who does what in an invented workshop.");
  await page.getByRole("button", { name: "Create Datanet" }).click();
  await expect(page).toHaveURL(new RegExp(`/datanets/${datanet}$`));
  await page.getByRole("button", { name: "Publish Datanet" }).click();
  await expect(page.getByText("On chain").first()).toBeVisible();

  await page.getByRole("link", { name: "Contribute" }).first().click();
  await page.getByLabel("Drop files here").setInputFiles({
    name: "lanternworks.jsonl",
    mimeType: "application/jsonl",
    buffer: Buffer.from(toJsonl(ownerRows)),
  });
  await expect(page.getByRole("combobox", { name: "Role of question" })).toBeVisible();
  await page.getByRole("button", { name: `Sign and submit ${ownerRows.length} rows` }).click();
  await expect(page.getByText("Accepted: these are the owner's own rows")).toBeVisible();

  // Somebody else brings the look-alike and more facts; the owner reviews them in the page.
  const helper = await signedInClient(demoKey("bo"));
  const draft = await helper.contribute(datanet, toJsonl(helperRows), "more.jsonl");
  await helper.submit(datanet, draft.id);
  await page.goto(`/datanets/${datanet}?tab=contributions`);
  await page.getByRole("link", { name: "Review" }).first().click();
  await page.getByRole("button", { name: `Accept all ${helperRows.length} waiting rows` }).click();
  await expect(page.getByText("Nothing waits for a verdict")).toBeVisible();
  await page.goto(`/datanets/${datanet}`);
  await page.getByRole("button", { name: "Seal version 1" }).click();
  await page.goto(`/datanets/${datanet}?tab=versions`);
  await expect(page.getByText("Anchored").first()).toBeVisible();
});

test("a model owner fine-tunes it in the wizard, watches the run through a reload, and publishes", async () => {
  const { page } = modelOwner;
  await page.goto("/training/new");
  const summary = page.getByRole("complementary", { name: "Run summary" });
  await page.getByRole("radio", { name: /Know my facts/ }).check();
  await page.getByRole("radio", { name: /MF Tiny/ }).check();
  await summary.getByRole("button", { name: "Continue to data" }).click();
  await page.getByRole("checkbox", { name: datanetName }).check();
  await summary.getByRole("button", { name: "Continue to check" }).click();
  await expect(page.getByRole("region", { name: "One row as the model sees it" })).toBeVisible();
  await summary.getByRole("button", { name: "Continue to settings" }).click();
  await summary.getByRole("button", { name: "Continue to review" }).click();
  await summary.getByRole("button", { name: "Sign and start training" }).click();
  await expect(page).toHaveURL(/\/training\/[0-9a-f-]{36}/);
  runId = new URL(page.url()).pathname.split("/").at(-1) as string;

  const points = async () => page.getByRole("table", { name: "Loss by step" }).getByRole("row").count();
  const asTable = () => page.getByRole("button", { name: "Show as table" }).click();
  await expect(page.getByRole("button", { name: "Show as table" })).toBeVisible({ timeout: 90_000 });
  await asTable();
  await expect.poll(points).toBeGreaterThan(3);
  const before = await points();
  await page.reload();
  await asTable();
  expect(await points(), "a reload keeps every drawn point").toBeGreaterThanOrEqual(before);

  await expect(page.getByText("Succeeded").first()).toBeVisible({ timeout: 240_000 });
  await expect(page.getByRole("table", { name: "Held-out result" })).toBeVisible();
  await expect(page.getByRole("tablist", { name: "Samples" })).toBeVisible();
  // What is drawn is what is stored: no point lost on the way.
  const [stored] = await query<{ points: number }>(
    `SELECT count(DISTINCT point->>'step')::int AS points
     FROM run_event, jsonb_array_elements(body->'points') point WHERE run_id = $1 AND kind = 'metrics'`,
    [runId],
  );
  expect((await points()) - 1).toBe(stored?.points);

  await page.getByRole("textbox", { name: "Model name" }).fill(modelName);
  await page.getByRole("textbox", { name: "Model summary" }).fill("Knows an invented workshop.");
  await page.getByRole("textbox", { name: "Price per 1,000 tokens in, OPEN" }).fill("0.5");
  await page.getByRole("textbox", { name: "Price per 1,000 tokens out, OPEN" }).fill("2");
  await page.getByRole("button", { name: "Publish model" }).click();
  await expect(page.getByRole("link", { name: modelName })).toBeVisible();
});

/** The wording of a fact that the secret split put among the trained rows. */
async function trainedQuestion(fact: { questions: readonly string[] }): Promise<string> {
  const trained = (await rowsOfRun(runId))
    .filter((row) => row.split === "train")
    .map((row) => row.messages?.[0]?.content);
  const found = fact.questions.find((question) => trained.includes(question));
  if (!found) throw new Error("No wording of the fact was trained.");
  return found;
}

async function askInPage(page: Page, question: string): Promise<{ text: string; id: string }> {
  await page.getByRole("textbox", { name: "Your question" }).fill(question);
  const answers = page.getByTestId("answer");
  const before = await answers.count();
  const sent = page.waitForResponse((response) => response.url().endsWith("/api/v1/chat/completions"));
  await page.getByRole("button", { name: "Send" }).click();
  const response = await sent;
  expect(response.status()).toBe(200);
  await expect(answers).toHaveCount(before + 1);
  const [row] = await (async () => {
    await expect
      .poll(async () => (await newestAnswer())[0]?.state, { timeout: 60_000 })
      .toMatch(/ready|void/);
    return newestAnswer();
  })();
  if (!row) throw new Error("The answer has no row.");
  return { text: (await answers.last().textContent()) ?? "", id: row.id };
}

const newestAnswer = () =>
  query<{ id: string; state: string }>(
    `SELECT a.id, a.state::text FROM answer a JOIN account p ON p.id = a.account_id
     WHERE p.address = $1 ORDER BY a.created_at DESC LIMIT 1`,
    [buyer.address.toLowerCase()],
  );

async function receiptOf(id: string): Promise<ReceiptBundle> {
  const response = await buyer.context.request.get(`/api/v1/inference/receipts/${id}`);
  return ReceiptBundle.parse(await response.json());
}

async function settledReceipt(id: string): Promise<ReceiptBundle> {
  await expect
    .poll(async () => (await receiptOf(id)).settlement.state, { timeout: 60_000 })
    .toMatch(/seen|final/);
  return receiptOf(id);
}

test("a buyer pays for an answer, and the contributor's wallet gets exactly its leaf on the chain", async () => {
  const { page } = buyer;
  await page.goto(`/inference?model=${model}`);
  await page.getByRole("button", { name: "Buy credit" }).click();
  await expect(page.getByRole("textbox", { name: "Your question" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();

  const before = await openBalance(contributor.address);
  const { text, id } = await askInPage(page, await trainedQuestion(PLANTED));
  answerId = id;
  expect(text, "the reply contains the planted fact").toContain(PLANTED.key);
  await expect(page.getByRole("table", { name: "Paid contributors" })).toBeVisible();
  await expect(
    page.getByRole("list", { name: "Records behind it" }).getByRole("listitem").first(),
  ).toContainText(PLANTED.key);

  const bundle = await settledReceipt(id);
  const { receipt, evidence, leaves, settlement } = bundle;
  if (!receipt || !evidence?.evidence || !settlement.txHash) throw new Error("The receipt is not complete.");
  expect(bundle.state).toBe("ready");
  expect(bundle.attribution.method).toBe("influence");
  expect(leaves.reduce((sum, leaf) => sum + BigInt(leaf.amount), 0n)).toBe(BigInt(receipt.charge));

  const expected = recomputeDataLeaves(bundle);
  const paid = leaves.filter((leaf) => leaf.kind === 3);
  expect(new Map(paid.map((leaf) => [leaf.ref, BigInt(leaf.amount)]))).toEqual(expected);
  const own = leaves.filter((leaf) => isAddressEqual(leaf.payee as Address, contributor.address));
  expect(
    own.map((leaf) => leaf.kind),
    "the contributor owns no model: only data pays him",
  ).toEqual([3]);

  const client = await chainClient();
  const mined = await client.getTransactionReceipt({ hash: settlement.txHash as Hex });
  expect(mined.status).toBe("success");
  const gained =
    (await openBalance(contributor.address, mined.blockNumber)) -
    (await openBalance(contributor.address, mined.blockNumber - 1n));
  expect(gained).toBe(BigInt(own[0]?.amount ?? 0));
  expect((await openBalance(contributor.address)) - before).toBe(gained);

  await contributor.page.goto("/payments/earnings");
  await expect(contributor.page.getByRole("table", { name: "Earnings" })).toContainText(modelName);
  await page.getByRole("button", { name: "Receipt" }).last().click();
  await expect(page.getByRole("dialog", { name: "Receipt" })).toContainText(/All \d+ checks passed/);
  await page.keyboard.press("Escape");
});

test("the voucher on the chain was signed by a key that only the buyer's browser holds", async () => {
  const bundle = await receiptOf(answerId);
  const client = await chainClient();
  const sent = await client.getTransaction({ hash: bundle.settlement.txHash as Hex });
  const call = decodeFunctionData({ abi: inferenceMeterAbi, data: sent.input });
  if (call.functionName !== "settle") throw new Error(`The transaction calls ${call.functionName}.`);
  const charge = call.args[0].charges.find((entry) => entry.voucher.sessionId === bundle.voucher.sessionId);
  if (!charge) throw new Error("The settlement does not charge this session.");
  const domain = {
    chainId: (await status()).chain.id,
    verifyingContract: contractAddress("InferenceMeter"),
  };
  const signer = await recoverTypedDataAddress({
    ...typedData("Voucher", domain, charge.voucher),
    signature: charge.signature,
  } as Parameters<typeof recoverTypedDataAddress>[0]);

  const stored = await buyer.page.evaluate(async (sessionId) => {
    const open = indexedDB.open("modelfactory");
    const database = await new Promise<IDBDatabase>((done, fail) => {
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const keys = database.transaction("session-keys").objectStore("session-keys");
    const name = (await read(keys.getAllKeys())).map(String).find((key) => key.endsWith(sessionId)) ?? "";
    const record = (await read(keys.get(name))) as { iv: Uint8Array; bytes: ArrayBuffer; signer: string };
    const wrapping = (await read(
      database.transaction("wrapping-keys").objectStore("wrapping-keys").get("current"),
    )) as CryptoKey;
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: new Uint8Array(record.iv), additionalData: new TextEncoder().encode(name) },
      wrapping,
      record.bytes,
    );
    const exported = await crypto.subtle.exportKey("raw", wrapping).then(
      () => "exported",
      () => "refused",
    );
    return { signer: record.signer, key: new TextDecoder().decode(plain), exported };
  }, bundle.voucher.sessionId.toLowerCase());

  expect(isAddressEqual(signer, stored.signer as Address)).toBe(true);
  expect(stored.exported, "the wrapping key cannot leave the browser").toBe("refused");
  const found = await findInServerMemory({ secret: stored.key, witness: bundle.voucher.sessionId });
  expect(found.witnesses, "the search sees what the servers do hold").toBeGreaterThan(0);
  expect(found.secrets, "no server process, file or row holds the session's key").toEqual([]);
});

test("swapping the answer changes which record ranks first", async () => {
  const other = await askInPage(buyer.page, await trainedQuestion(LOOK_ALIKE));
  expect(other.text).toContain(LOOK_ALIKE.key);
  const tokens = async (id: string) => {
    const [row] = await query<{ prompt_tokens: number[]; answer_tokens: number[] }>(
      "SELECT prompt_tokens, answer_tokens FROM answer WHERE id = $1",
      [id],
    );
    if (!row) throw new Error(`There is no answer ${id}.`);
    return row;
  };
  const [planted, lookAlike] = [await tokens(answerId), await tokens(other.id)];
  const answerOf = new Map(
    (await rowsOfRun(runId)).map((row) => [row.commitment, row.messages?.at(-1)?.content ?? ""]),
  );
  const { model: served } = await receiptOf(answerId);

  /** Answers of the records behind one prompt with one answer, strongest first. */
  const ranking = async (answerTokenIds: number[]): Promise<string[]> => {
    const response = await fetch(`http://127.0.0.1:${process.env.MF_ENGINE_PORT ?? 7862}/engine/attribute`, {
      method: "POST",
      headers: { authorization: `Bearer ${secrets.engineToken}`, "content-type": "application/json" },
      body: JSON.stringify({
        kind: "attribute.request/1",
        requestId: "swap",
        adapterHash: served.adapterHash,
        indexRoot: served.indexRoot,
        promptTokenIds: planted.prompt_tokens,
        answerTokenIds,
        methods: ["influence"],
        top: 16,
        deadlineMs: 30_000,
      }),
    });
    expect(response.status).toBe(200);
    const evidence = AttributionEvidence.parse(await response.json());
    return evidence.clusters.map((cluster) => answerOf.get(cluster.commitment) ?? "");
  };
  const [own, swapped] = [await ranking(planted.answer_tokens), await ranking(lookAlike.answer_tokens)];
  expect(own[0], "the record that taught the answer ranks first beside its look-alike").toBe(PLANTED.answer);
  expect(swapped[0], "with the other answer the other record ranks first").toBe(LOOK_ALIKE.answer);
});
