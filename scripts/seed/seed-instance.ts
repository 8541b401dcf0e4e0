import { db } from "@/lib/server/db/prisma";
import { getFact, setFact } from "@/lib/server/status/instance-facts";
import { InstanceClient, until } from "../client/instance-client";
import type { Instance } from "../start/instance";
import { DEMO_PEOPLE, type DemoName, demoAccount } from "./demo-people";
import { readHandbook } from "./handbook";

const DATANET = "modelfactory-handbook";
const MODEL = "handbook-guide";
const PHASES = [
  "people",
  "handbook on chain",
  "contributions",
  "version 1",
  "training",
  "publishing",
  "first answer",
] as const;

type Say = (line: string) => void;

/** Tells the home page how far the first start is. */
async function report(done: number): Promise<void> {
  await setFact("seed", { phase: PHASES[done] ?? "done", done, total: PHASES.length });
}

async function timed<T>(say: Say, name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  say(`✓ seed: ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}

/** Signed-in demo people with play money. Handles are display names, set once. */
async function signInPeople(instance: Instance): Promise<Map<DemoName, InstanceClient>> {
  const people = new Map<DemoName, InstanceClient>();
  for (const name of DEMO_PEOPLE) {
    const client = new InstanceClient(instance.url, demoAccount(instance.mnemonic, name));
    const account = await client.signIn();
    await db().account.updateMany({
      where: { id: account.id },
      data: { handle: name.charAt(0).toUpperCase() + name.slice(1) },
    });
    const credit = await client.credit();
    if (BigInt(credit.walletWei) + BigInt(credit.creditWei) === 0n) await client.faucet();
    people.set(name, client);
  }
  return people;
}

async function seedDatanet(owner: InstanceClient): Promise<void> {
  const known = await owner.datanet(DATANET).catch(() => null);
  if (!known) {
    await owner.createDatanet({
      name: "ModelFactory handbook",
      summary: "Questions and answers about this product, written for it by four demo people.",
      card: "Eighty facts about ModelFactory, each asked in two wordings. Written for the product; the demo people are not real.",
      kind: "pair",
      spdxId: "CC-BY-4.0",
    });
  }
  await owner.publishDatanet(DATANET);
}

/** Each person offers their own rows once; the owner accepts those of the others. */
async function seedContribution(
  name: DemoName,
  client: InstanceClient,
  owner: InstanceClient,
): Promise<void> {
  const rows = readHandbook().filter((row) => row.contributor === name);
  const mine = await db().contribution.findFirst({
    where: { datanet: { slug: DATANET }, author: { address: client.account.address.toLowerCase() } },
    orderBy: { createdAt: "desc" },
  });
  const jsonl = rows.map(({ question, answer }) => JSON.stringify({ question, answer })).join("\n");
  const id = mine?.id ?? (await client.contribute(DATANET, jsonl, `handbook-${name}.jsonl`)).id;
  let { state } = await client.waitUntilRead(DATANET, id);
  if (state === "ready") state = (await client.submit(DATANET, id)).state;
  if (state === "anchoring") {
    state = (
      await until(
        `${name}'s rows on chain`,
        () => client.contribution(DATANET, id),
        (c) => c.state !== "anchoring",
      )
    ).state;
  }
  if (state === "in_review") await owner.acceptRows(DATANET, id);
}

async function seedVersion(owner: InstanceClient): Promise<void> {
  const known = (await owner.datanet(DATANET)).latestVersion;
  if (known) return;
  const sealed = await db().datanetVersion.findFirst({ where: { datanet: { slug: DATANET } } });
  if (!sealed) await owner.sealVersion(DATANET);
  await until(
    "version 1 on chain",
    () => owner.datanet(DATANET),
    (datanet) => datanet.latestVersion === 1,
  );
}

/** The newest run of the owner that can still become the model, or a new one. */
async function seedRun(owner: InstanceClient): Promise<string> {
  const known = await db().trainingRun.findFirst({
    where: {
      account: { address: owner.account.address.toLowerCase() },
      state: { notIn: ["FAILED", "CANCELLED"] },
    },
    orderBy: { createdAt: "desc" },
  });
  const id =
    known?.id ??
    (
      await owner.startRun({
        goal: "facts",
        baseModelId: "mf-tiny",
        data: [{ slug: DATANET, version: 1 }],
        settings: {},
      })
    ).id;
  const run = await owner.waitForRun(id);
  if (run.state !== "SUCCEEDED")
    throw new Error(`The handbook's training ended as ${run.state}: ${run.reason ?? "no reason given"}`);
  return id;
}

async function seedModel(owner: InstanceClient, runId: string): Promise<void> {
  const known = await owner.model(MODEL).catch(() => null);
  if (known?.state === "published") return;
  await owner.publishModel({
    runId,
    slug: MODEL,
    name: "Handbook guide",
    summary: "Answers questions about ModelFactory, fine-tuned on the handbook.",
    inPer1kWei: "500000000000000000",
    outPer1kWei: "2000000000000000000",
  });
}

/** One paid answer by a demo person, so that earnings and receipts are not empty and the chat is known to work. */
async function seedAnswer(buyer: InstanceClient): Promise<string> {
  const session = await buyer.openSession({
    depositWei: 5n * 10n ** 18n,
    capWei: 5n * 10n ** 18n,
    maxPerCallWei: 10n ** 18n,
  });
  const answer = await buyer.ask(session, MODEL, "What is a Datanet?");
  await buyer.waitForReceipt(answer.id);
  await buyer.waitForSettlement(answer.id);
  return answer.text;
}

/**
 * Makes a fresh instance lived-in through the same routes, signatures and transactions as a user's. Every step looks
 * first at what is there, so a start that was cut off goes on where it stopped.
 */
export async function seedInstance(input: { instance: Instance; say: Say }): Promise<void> {
  const { instance, say } = input;
  Object.assign(process.env, instance.env, { LOG_LEVEL: "warn" });
  const earlier = (await getFact("seed")) as { done: number } | null;
  if (earlier && earlier.done >= PHASES.length) return;
  await report(0);
  const people = await timed(say, "four demo people with play money", () => signInPeople(instance));
  const person = (name: DemoName): InstanceClient => {
    const client = people.get(name);
    if (!client) throw new Error(`There is no demo person "${name}".`);
    return client;
  };
  const owner = person("ana");
  await report(1);
  await timed(say, "Datanet on chain", () => seedDatanet(owner));
  await report(2);
  await timed(say, "160 rows by four contributors", async () => {
    for (const name of DEMO_PEOPLE) await seedContribution(name, person(name), owner);
  });
  await report(3);
  await timed(say, "version 1 anchored", () => seedVersion(owner));
  await report(4);
  say(
    "· seed: fine-tuning mf-tiny on the handbook (two to three minutes on two cores; the pages work meanwhile)",
  );
  const runId = await timed(say, "fine-tuned, evaluated, indexed", () => seedRun(owner));
  await report(5);
  await timed(say, "model published", () => seedModel(owner, runId));
  await report(6);
  const text = await timed(say, "first paid answer settled", () => seedAnswer(person("dana")));
  say(`  "What is a Datanet?" → "${text}"`);
  await report(PHASES.length);
}
