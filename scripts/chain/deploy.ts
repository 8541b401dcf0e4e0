import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  type Account,
  type Address,
  concat,
  createPublicClient,
  createWalletClient,
  encodeDeployData,
  getContractAddress,
  type Hex,
  http,
  isAddressEqual,
  keccak256,
  type PublicClient,
  parseEther,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { trainingEscrowAbi } from "@/lib/generated/abis/training-escrow";
import {
  type AddressBook,
  CONTRACT_NAMES,
  type ContractName,
  readAddressBook,
} from "@/lib/server/chain/address-book-file";
import { localRoleAccount } from "@/lib/server/chain/local-keys";
import { buildContracts, readForgeArtifact } from "./forge-artifacts";
import { type ChainParameters, chainParameters, LOCAL_CHAIN_ID } from "./parameters";

/**
 * Deploys the contracts through the deterministic CREATE2 proxy, wires them, reads everything back and writes the
 * address book. Every step looks first whether it is done, so a run that was cut off is finished by the next one and
 * a run over a complete deployment sends nothing.
 */
export interface DeployRoles {
  /** Receives all OPEN. */
  treasury: Address;
  /** Publishes policy versions; the timelock where there is one. */
  governance: Address;
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

const CREATE2_PROXY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const SALT = keccak256(toHex("modelfactory/1"));
const INFERENCE_SERVICE = toHex("inference", { size: 32 });
const FUEL_WEI = parseEther("10000");
const LOW_FUEL_WEI = parseEther("100");

interface Deployment {
  publicClient: PublicClient;
  send: (account: Account, transaction: { to: Address; data: Hex }) => Promise<Hex>;
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
  const genesis = await publicClient.getBlock({ blockNumber: 0n });
  const known = earlier?.genesisHash === genesis.hash ? earlier : undefined;
  const before = await publicClient.getBlockNumber();

  const contracts = {} as AddressBook["contracts"];
  const place = async (name: ContractName, args: readonly unknown[]): Promise<Address> => {
    const placed = await deployOne(deployment, options.deployer, name, args);
    contracts[name] = { ...placed, txHash: placed.txHash ?? known?.contracts[name]?.txHash ?? null };
    return placed.address;
  };

  const { treasury, governance } = options.roles;
  const wirer = options.deployer.address;
  const token = await place("OpenToken", [treasury]);
  const policyBook = await place("PolicyBook", [governance, parameters.maxFaultSpan, parameters.policy]);
  const staking = await place("Staking", [token, parameters.thaw, wirer]);
  const datanets = await place("DatanetRegistry", [policyBook, wirer]);
  const models = await place("ModelRegistry", [token, policyBook, datanets]);
  const meter = await place("InferenceMeter", [token, policyBook, staking]);
  const escrow = await place("TrainingEscrow", [token, policyBook, staking]);

  // Contracts that were all there already, under a lost book, may have logs from any block on.
  const startBlock = known?.startBlock ?? (contracts.OpenToken.txHash ? Number(before) : 0);
  const system = [token, policyBook, staking, datanets, models, meter, escrow];
  await wire(deployment, options.deployer, { staking, datanets, meter, escrow, system });
  const book: AddressBook = { chainId, genesisHash: genesis.hash, startBlock, contracts };
  await readBack(publicClient, book, options, parameters);
  if (options.seed) await seedStake(deployment, book, options.seed);
  await writeBook(options.out, book);
  return book;
}

function connect(rpcUrl: string): Deployment {
  const transport = http(rpcUrl, { timeout: 30_000 });
  const publicClient = createPublicClient({ transport, pollingInterval: 250 });
  const walletClient = createWalletClient({ transport });
  const confirm = async (hash: Hex, what: string): Promise<Hex> => {
    const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 120_000 });
    if (receipt.status !== "success") throw new Error(`The deploy transaction ${what} (${hash}) reverted.`);
    return hash;
  };
  return {
    publicClient,
    send: async (account, transaction) =>
      confirm(
        await walletClient.sendTransaction({ account, chain: null, ...transaction }),
        "to the CREATE2 proxy",
      ),
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

async function deployOne(
  deployment: Deployment,
  deployer: Account,
  name: ContractName,
  args: readonly unknown[],
): Promise<AddressBook["contracts"][ContractName]> {
  const artifact = await readForgeArtifact(name);
  const initCode = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args });
  const address = getContractAddress({
    opcode: "CREATE2",
    from: CREATE2_PROXY,
    salt: SALT,
    bytecode: initCode,
  });
  let code = await deployment.publicClient.getCode({ address });
  let txHash: Hex | null = null;
  if (!code) {
    txHash = await deployment.send(deployer, { to: CREATE2_PROXY, data: concat([SALT, initCode]) });
    code = await deployment.publicClient.getCode({ address });
    if (!code) throw new Error(`${name} did not arrive at ${address} (transaction ${txHash}).`);
  }
  return { address, codeHash: keccak256(code), txHash, args: args.map(toJson) };
}

/** Tell the lower layers about the upper ones: mutual constructor arguments would defeat CREATE2. */
async function wire(
  deployment: Deployment,
  deployer: Account,
  at: { staking: Address; datanets: Address; meter: Address; escrow: Address; system: Address[] },
): Promise<void> {
  const { publicClient, write } = deployment;
  const stakingWired = await publicClient.readContract({
    address: at.staking,
    abi: stakingAbi,
    functionName: "meter",
  });
  if (BigInt(stakingWired) === 0n) {
    await write(deployer, {
      address: at.staking,
      abi: stakingAbi,
      functionName: "wire",
      args: [at.meter, at.escrow],
    });
  }
  if (
    !(await publicClient.readContract({
      address: at.datanets,
      abi: datanetRegistryAbi,
      functionName: "wired",
    }))
  ) {
    await write(deployer, {
      address: at.datanets,
      abi: datanetRegistryAbi,
      functionName: "wire",
      args: [at.system],
    });
  }
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
  const meter = { address: at("InferenceMeter"), abi: inferenceMeterAbi } as const;
  const escrow = { address: at("TrainingEscrow"), abi: trainingEscrowAbi } as const;
  const models = { address: at("ModelRegistry"), abi: modelRegistryAbi } as const;
  const datanets = { address: at("DatanetRegistry"), abi: datanetRegistryAbi } as const;

  const checks: [what: string, found: Address, expected: Address][] = [
    [
      "PolicyBook.governance",
      await client.readContract({ ...policyBook, functionName: "governance" }),
      options.roles.governance,
    ],
    ["Staking.token", await client.readContract({ ...staking, functionName: "token" }), at("OpenToken")],
    ["Staking.meter", await client.readContract({ ...staking, functionName: "meter" }), at("InferenceMeter")],
    [
      "Staking.escrow",
      await client.readContract({ ...staking, functionName: "escrow" }),
      at("TrainingEscrow"),
    ],
    ["InferenceMeter.token", await client.readContract({ ...meter, functionName: "token" }), at("OpenToken")],
    [
      "InferenceMeter.policyBook",
      await client.readContract({ ...meter, functionName: "policyBook" }),
      at("PolicyBook"),
    ],
    [
      "InferenceMeter.staking",
      await client.readContract({ ...meter, functionName: "staking" }),
      at("Staking"),
    ],
    [
      "TrainingEscrow.token",
      await client.readContract({ ...escrow, functionName: "token" }),
      at("OpenToken"),
    ],
    [
      "TrainingEscrow.policyBook",
      await client.readContract({ ...escrow, functionName: "policyBook" }),
      at("PolicyBook"),
    ],
    [
      "TrainingEscrow.staking",
      await client.readContract({ ...escrow, functionName: "staking" }),
      at("Staking"),
    ],
    ["ModelRegistry.token", await client.readContract({ ...models, functionName: "token" }), at("OpenToken")],
    [
      "ModelRegistry.datanets",
      await client.readContract({ ...models, functionName: "datanets" }),
      at("DatanetRegistry"),
    ],
    [
      "DatanetRegistry.policyBook",
      await client.readContract({ ...datanets, functionName: "policyBook" }),
      at("PolicyBook"),
    ],
  ];
  for (const [what, found, expected] of checks) {
    if (!isAddressEqual(found, expected)) throw new Error(`${what} is ${found}, expected ${expected}.`);
  }
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
    roles: { treasury: account("treasury").address, governance: account("governance").address },
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
      governance: { type: "string" },
    },
  });
  const rpcUrl = values.rpc ?? process.env.CHAIN_RPC_URL;
  if (!rpcUrl) throw new Error("Name the chain: --rpc URL or CHAIN_RPC_URL.");
  const chainId = await createPublicClient({ transport: http(rpcUrl) }).getChainId();

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
    const { treasury, governance } = values as { treasury?: Address; governance?: Address };
    if (!key || !treasury || !governance) {
      throw new Error(
        "Needed: DEPLOYER_PRIVATE_KEY in the environment, --treasury and --governance addresses.",
      );
    }
    const out = values.out ?? resolve(import.meta.dirname, `../../contracts/deployments/${chainId}.json`);
    options = { rpcUrl, deployer: privateKeyToAccount(key), roles: { treasury, governance }, out };
  }
  const book = await deployContracts(options);
  for (const name of CONTRACT_NAMES) console.log(`${name.padEnd(16)} ${book.contracts[name].address}`);
  console.log(`address book: ${options.out}`);
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main();
