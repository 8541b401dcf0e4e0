import {
  type Address,
  createWalletClient,
  type Hex,
  http,
  keccak256,
  parseEther,
  toHex,
  zeroHash,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildReceipt, receiptHash } from "@/lib/domain/payments/receipt";
import { requestHash } from "@/lib/domain/payments/request-hash";
import { splitLeaves, splitParts } from "@/lib/domain/payments/split-leaves";
import { typedData, typedDataDigest } from "@/lib/domain/payments/typed-data";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import type { ChainContext } from "./chain-context";
import { type ChainStack, startChainStack } from "./chain-stack";
import { LANES } from "./lanes";
import { localDemoAccount } from "./local-keys";

let stack: ChainStack;
let context: ChainContext;

beforeAll(async () => {
  stack = await startChainStack();
  const { chainContext } = await import("./chain-context");
  context = await chainContext();
}, 120_000);
afterAll(() => stack?.stop());

const rpc = (method: string, params: unknown[] = []) => context.client.request({ method, params } as never);

/** Index, mine and drive until nothing moves any more: what the keeper's loops do. */
async function settleDown() {
  const { ingestLogs } = await import("./ingest-logs");
  const { ALL_PROJECTORS } = await import("./projections/all-projectors");
  const { mineUntilFinal } = await import("./keeper/mine-until-final");
  const { driveLane } = await import("./drive-lane");
  const { roleAccount } = await import("./roles");
  for (let i = 0; i < 6; i++) {
    for (const lane of LANES) await driveLane(context, lane, roleAccount(lane));
    while (await ingestLogs(context, ALL_PROJECTORS));
    await mineUntilFinal(context);
  }
  while (await ingestLogs(context, ALL_PROJECTORS));
}

async function ledgerBalance(owner: string, kind: string): Promise<bigint> {
  const row = await context.db.ledgerAccount.findFirst({ where: { owner: owner.toLowerCase(), kind } });
  return BigInt(row?.balance.toFixed(0) ?? 0);
}

async function logSummary() {
  const logs = await context.db.chainLog.findMany({ orderBy: [{ blockNumber: "asc" }, { logIndex: "asc" }] });
  return logs.map(
    (log) => `${log.txHash}/${log.ordinal} ${log.contract}.${log.eventName} ${log.blockHash} ${log.tier}`,
  );
}

async function openOf(token: Address, account: Address): Promise<bigint> {
  return context.client.readContract({
    address: token,
    abi: openTokenAbi,
    functionName: "balanceOf",
    args: [account],
  });
}

describe("ingestLogs", () => {
  const at = (name: keyof ChainContext["book"]["contracts"]) => context.book.contracts[name].address;

  it("ingests twice as once", async () => {
    await settleDown();
    const first = await logSummary();
    expect(first.length).toBeGreaterThan(8);
    await settleDown();
    expect(await logSummary()).toEqual(first);
    expect(first.every((line) => line.endsWith("final"))).toBe(true);
  });

  it("settles served answers: money on chain, rows and ledger agree to the wei", async () => {
    const { roleAccount } = await import("./roles");
    const { settleDue } = await import("./settle-due");
    const { enqueueIntent } = await import("./enqueue-intent");
    const { checkLedger } = await import("@/lib/server/ledger/check-ledger");
    const buyer = localDemoAccount(stack.mnemonic, 0);
    const session = localDemoAccount(stack.mnemonic, 1);
    const contributor = localDemoAccount(stack.mnemonic, 2).address;
    const owner = localDemoAccount(stack.mnemonic, 3).address;
    const faucet = createWalletClient({ account: roleAccount("faucet"), transport: http(stack.rpcUrl) });
    const given = await faucet.writeContract({
      chain: null,
      address: at("OpenToken"),
      abi: openTokenAbi,
      functionName: "transfer",
      args: [buyer.address, parseEther("100")],
    });
    await context.client.waitForTransactionReceipt({ hash: given });

    // Two signatures and no transaction of the buyer's: deposit and session are relayed.
    const now = BigInt(Math.floor(Date.now() / 1000));
    const deposit = {
      from: buyer.address,
      to: at("InferenceMeter"),
      value: parseEther("20"),
      validAfter: 0n,
      validBefore: now + 3600n,
      nonce: keccak256("0x01"),
    };
    const domain = { chainId: context.book.chainId, verifyingContract: at("InferenceMeter") };
    const depositSignature = await buyer.signTypedData(
      typedData("ReceiveWithAuthorization", { ...domain, verifyingContract: at("OpenToken") }, deposit),
    );
    const grant = {
      user: buyer.address,
      operator: roleAccount("operator").address,
      signer: session.address,
      cap: parseEther("5"),
      maxPerCall: parseEther("2"),
      expiry: now + 1800n,
      policyVersion: 1,
      kind: 0,
      nonce: 1n,
    };
    const sessionId = typedDataDigest("SessionGrant", domain, grant);
    const admitDeadline = now + 600n;
    await context.db.$transaction(async (tx) => {
      await enqueueIntent(tx, {
        key: "deposit",
        lane: "relayer",
        contract: "InferenceMeter",
        functionName: "depositWithAuthorization",
        args: [
          {
            from: deposit.from,
            value: deposit.value,
            validAfter: deposit.validAfter,
            validBefore: deposit.validBefore,
            nonce: deposit.nonce,
            r: depositSignature.slice(0, 66) as Hex,
            s: `0x${depositSignature.slice(66, 130)}`,
            v: Number.parseInt(depositSignature.slice(130, 132), 16),
          },
        ],
      });
      await enqueueIntent(tx, {
        key: "open",
        lane: "relayer",
        contract: "InferenceMeter",
        functionName: "openSessionFor",
        args: [
          grant,
          await buyer.signTypedData(typedData("SessionGrant", domain, grant)),
          {
            deadline: admitDeadline,
            signature: await roleAccount("operator").signTypedData(
              typedData("Admit", domain, { grantDigest: sessionId, deadline: admitDeadline }),
            ),
          },
        ],
      });
    });

    const account = await context.db.account.create({
      data: { address: buyer.address.toLowerCase(), handle: "b" },
    });
    await context.db.spendingSession.create({
      data: {
        sessionId,
        accountId: account.id,
        signer: session.address.toLowerCase(),
        operator: grant.operator.toLowerCase(),
        capWei: grant.cap.toString(),
        maxPerCallWei: grant.maxPerCall.toString(),
        policyVersion: 1,
        grant: {},
        lastReceipt: zeroHash,
        expiresAt: new Date(Number(grant.expiry) * 1000),
      },
    });
    await settleDown();
    expect((await context.db.spendingSession.findUniqueOrThrow({ where: { sessionId } })).state).toBe("open");
    expect(await ledgerBalance(buyer.address, "meter_credit")).toBe(parseEther("15"));
    expect(await ledgerBalance(buyer.address, "meter_locked")).toBe(parseEther("5"));

    // Two answers of 1 OPEN each, as the serving side leaves them.
    const policy = { platformBps: 1000, modelBps: 2000, stakerBps: 2000, dataBps: 5000 };
    const request = {
      modelId: 1n,
      modelVersion: 1,
      priceId: 1,
      maxTokensOut: 400,
      promptCommitment: zeroHash,
    };
    const price = { inPer1kWei: parseEther("0.5"), outPer1kWei: parseEther("2") };
    const charge = parseEther("1");
    const leaves = splitLeaves({
      charge,
      policy,
      feeWallet: roleAccount("feeWallet").address,
      modelId: 1n,
      revenue: [{ account: owner, bps: 10_000 }],
      providerId: BigInt(roleAccount("provider").address),
      staking: at("Staking"),
      data: [
        { contributorId: keccak256("0xc0"), payee: contributor, amount: splitParts(charge, policy).data },
      ],
      treasury: { datanetKey: zeroHash, payee: owner },
    });
    let previous: Hex = zeroHash;
    for (const seq of [1, 2]) {
      const voucher = {
        sessionId,
        seq: BigInt(seq),
        maxCumulative: charge * BigInt(seq),
        requestHash: requestHash(request),
        prevReceipt: previous,
      };
      const receipt = buildReceipt({
        voucher,
        request,
        price,
        tokensIn: 400,
        tokensOut: 400,
        previousCumulative: charge * BigInt(seq - 1),
        leaves,
        responseHash: zeroHash,
        evidenceHash: zeroHash,
        servedAt: Number(now),
      });
      previous = receiptHash(receipt);
      const json = (value: object) =>
        JSON.parse(
          JSON.stringify(value, (key, v) =>
            typeof v === "bigint" ? (["seq", "servedAt"].includes(key) ? Number(v) : v.toString()) : v,
          ),
        );
      await context.db.$transaction(async (tx) => {
        // The rows an answer hangs on (model, run, quote) are not what is tested here.
        await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
        await tx.answer.create({
          data: {
            quoteId: `quote-${seq}`,
            modelId: "model",
            accountId: account.id,
            sessionId,
            seq,
            state: "ready",
            messages: [],
            promptTokens: [],
            answerTokens: [],
            voucher: json(voucher),
            voucherSignature: await session.signTypedData(typedData("Voucher", domain, voucher)),
            voucherHash: receipt.voucherHash,
            promptSalt: zeroHash,
            promptCommitment: zeroHash,
            responseSalt: zeroHash,
            policyVersion: 1,
            tokensIn: 400,
            receipt: json(receipt),
            receiptSignature: "0x00",
            receiptHash: previous,
            servedAt: new Date(),
            leaves: {
              create: leaves.map((leaf, index) => ({
                index,
                kind: leaf.kind,
                ref: leaf.ref,
                payee: leaf.payee.toLowerCase(),
                amountWei: leaf.amount.toString(),
              })),
            },
          },
        });
      });
    }
    const before = await openOf(at("OpenToken"), contributor);
    expect(await settleDue(context)).toBe(1);
    expect(await settleDue(context)).toBe(0);
    await settleDown();

    expect((await openOf(at("OpenToken"), contributor)) - before).toBe(parseEther("1"));
    expect(await openOf(at("OpenToken"), owner)).toBe(parseEther("0.4"));
    const row = await context.db.spendingSession.findUniqueOrThrow({ where: { sessionId } });
    expect([row.settledSeq, row.spentWei.toFixed(0)]).toEqual([2, parseEther("2").toString()]);
    const batch = await context.db.settlementBatch.findFirstOrThrow();
    expect(batch.state).toBe("final");
    expect(batch.txHash).toMatch(/^0x/);

    // The book says what the chain says.
    expect(await ledgerBalance(buyer.address, "meter_locked")).toBe(parseEther("3"));
    expect(await ledgerBalance(contributor, "earned")).toBe(parseEther("1"));
    expect(await ledgerBalance("meter", "clearing")).toBe(0n);
    const credit = await context.client.readContract({
      address: at("InferenceMeter"),
      abi: inferenceMeterAbi,
      functionName: "credit",
      args: [buyer.address],
    });
    expect(await ledgerBalance(buyer.address, "meter_credit")).toBe(credit);
    expect(await checkLedger(context.db)).toEqual([]);
  });

  it("ends like a fresh index after a reorg", async () => {
    const { enqueueIntent } = await import("./enqueue-intent");
    await settleDown();
    for (let i = 0; i < 4; i++) {
      await enqueueIntent(context.db, {
        key: `reorg:${i}`,
        lane: "relayer",
        contract: "DatanetRegistry",
        functionName: "anchorRoot",
        args: [keccak256("0x01"), keccak256(toHex(i))],
      });
    }
    const { driveLane } = await import("./drive-lane");
    const { roleAccount } = await import("./roles");
    const { ingestLogs } = await import("./ingest-logs");
    const { ALL_PROJECTORS } = await import("./projections/all-projectors");
    await driveLane(context, "relayer", roleAccount("relayer"));
    await ingestLogs(context, ALL_PROJECTORS);
    await rpc("anvil_reorg", [3, []]);
    await settleDown();

    const onChain = await context.client.getLogs({ address: at("DatanetRegistry"), fromBlock: 0n });
    const stored = await context.db.chainLog.findMany({ where: { contract: "DatanetRegistry" } });
    expect(stored.map((log) => `${log.blockHash}/${log.logIndex}`).sort()).toEqual(
      onChain.map((log) => `${log.blockHash}/${log.logIndex}`).sort(),
    );
    const roots = stored.filter((log) => log.eventName === "RootAnchored");
    expect(roots).toHaveLength(4);
    const intents = await context.db.chainIntent.findMany({ where: { key: { startsWith: "reorg:" } } });
    expect(intents.every((intent) => ["included", "safe", "finalized"].includes(intent.state))).toBe(true);
  });

  it("gives a local chain that came back younger its transactions again", async () => {
    const { roleAccount } = await import("./roles");
    const { checkLedger } = await import("@/lib/server/ledger/check-ledger");
    await settleDown();
    const snapshot = await rpc("evm_snapshot");
    const wallet = createWalletClient({ account: roleAccount("faucet"), transport: http(stack.rpcUrl) });
    const person = localDemoAccount(stack.mnemonic, 9).address;
    // A wallet's own transaction, not one of the keeper's.
    const hash = await wallet.writeContract({
      chain: null,
      address: at("OpenToken"),
      abi: openTokenAbi,
      functionName: "transfer",
      args: [person, parseEther("7")],
    });
    await context.client.waitForTransactionReceipt({ hash });
    await settleDown();
    const logs = await context.db.chainLog.count();

    await rpc("evm_revert", [snapshot]);
    expect(await openOf(at("OpenToken"), person)).toBe(0n);
    await settleDown();
    expect(await openOf(at("OpenToken"), person)).toBe(parseEther("7"));
    expect((await context.client.getTransactionReceipt({ hash })).status).toBe("success");
    expect(await context.db.chainLog.count()).toBe(logs);
    expect(await checkLedger(context.db)).toEqual([]);
  });
});
