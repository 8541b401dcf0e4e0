import { type Address, type Hex, keccak256, parseEther, toHex, zeroHash } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { evidenceHash } from "@/lib/domain/attribution/evidence-document";
import { splitAnswer } from "@/lib/domain/attribution/split-answer";
import type { EvidenceDocument } from "@/lib/schemas/attribution";
import { checkReceipt, type ReceiptCheckInput } from "./check-receipt";
import { buildReceipt, type Receipt } from "./receipt";
import { requestHash } from "./request-hash";
import { LEAF_KIND, type SplitLeaf, splitLeaves, splitParts } from "./split-leaves";
import { typedData } from "./typed-data";

const operator = privateKeyToAccount(keccak256(toHex("operator")));
const wallet = (name: string): Address => privateKeyToAccount(keccak256(toHex(name))).address;
const domain = { chainId: 31337, verifyingContract: wallet("meter") };
const policy = { platformBps: 1000, modelBps: 2000, stakerBps: 2000, dataBps: 5000 };
const request = {
  modelId: 3n,
  modelVersion: 1,
  priceId: 2,
  maxTokensOut: 400,
  promptCommitment: keccak256(toHex("prompt")),
};
const price = { inPer1kWei: parseEther("0.5"), outPer1kWei: parseEther("2") };
const previousCumulative = parseEther("2");
const voucher = {
  sessionId: keccak256(toHex("session")),
  seq: 4n,
  maxCumulative: parseEther("3.1"),
  requestHash: requestHash(request),
  prevReceipt: keccak256(toHex("receipt 3")),
};
const charge = parseEther("1");

const contributors = [keccak256(toHex("a")), keccak256(toHex("b"))] as const;
const longRun = { [contributors[0]]: 466_666_667, [contributors[1]]: 533_333_333 };
const evidence: EvidenceDocument = {
  kind: "mf.evidence/1",
  method: "fallback",
  fallbackReason: "no_evidence",
  adapterHash: "11".repeat(32),
  indexRoot: "22".repeat(32),
  longRun,
  excluded: [],
  policyVersion: 1,
  evidence: null,
};

function leavesOf(): SplitLeaf[] {
  const { data } = splitParts(charge, policy);
  return splitLeaves({
    charge,
    policy,
    feeWallet: wallet("fees"),
    modelId: request.modelId,
    revenue: [
      { account: wallet("author"), bps: 2500 },
      { account: wallet("owner"), bps: 7500 },
    ],
    providerId: 77n,
    staking: wallet("staking"),
    data: splitAnswer({ pool: data, evidence: null, longRun, ownIds: new Set() }).amounts.map((part) => ({
      contributorId: part.contributorId as Hex,
      payee: part.contributorId === contributors[0] ? wallet("a") : wallet("b"),
      amount: part.wei,
    })),
    treasury: { datanetKey: keccak256(toHex("datanet")), payee: wallet("treasury") },
  });
}

function receiptOf(leaves: readonly SplitLeaf[]): Receipt {
  return buildReceipt({
    voucher,
    request,
    price,
    tokensIn: 400,
    tokensOut: 400,
    previousCumulative,
    leaves,
    responseHash: keccak256(toHex("answer")),
    evidenceHash: evidenceHash(evidence),
    servedAt: 1_800_000_000,
  });
}

async function inputOf(change: Partial<Receipt> = {}, signer = operator): Promise<ReceiptCheckInput> {
  const leaves = leavesOf();
  const receipt = { ...receiptOf(leaves), ...change };
  const signature = await signer.signTypedData(typedData("Receipt", domain, receipt));
  return {
    domain,
    operator: operator.address,
    receipt,
    signature,
    voucher,
    request,
    price,
    policy,
    leaves,
    evidence,
    previousCumulative,
    now: 1_800_000_030n,
  };
}

const failed = async (input: ReceiptCheckInput) =>
  (await checkReceipt(input)).filter((check) => !check.ok).map((check) => check.name);

describe("checkReceipt", () => {
  it("passes an honest receipt", async () => {
    expect(await failed(await inputOf())).toEqual([]);
  });

  it("names what a dishonest operator changed", async () => {
    expect(await failed(await inputOf({}, privateKeyToAccount(keccak256("0x01"))))).toEqual([
      "operator_signature",
    ]);
    expect(await failed(await inputOf({ tokensOut: 399 }))).toEqual(["charge"]);
    expect(await failed(await inputOf({ priceId: 3 }))).toEqual(["request"]);
    expect(await failed(await inputOf({ seq: 5n }))).toEqual(["voucher"]);
    expect(await failed(await inputOf({ splitRoot: zeroHash }))).toEqual(["split_root"]);
    expect(await failed(await inputOf({ servedAt: 1_800_000_151n }))).toEqual(["served_at"]);
    expect(await failed(await inputOf({ cumulative: parseEther("3.05") }))).toEqual(["cumulative"]);
    expect(await failed(await inputOf({ charge: charge + 1n, cumulative: parseEther("3") + 1n }))).toEqual([
      "charge",
      "four_parts",
      "leaf_sum",
      "data_leaves",
    ]);
  });

  it("sees money moved between the parts and leaves out of order", async () => {
    const input = await inputOf();
    const [first, second, ...rest] = input.leaves as [SplitLeaf, SplitLeaf, ...SplitLeaf[]];
    const moved = [
      { ...first, amount: first.amount + 1n },
      { ...second, amount: second.amount - 1n },
      ...rest,
    ];
    expect(await failed({ ...input, leaves: moved })).toEqual(["four_parts", "split_root"]);
    expect(await failed({ ...input, leaves: [second, first, ...rest] })).toEqual([
      "leaf_order",
      "split_root",
    ]);
  });

  it("sees money moved between contributors and evidence that was not signed", async () => {
    const input = await inputOf();
    const moved = input.leaves.map((leaf) =>
      leaf.kind !== LEAF_KIND.data
        ? leaf
        : { ...leaf, amount: leaf.amount + (leaf.ref === contributors[0] ? 1n : -1n) },
    );
    expect(await failed({ ...input, leaves: moved })).toEqual(["split_root", "data_leaves"]);
    const swapped = { [contributors[0]]: 533_333_333, [contributors[1]]: 466_666_667 };
    expect(await failed({ ...input, evidence: { ...evidence, longRun: swapped } })).toEqual([
      "evidence",
      "data_leaves",
    ]);
  });

  it("treats bytes that are no signature as a failed check", async () => {
    expect(await failed({ ...(await inputOf()), signature: "0x1234" })).toEqual(["operator_signature"]);
  });
});

describe("buildReceipt", () => {
  it("refuses what would be a fault", () => {
    const leaves = leavesOf();
    const build = (change: object) => () =>
      buildReceipt({
        voucher,
        request,
        price,
        tokensIn: 400,
        tokensOut: 400,
        previousCumulative,
        leaves,
        responseHash: zeroHash,
        evidenceHash: zeroHash,
        servedAt: 1,
        ...change,
      });
    expect(build({ tokensOut: 401 })).toThrow(/exceed/);
    expect(build({ previousCumulative: parseEther("2.2") })).toThrow(/voucher allows/);
    expect(build({ leaves: leaves.slice(1) })).toThrow(/leaves pay/);
    expect(build({ request: { ...request, priceId: 9 } })).toThrow(/another request/);
  });
});

describe("splitLeaves", () => {
  it("pays a tail past 64 leaves and what nobody earned to the treasury, and stays exact", () => {
    const data = Array.from({ length: 80 }, (_, i) => ({
      contributorId: keccak256(toHex(`c${i}`)) as Hex,
      payee: wallet(`p${i}`),
      amount: BigInt(1000 + i),
    }));
    const leaves = splitLeaves({
      charge,
      policy,
      feeWallet: wallet("fees"),
      modelId: 1n,
      revenue: [{ account: wallet("owner"), bps: 10_000 }],
      providerId: 7n,
      staking: wallet("staking"),
      data,
      treasury: { datanetKey: keccak256(toHex("datanet")), payee: wallet("treasury") },
    });
    expect(leaves).toHaveLength(64);
    expect(leaves.reduce((sum, leaf) => sum + leaf.amount, 0n)).toBe(charge);
    expect(leaves.at(-1)?.kind).toBe(4);
    expect(leaves.some((leaf) => leaf.amount === 1000n)).toBe(false);
  });

  it("has no leaves for a free answer", () => {
    const free = { charge: 0n, policy, feeWallet: wallet("f"), modelId: 1n, revenue: [], providerId: 1n };
    const treasury = { datanetKey: zeroHash, payee: wallet("t") };
    expect(splitLeaves({ ...free, staking: wallet("s"), data: [], treasury })).toEqual([]);
  });
});
