import { execFile } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import {
  type Account,
  type Address,
  concat,
  createPublicClient,
  createWalletClient,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  http,
  isAddressEqual,
  keccak256,
  type PublicClient,
  parseEther,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia, openledger, sepolia } from "viem/chains";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { disputesAbi } from "@/lib/generated/abis/disputes";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { royaltyLedgerAbi } from "@/lib/generated/abis/royalty-ledger";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { timelockAbi } from "@/lib/generated/abis/timelock";
import {
  type AddressBook,
  CONTRACT_NAMES,
  type ContractName,
  readAddressBook,
} from "@/lib/server/chain/address-book-file";
import { CONTRACT_ABIS } from "@/lib/server/chain/contract-abis";
import { localRoleAccount } from "@/lib/server/chain/local-keys";
import { buildContracts, readForgeArtifact } from "./forge-artifacts";
import { type ChainParameters, chainParameters, LOCAL_CHAIN_ID } from "./parameters";
import { writeVerificationInputs } from "./verification-input";

/**
 * Deploys the contracts through the deterministic CREATE2 proxy, wires them, reads everything back and writes the
 * address book. Every step looks first whether it is done, so a run that was cut off is finished by the next one and
 * a run over a complete deployment sends nothing.
 */
export interface DeployRoles {
  /** Receives all OPEN. */
  treasury: Address;
  /** May cancel proposals for the first year; zero for nobody. */
  guardian?: Address;
  /** Rules in Disputes; default the timelock, which alone can name another. */
  arbiter?: Address;
}

/** The first stake behind the operator key, and OPEN for the faucet. Left out where people do this themselves. */
export interface StakeSeed {
  treasury: Account;
  provider: Account;
  /** Signs its appointment; sends nothing. */
  operator: Account;
  provisionWei: bigint;
  faucet?: { address: Address; amountWei: bigint };
}

export interface DeployOptions {
  rpcUrl: string;
  deployer: Account;
  roles: DeployRoles;
  /** Default: the column of the chain's id. */
  parameters?: ChainParameters;
  /** Path of the address book. */
  out: string;
  seed?: StakeSeed;
  /** Local chain only: accounts that are given native coin for their transactions. */
  fuel?: Address[];
}

export const SEED_PROVISION_WEI = parseEther("1000000");
export const SEED_FAUCET_WEI = parseEther("10000000");

/** Chains that can be named instead of given an RPC address. */
const NAMED_CHAINS = { openledger, sepolia, baseSepolia } as const;

const CREATE2_PROXY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const SALT = keccak256(toHex("modelfactory/1"));
const INFERENCE_SERVICE = toHex("inference", { size: 32 });
/** Which getter of which contract has to name which other contract. */
const EXPECTED_LINKS: [contract: ContractName, getter: string, target: ContractName][] = [
  ["GOpen", "underlying", "OpenToken"],
  ["Timelock", "governor", "OpenGovernor"],
  ["OpenGovernor", "timelock", "Timelock"],
  ["OpenGovernor", "token", "GOpen"],
  ["PolicyBook", "governance", "Timelock"],
  ["Staking", "token", "OpenToken"],
  ["Staking", "meter", "InferenceMeter"],
  ["Staking", "escrow", "TrainingEscrow"],
  ["Staking", "faultProver", "FaultProver"],
  ["Staking", "disputes", "Disputes"],
  ["DatanetRegistry", "policyBook", "PolicyBook"],
  ["DatanetRegistry", "disputes", "Disputes"],
  ["ModelRegistry", "token", "OpenToken"],
  ["ModelRegistry", "policyBook", "PolicyBook"],
  ["ModelRegistry", "datanets", "DatanetRegistry"],
  ["RoyaltyLedger", "token", "OpenToken"],
  ["RoyaltyLedger", "datanets", "DatanetRegistry"],
  ["RoyaltyLedger", "meter", "InferenceMeter"],
  ["RoyaltyLedger", "faultProver", "FaultProver"],
  ["ReceiptChecker", "staking", "Staking"],
  ["ReceiptChecker", "datanets", "DatanetRegistry"],
  ["ReceiptChecker", "models", "ModelRegistry"],
  ["InferenceMeter", "token", "OpenToken"],
  ["InferenceMeter", "policyBook", "PolicyBook"],
  ["InferenceMeter", "staking", "Staking"],
  ["InferenceMeter", "ledger", "RoyaltyLedger"],
  ["InferenceMeter", "checker", "ReceiptChecker"],
  ["Disputes", "policyBook", "PolicyBook"],
  ["Disputes", "staking", "Staking"],
  ["Disputes", "datanets", "DatanetRegistry"],
  ["Disputes", "meter", "InferenceMeter"],
  ["Disputes", "token", "OpenToken"],
  ["Disputes", "governance", "Timelock"],
  ["Disputes", "escrow", "TrainingEscrow"],
  ["FaultProver", "token", "OpenToken"],
  ["FaultProver", "policyBook", "PolicyBook"],
  ["FaultProver", "staking", "Staking"],
  ["FaultProver", "datanets", "DatanetRegistry"],
  ["FaultProver", "ledger", "RoyaltyLedger"],
  ["FaultProver", "checker", "ReceiptChecker"],
  ["FaultProver", "meter", "InferenceMeter"],
  ["TrainingEscrow", "token", "OpenToken"],
  ["TrainingEscrow", "policyBook", "PolicyBook"],
  ["TrainingEscrow", "staking", "Staking"],
  ["TrainingEscrow", "disputes", "Disputes"],
];
const FUEL_WEI = parseEther("10000");
const LOW_FUEL_WEI = parseEther("100");

interface Deployment {
  publicClient: PublicClient;
  /** Sends all before it waits for the first; nonces are counted here. */
  sendAll: (account: Account, transactions: readonly { to: Address; data: Hex }[]) => Promise<Hex[]>;
  write: <T extends WriteRequest>(account: Account, request: T) => Promise<Hex>;
}

interface WriteRequest {
  address: Address;
  abi: readonly unknown[];
  functionName: string;
  args: readonly unknown[];
}

/**
 * Deploy or complete the deployment.
 * @throws Error in words when the chain lacks the CREATE2 proxy, a transaction reverts, or what was read back differs
 * from what was asked.
 */
export async function deployContracts(options: DeployOptions): Promise<AddressBook> {
  const deployment = connect(options.rpcUrl);
  const { publicClient } = deployment;
  const chainId = await publicClient.getChainId();
  const parameters = options.parameters ?? chainParameters(chainId);
  if (!(await publicClient.getCode({ address: CREATE2_PROXY }))) {
    throw new Error(`Chain ${chainId} has no CREATE2 proxy at ${CREATE2_PROXY}; deploy it first.`);
  }
  if (chainId === LOCAL_CHAIN_ID)
    await refuel(publicClient, [options.deployer.address, ...(options.fuel ?? [])]);
  await buildContracts();

  const earlier = await readAddressBook(options.out).catch(() => undefined);
  const known =
    earlier && earlier.firstBlockHash === (await firstBlockHash(publicClient)) ? earlier : undefined;
  const before = await publicClient.getBlockNumber();

  const plan = await planContracts(options, parameters);
  const contracts = await placeAll(deployment, options.deployer, plan, known);

  // Contracts that were all there already, under a lost book, may have logs from any block on.
  const startBlock = known?.startBlock ?? (contracts.OpenToken.txHash ? Number(before) : 0);
  const book: AddressBook = {
    chainId,
    firstBlockHash: await firstBlockHash(publicClient),
    startBlock,
    commit: await sourceCommit(),
    profile: chainId === LOCAL_CHAIN_ID ? "local" : "real",
    contracts,
  };
  await wire(deployment, options.deployer, book);
  await readBack(publicClient, book, options, parameters);
  if (options.seed) await seedStake(deployment, book, options.seed);
  if (chainId !== LOCAL_CHAIN_ID)
    await writeVerificationInputs(options.out.replace(/(\.json)?$/, "-verification"), plan);
  await writeBook(options.out, book);
  return book;
}

/** Names the chain. Not block 0: a local chain makes a new one at each start and may answer with any of them. */
async function firstBlockHash(client: PublicClient): Promise<Hex> {
  const height = await client.getBlockNumber();
  return height === 0n ? zeroHash : (await client.getBlock({ blockNumber: 1n })).hash;
}

type Plan = Record<ContractName, { address: Address; initCode: Hex; args: readonly unknown[] }>;

/** Every address is known before anything is sent: CREATE2 makes it of code and arguments. */
async function planContracts(options: DeployOptions, parameters: ChainParameters): Promise<Plan> {
  const plan = {} as Plan;
  const place = async (name: ContractName, args: readonly unknown[]): Promise<Address> => {
    const artifact = await readForgeArtifact(name);
    const initCode = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args });
    const address = getContractAddress({
      opcode: "CREATE2",
      from: CREATE2_PROXY,
      salt: SALT,
      bytecode: initCode,
    });
    plan[name] = { address, initCode, args };
    return address;
  };
  const wirer = options.deployer.address;
  const { timelockDelay, ...governor } = parameters.governance;
  const token = await place("OpenToken", [options.roles.treasury]);
  const votes = await place("GOpen", [token]);
  const timelock = await place("Timelock", [BigInt(timelockDelay), wirer]);
  await place("OpenGovernor", [
    votes,
    timelock,
    { ...governor, guardian: options.roles.guardian ?? zeroAddress },
  ]);
  const policyBook = await place("PolicyBook", [timelock, parameters.maxFaultSpan, parameters.policy]);
  const staking = await place("Staking", [token, parameters.thaw, wirer]);
  const datanets = await place("DatanetRegistry", [policyBook, wirer]);
  const models = await place("ModelRegistry", [token, policyBook, datanets]);
  const ledger = await place("RoyaltyLedger", [token, datanets, wirer]);
  const checker = await place("ReceiptChecker", [staking, datanets, models]);
  const meter = await place("InferenceMeter", [token, policyBook, staking, ledger, checker]);
  const arbiter = options.roles.arbiter ?? timelock;
  const disputes = await place("Disputes", [
    policyBook,
    staking,
    datanets,
    meter,
    token,
    timelock,
    arbiter,
    wirer,
  ]);
  await place("FaultProver", [{ token, policyBook, staking, datanets, ledger, checker, meter }]);
  await place("TrainingEscrow", [token, policyBook, staking, disputes]);
  await place("AgentRegistry", []);
  return plan;
}

/** Sends what is missing, all at once, and waits for all of it. */
async function placeAll(
  deployment: Deployment,
  deployer: Account,
  plan: Plan,
  known: AddressBook | undefined,
): Promise<AddressBook["contracts"]> {
  const { publicClient } = deployment;
  const missing: ContractName[] = [];
  for (const name of CONTRACT_NAMES) {
    if (!(await publicClient.getCode({ address: plan[name].address }))) missing.push(name);
  }
  const hashes = await deployment.sendAll(
    deployer,
    missing.map((name) => ({ to: CREATE2_PROXY, data: concat([SALT, plan[name].initCode]) })),
  );
  const contracts = {} as AddressBook["contracts"];
  for (const name of CONTRACT_NAMES) {
    const { address, args } = plan[name];
    const txHash = hashes[missing.indexOf(name)] ?? known?.contracts[name]?.txHash ?? null;
    const code = await publicClient.getCode({ address });
    if (!code) throw new Error(`${name} did not arrive at ${address} (transaction ${txHash}).`);
    contracts[name] = { address, codeHash: keccak256(code), txHash, args: args.map(toJson) };
  }
  return contracts;
}

/** The commit the working tree stands on, null outside a repository. */
async function sourceCommit(): Promise<string | null> {
  const run = promisify(execFile);
  return run("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

function connect(rpcUrl: string): Deployment {
  const transport = http(rpcUrl, { timeout: 30_000 });
  const publicClient = createPublicClient({ transport, pollingInterval: 50 });
  const walletClient = createWalletClient({ transport });
  const confirm = async (hash: Hex, what: string): Promise<Hex> => {
    const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 120_000 });
    if (receipt.status !== "success") throw new Error(`The deploy transaction ${what} (${hash}) reverted.`);
    return hash;
  };
  return {
    publicClient,
    sendAll: async (account, transactions) => {
      const first = await publicClient.getTransactionCount({ address: account.address, blockTag: "pending" });
      const hashes: Hex[] = [];
      for (const [i, transaction] of transactions.entries()) {
        hashes.push(
          await walletClient.sendTransaction({ account, chain: null, nonce: first + i, ...transaction }),
        );
      }
      for (const hash of hashes) await confirm(hash, "of the deployment");
      return hashes;
    },
    write: async (account, request) => {
      const { request: simulated } = await publicClient.simulateContract({ account, ...request } as never);
      return confirm(
        await walletClient.writeContract({ ...(simulated as object), chain: null } as never),
        request.functionName,
      );
    },
  };
}

async function refuel(client: PublicClient, accounts: Address[]): Promise<void> {
  for (const address of accounts) {
    if ((await client.getBalance({ address })) >= LOW_FUEL_WEI) continue;
    await client.request({ method: "anvil_setBalance", params: [address, toHex(FUEL_WEI)] } as never);
  }
}

/**
 * Tell the lower layers about the upper ones: mutual constructor arguments would defeat CREATE2. Each contract takes
 * this once, from the deployer alone, so it holds no power afterwards.
 */
async function wire(deployment: Deployment, deployer: Account, book: AddressBook): Promise<void> {
  const { publicClient, sendAll } = deployment;
  const at = (name: ContractName): Address => book.contracts[name].address;
  const ledger = { address: at("RoyaltyLedger"), abi: royaltyLedgerAbi } as const;
  const staking = { address: at("Staking"), abi: stakingAbi } as const;
  const datanets = { address: at("DatanetRegistry"), abi: datanetRegistryAbi } as const;
  const disputes = { address: at("Disputes"), abi: disputesAbi } as const;
  const timelock = { address: at("Timelock"), abi: timelockAbi } as const;
  const isUnset = (found: Address) => BigInt(found) === 0n;
  const system = CONTRACT_NAMES.map(at);

  const calls: { to: Address; data: Hex }[] = [];
  if (isUnset(await publicClient.readContract({ ...timelock, functionName: "governor" }))) {
    const data = encodeFunctionData({ abi: timelockAbi, functionName: "wire", args: [at("OpenGovernor")] });
    calls.push({ to: timelock.address, data });
  }
  if (isUnset(await publicClient.readContract({ ...staking, functionName: "meter" }))) {
    const args = [at("InferenceMeter"), at("TrainingEscrow"), at("FaultProver"), at("Disputes")] as const;
    calls.push({
      to: staking.address,
      data: encodeFunctionData({ abi: stakingAbi, functionName: "wire", args }),
    });
  }
  if (isUnset(await publicClient.readContract({ ...ledger, functionName: "meter" }))) {
    const args = [at("InferenceMeter"), at("FaultProver")] as const;
    calls.push({
      to: ledger.address,
      data: encodeFunctionData({ abi: royaltyLedgerAbi, functionName: "wire", args }),
    });
  }
  if (isUnset(await publicClient.readContract({ ...disputes, functionName: "escrow" }))) {
    const data = encodeFunctionData({ abi: disputesAbi, functionName: "wire", args: [at("TrainingEscrow")] });
    calls.push({ to: disputes.address, data });
  }
  if (!(await publicClient.readContract({ ...datanets, functionName: "wired" }))) {
    const args = [system, at("Disputes")] as const;
    calls.push({
      to: datanets.address,
      data: encodeFunctionData({ abi: datanetRegistryAbi, functionName: "wire", args }),
    });
  }
  await sendAll(deployer, calls);
}

/** Compare the chain with what was asked, address by address and parameter by parameter. */
async function readBack(
  client: PublicClient,
  book: AddressBook,
  options: DeployOptions,
  parameters: ChainParameters,
): Promise<void> {
  const at = (name: ContractName): Address => book.contracts[name].address;
  const policyBook = { address: at("PolicyBook"), abi: policyBookAbi } as const;
  const staking = { address: at("Staking"), abi: stakingAbi } as const;
  const datanets = { address: at("DatanetRegistry"), abi: datanetRegistryAbi } as const;

  const expected: [contract: ContractName, getter: string, address: Address][] = [
    ...EXPECTED_LINKS.map(
      ([contract, getter, target]) =>
        [contract, getter, at(target)] as [contract: ContractName, getter: string, address: Address],
    ),
    ["Disputes", "arbiter", options.roles.arbiter ?? at("Timelock")],
    ["OpenGovernor", "proposalGuardian", options.roles.guardian ?? zeroAddress],
  ];
  const found = await Promise.all(
    expected.map(([contract, functionName]) =>
      client.readContract({ address: at(contract), abi: CONTRACT_ABIS[contract], functionName } as never),
    ),
  );
  expected.forEach(([contract, getter, address], i) => {
    if (!isAddressEqual(found[i] as Address, address))
      throw new Error(`${contract}.${getter} is ${found[i]}, expected ${address}.`);
  });
  await checkTimelockRoles(client, book, options.deployer.address);
  for (const name of CONTRACT_NAMES) {
    if (!(await client.readContract({ ...datanets, functionName: "isSystem", args: [at(name)] }))) {
      throw new Error(`DatanetRegistry does not refuse ${name} as a payee.`);
    }
  }

  const thaw = await client.readContract({ ...staking, functionName: "thaw" });
  if (thaw !== parameters.thaw) throw new Error(`Staking.thaw is ${thaw}, expected ${parameters.thaw}.`);
  const first = await client.readContract({ ...policyBook, functionName: "policyAt", args: [1] });
  for (const [field, expected] of Object.entries(parameters.policy)) {
    const found = first[field as keyof typeof first];
    if (BigInt(found) !== BigInt(expected))
      throw new Error(`Policy.${field} is ${found}, expected ${expected}.`);
  }
  const held = await client.readContract({
    address: at("OpenToken"),
    abi: openTokenAbi,
    functionName: "balanceOf",
    args: [options.deployer.address],
  });
  if (held !== 0n)
    throw new Error(`The deployer ${options.deployer.address} holds ${held} wei of OPEN; it must hold none.`);
}

/** The Governor proposes and cancels, anybody executes, the timelock administers itself, and the deployer nothing. */
async function checkTimelockRoles(client: PublicClient, book: AddressBook, deployer: Address): Promise<void> {
  const timelock = book.contracts.Timelock.address;
  const governor = book.contracts.OpenGovernor.address;
  const roles = {
    DEFAULT_ADMIN_ROLE: timelock,
    PROPOSER_ROLE: governor,
    CANCELLER_ROLE: governor,
    EXECUTOR_ROLE: zeroAddress,
  } as const;
  for (const [name, holder] of Object.entries(roles)) {
    const role = await client.readContract({
      address: timelock,
      abi: timelockAbi,
      functionName: name as keyof typeof roles,
    });
    const has = (account: Address) =>
      client.readContract({
        address: timelock,
        abi: timelockAbi,
        functionName: "hasRole",
        args: [role, account],
      });
    if (!(await has(holder))) throw new Error(`${holder} lacks ${name} of the timelock.`);
    if (await has(deployer)) throw new Error(`The deployer ${deployer} still holds ${name} of the timelock.`);
  }
}

/** Stake and provision for the operator key, appoint it, and hand OPEN to the faucet. */
async function seedStake(deployment: Deployment, book: AddressBook, seed: StakeSeed): Promise<void> {
  const { publicClient, write } = deployment;
  const token = { address: book.contracts.OpenToken.address, abi: openTokenAbi } as const;
  const staking = { address: book.contracts.Staking.address, abi: stakingAbi } as const;
  const provider = seed.provider.address;
  const providerId = BigInt(provider);
  const balanceOf = (owner: Address) =>
    publicClient.readContract({ ...token, functionName: "balanceOf", args: [owner] });

  const backing = await publicClient.readContract({
    ...staking,
    functionName: "ownBacking",
    args: [providerId, INFERENCE_SERVICE],
  });
  const missing = seed.provisionWei - backing;
  if (missing > 0n) {
    // A run cut off between stake and provision left staked shares; only the rest is staked now.
    const [shares] = await publicClient.readContract({
      ...staking,
      functionName: "positions",
      args: [providerId, provider],
    });
    const provisioned = await publicClient.readContract({
      ...staking,
      functionName: "provisionedSharesTotal",
      args: [providerId],
    });
    const toStake = shares > provisioned ? 0n : missing;
    if (toStake > 0n) {
      const short = toStake - (await balanceOf(provider));
      if (short > 0n)
        await write(seed.treasury, { ...token, functionName: "transfer", args: [provider, short] });
      await write(seed.provider, { ...token, functionName: "approve", args: [staking.address, toStake] });
      await write(seed.provider, { ...staking, functionName: "stake", args: [providerId, toStake] });
    }
    await write(seed.provider, { ...staking, functionName: "provision", args: [INFERENCE_SERVICE, missing] });
  }

  const operator = seed.operator;
  const appointedBy = await publicClient.readContract({
    ...staking,
    functionName: "providerOf",
    args: [operator.address],
  });
  if (appointedBy === 0n) {
    if (!operator.signTypedData) throw new Error("The operator account cannot sign typed data.");
    const signature = await operator.signTypedData({
      domain: {
        name: "OpenStaking",
        version: "1",
        chainId: book.chainId,
        verifyingContract: staking.address,
      },
      types: {
        OperatorAppointment: [
          { name: "provider", type: "address" },
          { name: "hotKey", type: "address" },
        ],
      },
      primaryType: "OperatorAppointment",
      message: { provider, hotKey: operator.address },
    });
    await write(seed.provider, {
      ...staking,
      functionName: "appointOperator",
      args: [operator.address, signature],
    });
  } else if (appointedBy !== providerId) {
    throw new Error(
      `The operator key ${operator.address} belongs to another provider (${toHex(appointedBy)}).`,
    );
  }

  if (seed.faucet && (await balanceOf(seed.faucet.address)) < seed.faucet.amountWei / 10n) {
    await write(seed.treasury, {
      ...token,
      functionName: "transfer",
      args: [seed.faucet.address, seed.faucet.amountWei],
    });
  }
}

async function writeBook(path: string, book: AddressBook): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify(book, null, 2)}\n`);
  await rename(`${path}.part`, path);
}

function toJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
  }
  return value;
}

/** Everything the local chain's deployment needs, derived from the instance's mnemonic. */
export function localDeployOptions(rpcUrl: string, mnemonic: string, out: string): DeployOptions {
  const account = (role: Parameters<typeof localRoleAccount>[1]) => localRoleAccount(mnemonic, role);
  return {
    rpcUrl,
    deployer: account("deployer"),
    // A vote takes eight minutes even here, so cases are ruled by a key of the instance, and the page says so.
    roles: { treasury: account("treasury").address, arbiter: account("governance").address },
    out,
    seed: {
      treasury: account("treasury"),
      provider: account("provider"),
      operator: account("operator"),
      provisionWei: SEED_PROVISION_WEI,
      faucet: { address: account("faucet").address, amountWei: SEED_FAUCET_WEI },
    },
    fuel: (["treasury", "provider", "operator", "relayer", "evaluator", "faucet", "governance"] as const).map(
      (role) => account(role).address,
    ),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rpc: { type: "string" },
      out: { type: "string" },
      "mnemonic-file": { type: "string" },
      treasury: { type: "string" },
      guardian: { type: "string" },
      arbiter: { type: "string" },
      chain: { type: "string" },
    },
  });
  const named = values.chain ? NAMED_CHAINS[values.chain as keyof typeof NAMED_CHAINS] : undefined;
  if (values.chain && !named)
    throw new Error(`--chain knows ${Object.keys(NAMED_CHAINS).join(", ")}; give --rpc for any other.`);
  const rpcUrl = values.rpc ?? named?.rpcUrls.default.http[0] ?? process.env.CHAIN_RPC_URL;
  if (!rpcUrl) throw new Error("Name the chain: --chain NAME, --rpc URL or CHAIN_RPC_URL.");
  const chainId = await createPublicClient({ transport: http(rpcUrl) }).getChainId();

  if (named && named.id !== chainId)
    throw new Error(`${rpcUrl} is chain ${chainId}, not ${values.chain} (${named.id}).`);

  let options: DeployOptions;
  if (values["mnemonic-file"]) {
    if (chainId !== LOCAL_CHAIN_ID) throw new Error("--mnemonic-file is for the local chain (31337) only.");
    if (!values.out)
      throw new Error("--out FILE is needed: the local chain's book lies in the state folder.");
    options = localDeployOptions(
      rpcUrl,
      (await readFile(values["mnemonic-file"], "utf8")).trim(),
      values.out,
    );
  } else {
    const key = process.env.DEPLOYER_PRIVATE_KEY as Hex | undefined;
    const { treasury, guardian, arbiter } = values as Record<string, Address | undefined>;
    if (!key || !treasury) {
      throw new Error("Needed: DEPLOYER_PRIVATE_KEY in the environment and the --treasury address.");
    }
    const out = values.out ?? resolve(import.meta.dirname, `../../contracts/deployments/${chainId}.json`);
    const roles = { treasury, guardian, arbiter };
    options = { rpcUrl, deployer: privateKeyToAccount(key), roles, out };
  }
  const book = await deployContracts(options);
  for (const name of CONTRACT_NAMES) console.log(`${name.padEnd(16)} ${book.contracts[name].address}`);
  console.log(`address book: ${options.out}`);
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main();
