import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  parseEther,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { english, generateMnemonic } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planSettlement, type ServedCall } from "@/lib/domain/payments/plan-settlement";
import { buildReceipt, receiptHash } from "@/lib/domain/payments/receipt";
import { requestHash } from "@/lib/domain/payments/request-hash";
import { type SplitPolicy, splitLeaves, splitParts } from "@/lib/domain/payments/split-leaves";
import { typedData, typedDataDigest } from "@/lib/domain/payments/typed-data";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { gOpenAbi } from "@/lib/generated/abis/gopen";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { openGovernorAbi } from "@/lib/generated/abis/open-governor";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { royaltyLedgerAbi } from "@/lib/generated/abis/royalty-ledger";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { timelockAbi } from "@/lib/generated/abis/timelock";
import type { AddressBook, ContractName } from "@/lib/server/chain/address-book-file";
import { localDemoAccount, localRoleAccount } from "@/lib/server/chain/local-keys";
import { deployContracts, localDeployOptions } from "./deploy";

/**
 * The contracts on a real chain, as the deploy script leaves them: a vote changes the split and the next settlement
 * uses it; an operator dies and everybody gets out with what is owed, to the wei.
 */
const folder = mkdtempSync(join(tmpdir(), "modelfactory-live-"));
const mnemonic = generateMnemonic(english);
const role = (name: Parameters<typeof localRoleAccount>[1]) => localRoleAccount(mnemonic, name);
const user = localDemoAccount(mnemonic, 1);
const sessionKey = localDemoAccount(mnemonic, 2);
const alice = localDemoAccount(mnemonic, 3);
const owner = localDemoAccount(mnemonic, 4);
const DATANET = keccak256(toHex("datanet"));
const OPEN = parseEther("1");

let anvil: ChildProcess;
let rpcUrl: string;
let book: AddressBook;
let nobody: Hex;
let aliceId: Hex;

const at = (name: ContractName): Address => book.contracts[name].address;
const client = () => createPublicClient({ transport: http(rpcUrl), pollingInterval: 20 });
const rpc = (method: string, params: unknown[] = []) => client().request({ method, params } as never);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

async function send(account: Account, request: Record<string, unknown>): Promise<void> {
  const { request: simulated } = await client().simulateContract({ account, ...request } as never);
  const wallet = createWalletClient({ transport: http(rpcUrl) });
  const hash = await wallet.writeContract({ ...(simulated as object), chain: null } as never);
  const { status } = await client().waitForTransactionReceipt({ hash });
  expect(status).toBe("success");
}

const read = <T>(name: ContractName, abi: readonly unknown[], functionName: string, args: unknown[] = []) =>
  client().readContract({ address: at(name), abi, functionName, args } as never) as Promise<T>;

const balanceOf = (who: Address) => read<bigint>("OpenToken", openTokenAbi, "balanceOf", [who]);
const nowOnChain = async () => (await client().getBlock()).timestamp;

async function pass(seconds: number): Promise<void> {
  await rpc("evm_increaseTime", [seconds]);
  await rpc("evm_mine");
}

async function openSession(nonce: bigint): Promise<{ id: Hex; policyVersion: number }> {
  const domain = { chainId: book.chainId, verifyingContract: at("InferenceMeter") };
  const policyVersion = await read<number>("PolicyBook", policyBookAbi, "current");
  const now = await nowOnChain();
  const grant = {
    user: user.address,
    operator: role("operator").address,
    signer: sessionKey.address,
    cap: 10n * OPEN,
    maxPerCall: 2n * OPEN,
    expiry: now + 1_800n,
    policyVersion,
    kind: 0,
    nonce,
  };
  const id = typedDataDigest("SessionGrant", domain, grant);
  const deadline = now + 600n;
  const signature = await role("operator").signTypedData(
    typedData("Admit", domain, { grantDigest: id, deadline }),
  );
  const meter = { address: at("InferenceMeter"), abi: inferenceMeterAbi };
  await send(user, {
    address: at("OpenToken"),
    abi: openTokenAbi,
    functionName: "approve",
    args: [at("InferenceMeter"), 10n * OPEN],
  });
  await send(user, { ...meter, functionName: "deposit", args: [10n * OPEN] });
  await send(user, { ...meter, functionName: "openSession", args: [grant, { deadline, signature }] });
  return { id, policyVersion };
}

/** Two answers of 1 OPEN each, with a contributor who has a wallet and one who has none. */
async function serveTwo(session: { id: Hex; policyVersion: number }): Promise<ServedCall[]> {
  const domain = { chainId: book.chainId, verifyingContract: at("InferenceMeter") };
  const policy = await read<SplitPolicy>("PolicyBook", policyBookAbi, "policyAt", [session.policyVersion]);
  const request = {
    modelId: 1n,
    modelVersion: 1,
    priceId: 1,
    maxTokensOut: 400,
    promptCommitment: zeroHash,
  };
  const data = splitParts(OPEN, policy).data;
  const leaves = splitLeaves({
    charge: OPEN,
    policy,
    feeWallet: role("feeWallet").address,
    modelId: 1n,
    revenue: [{ account: owner.address, bps: 10_000 }],
    providerId: BigInt(role("provider").address),
    staking: at("Staking"),
    data: [
      { contributorId: aliceId, payee: alice.address, amount: data / 3n },
      { contributorId: nobody, payee: zeroAddress, amount: data - data / 3n },
    ],
    treasury: { datanetKey: DATANET, payee: owner.address },
  });
  const calls: ServedCall[] = [];
  let previous: Hex = zeroHash;
  for (const seq of [1n, 2n]) {
    const voucher = {
      sessionId: session.id,
      seq,
      maxCumulative: seq * OPEN,
      requestHash: requestHash(request),
      prevReceipt: previous,
    };
    const receipt = buildReceipt({
      voucher,
      request,
      price: { inPer1kWei: OPEN / 2n, outPer1kWei: 2n * OPEN },
      tokensIn: 400,
      tokensOut: 400,
      previousCumulative: (seq - 1n) * OPEN,
      leaves,
      responseHash: zeroHash,
      evidenceHash: zeroHash,
      servedAt: Number(await nowOnChain()),
    });
    previous = receiptHash(receipt);
    calls.push({
      voucher,
      voucherSignature: await sessionKey.signTypedData(typedData("Voucher", domain, voucher)),
      receipt,
      receiptSignature: await role("operator").signTypedData(typedData("Receipt", domain, receipt)),
      leaves,
    });
  }
  return calls;
}

async function settle(session: { id: Hex; policyVersion: number }, calls: ServedCall[]): Promise<void> {
  const due = { sessionId: session.id, policyVersion: session.policyVersion, fromSeq: 0n, fromSpent: 0n };
  const limits = { maxSessions: 150, maxPayees: 1_000, maxReceipts: 4_096, maxBatchTotal: 50_000n * OPEN };
  const [batch] = planSettlement([{ ...due, calls }], limits);
  await send(role("operator"), {
    address: at("InferenceMeter"),
    abi: inferenceMeterAbi,
    functionName: "settle",
    args: [batch?.settlement],
  });
}

beforeAll(async () => {
  const port = await freePort();
  rpcUrl = `http://127.0.0.1:${port}`;
  anvil = spawn(resolve("node_modules/.bin/anvil"), ["--port", String(port), "--silent"], {
    stdio: "ignore",
    // A group of its own: the command is a wrapper, and killing it alone leaves the node behind.
    detached: true,
  });
  for (let i = 0; i < 100 && !(await nowOnChain().catch(() => null)); i++) await sleep(100);
  book = await deployContracts(localDeployOptions(rpcUrl, mnemonic, join(folder, "book.json")));
  for (const person of [user, alice, owner]) {
    await rpc("anvil_setBalance", [person.address, toHex(parseEther("100"))]);
  }
  await send(role("treasury"), {
    address: at("OpenToken"),
    abi: openTokenAbi,
    functionName: "transfer",
    args: [user.address, 100n * OPEN],
  });
  const datanets = { address: at("DatanetRegistry"), abi: datanetRegistryAbi };
  const person = (name: string, payee: Address) =>
    send(owner, {
      ...datanets,
      functionName: "registerContributor",
      args: [DATANET, keccak256(toHex(name)), payee, owner.address],
    });
  await send(owner, {
    ...datanets,
    functionName: "createDatanet",
    args: [DATANET, zeroHash, 0, owner.address, owner.address],
  });
  await person("alice", alice.address);
  await person("nobody", zeroAddress);
  const idOf = (name: string) =>
    keccak256(
      encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [DATANET, keccak256(toHex(name))]),
    );
  [aliceId, nobody] = [idOf("alice"), idOf("nobody")];
  const snapshotRoot = keccak256(toHex("snapshot"));
  await send(owner, {
    ...datanets,
    functionName: "anchorVersion",
    args: [
      {
        datanetKey: DATANET,
        number: 1,
        snapshotRoot,
        clusterRoot: zeroHash,
        count: 1,
        licenceHash: zeroHash,
        manifestHash: zeroHash,
      },
    ],
  });
  const version = {
    manifestHash: zeroHash,
    adapterHash: zeroHash,
    baseHash: zeroHash,
    indexRoot: zeroHash,
    datanetKeys: [DATANET],
    snapshotRoots: [snapshotRoot],
  };
  await send(owner, {
    address: at("ModelRegistry"),
    abi: modelRegistryAbi,
    functionName: "publish",
    args: ["model", version, { inPer1k: OPEN / 2n, outPer1k: 2n * OPEN }, []],
  });
}, 180_000);

afterAll(() => {
  if (anvil?.pid) process.kill(-anvil.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("the contracts on a real chain", () => {
  it("leave all power with the vote: every role of the timelock that was ever granted", async () => {
    const granted = await client().getContractEvents({
      address: at("Timelock"),
      abi: timelockAbi,
      eventName: "RoleGranted",
      fromBlock: 0n,
    });
    const hash = (name: string) => keccak256(toHex(name));
    const holders = granted.map((log) => [log.args.role, log.args.account]);
    expect(holders).toEqual([
      [zeroHash, at("Timelock")],
      [hash("EXECUTOR_ROLE"), zeroAddress],
      [hash("PROPOSER_ROLE"), at("OpenGovernor")],
      [hash("CANCELLER_ROLE"), at("OpenGovernor")],
    ]);
  });

  it("deploy again without sending anything", async () => {
    const before = await client().getBlockNumber();
    const again = await deployContracts(localDeployOptions(rpcUrl, mnemonic, join(folder, "book.json")));
    expect(again.contracts).toEqual(book.contracts);
    expect(await client().getBlockNumber()).toBe(before);
  });

  it("propose, vote, queue and execute a split that the next settlement pays by", async () => {
    const old = await openSession(1n);
    await settle(old, await serveTwo(old));
    expect(await balanceOf(alice.address)).toBe((2n * (OPEN / 2n / 3n)) as bigint);

    const treasury = role("treasury");
    const votes = { address: at("GOpen"), abi: gOpenAbi };
    await send(treasury, {
      address: at("OpenToken"),
      abi: openTokenAbi,
      functionName: "approve",
      args: [at("GOpen"), 100_000n * OPEN],
    });
    await send(treasury, {
      ...votes,
      functionName: "depositFor",
      args: [treasury.address, 100_000n * OPEN],
    });
    await send(treasury, { ...votes, functionName: "delegate", args: [treasury.address] });
    await pass(2);

    const current = await read<object>("PolicyBook", policyBookAbi, "policyAt", [1]);
    const policy = { ...current, modelBps: 1_000, dataBps: 6_000 };
    const effectiveAt = (await nowOnChain()) + 1_200n;
    const data = encodeFunctionData({
      abi: policyBookAbi,
      functionName: "publish",
      args: [policy as never, effectiveAt],
    });
    const governor = { address: at("OpenGovernor"), abi: openGovernorAbi };
    const what = "The data part rises to 60 %";
    const action = [[at("PolicyBook")], [0n], [data]] as const;
    await send(treasury, { ...governor, functionName: "propose", args: [...action, what] });
    const id = await read<bigint>("OpenGovernor", openGovernorAbi, "hashProposal", [
      ...action,
      keccak256(toHex(what)),
    ]);
    await pass(61);
    await send(treasury, { ...governor, functionName: "castVote", args: [id, 1] });
    await pass(301);
    // Anybody queues and executes; here somebody without a vote.
    await send(user, { ...governor, functionName: "queue", args: [id] });
    await expect(send(user, { ...governor, functionName: "execute", args: [id] })).rejects.toThrow();
    await pass(121);
    await send(user, { ...governor, functionName: "execute", args: [id] });
    expect(await read("PolicyBook", policyBookAbi, "current")).toBe(1);
    await pass(Number(effectiveAt - (await nowOnChain())) + 1);
    expect(await read("PolicyBook", policyBookAbi, "current")).toBe(2);

    const [aliceBefore, ownerBefore] = [await balanceOf(alice.address), await balanceOf(owner.address)];
    const fresh = await openSession(2n);
    expect(fresh.policyVersion).toBe(2);
    await settle(fresh, await serveTwo(fresh));
    expect((await balanceOf(alice.address)) - aliceBefore).toBe(2n * ((6n * OPEN) / 10n / 3n));
    expect((await balanceOf(owner.address)) - ownerBefore).toBe((2n * OPEN) / 10n);
  }, 60_000);

  it("let user and contributors out with everything owed when the operator is dead", async () => {
    const session = await openSession(3n);
    const calls = await serveTwo(session);
    const policy = await read<SplitPolicy>("PolicyBook", policyBookAbi, "policyAt", [session.policyVersion]);
    // No coin, no transactions: the operator never sends again.
    await rpc("anvil_setBalance", [role("operator").address, "0x0"]);
    await expect(settle(session, calls)).rejects.toThrow();

    const aliceBefore = await balanceOf(alice.address);
    const owedBefore = await read<bigint>("RoyaltyLedger", royaltyLedgerAbi, "owed", [nobody]);
    const rewardBefore = await read<bigint>("Staking", stakingAbi, "rewardOf", [
      BigInt(role("provider").address),
      role("provider").address,
    ]);
    const bundle = calls.map((call) => ({
      receipt: call.receipt,
      signature: call.receiptSignature,
      leaves: call.leaves,
    }));
    const meter = { address: at("InferenceMeter"), abi: inferenceMeterAbi };
    const last = calls[1] as ServedCall;
    const force = {
      ...meter,
      functionName: "forceSettle",
      args: [last.voucher, last.voucherSignature, bundle],
    };
    await expect(send(alice, force)).rejects.toThrow(/Meter_TooEarly/);
    await pass(61);
    await send(alice, force);

    const data = splitParts(OPEN, policy).data;
    const bounty = parseEther("0.2");
    expect((await balanceOf(alice.address)) - aliceBefore).toBe(2n * (data / 3n) + bounty);
    expect((await read<bigint>("RoyaltyLedger", royaltyLedgerAbi, "owed", [nobody])) - owedBefore).toBe(
      2n * (data - data / 3n),
    );
    const reward = await read<bigint>("Staking", stakingAbi, "rewardOf", [
      BigInt(role("provider").address),
      role("provider").address,
    ]);
    expect(reward - rewardBefore).toBe(2n * splitParts(OPEN, policy).staker);

    await send(user, { ...meter, functionName: "freezeSession", args: [session.id] });
    await pass(120 + 600 + 1);
    // The earlier sessions' claim windows are over by now as well; anybody may release them.
    const opened = await client().getContractEvents({
      ...meter,
      eventName: "SessionOpened",
      fromBlock: 0n,
    });
    await pass(1_800);
    await send(alice, {
      ...meter,
      functionName: "releaseSessions",
      args: [opened.map((log) => log.args.sessionId)],
    });
    const credit = await read<bigint>("InferenceMeter", inferenceMeterAbi, "credit", [user.address]);
    expect(credit).toBe(30n * OPEN - 6n * OPEN);
    const before = await balanceOf(user.address);
    await send(user, { ...meter, functionName: "withdraw", args: [credit, user.address] });
    expect((await balanceOf(user.address)) - before).toBe(credit);
    expect(await balanceOf(at("InferenceMeter"))).toBe(0n);
  }, 60_000);
});
