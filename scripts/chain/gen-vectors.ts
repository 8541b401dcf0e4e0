import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { encodeAbiParameters, type Hex, keccak256, toBytes, toHex } from "viem";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import { indexedMerkleProof, indexedMerkleRoot } from "@/lib/domain/payments/indexed-merkle";
import { requestHash } from "@/lib/domain/payments/request-hash";
import { splitExact } from "@/lib/domain/payments/split-exact";
import { leafHash, type SplitLeaf } from "@/lib/domain/payments/split-leaves";
import { type Message, type SignedType, structHash, typeString } from "@/lib/domain/payments/typed-data";

/**
 * Writes `contracts/test/vectors/from-typescript.json`, which `VectorsTest` recomputes in Solidity. Rows are ABI hex,
 * because the JSON cheat code sorts struct fields by name. With `--check` a difference fails.
 */
const FILE = resolve(import.meta.dirname, "../../contracts/test/vectors/from-typescript.json");

/** Deterministic 256-bit stream: the vectors are the same on every machine. */
function stream(seed: string): (bits: number) => bigint {
  let counter = 0;
  return (bits) => {
    counter += 1;
    return BigInt(keccak256(toBytes(`${seed}/${counter}`))) >> BigInt(256 - bits);
  };
}

const uints = { type: "uint256[]" } as const;
const uint = { type: "uint256" } as const;
const word = { type: "bytes32" } as const;
const words = { type: "bytes32[]" } as const;

function splitRows(): Hex[] {
  const draw = stream("split");
  return Array.from({ length: 1_000 }, () => {
    const amount = draw(Number(draw(6)) + 8);
    const weights: bigint[] = Array.from({ length: Number(draw(3)) + 1 }, () => draw(Number(draw(5)) + 1));
    if (!weights.some((weight) => weight > 0n)) weights.splice(0, 1, 1n);
    return encodeAbiParameters([uint, uints, uints], [amount, weights, splitExact(amount, weights)]);
  });
}

function merkleRows(): Hex[] {
  const draw = stream("merkle");
  return Array.from({ length: 40 }, (_, i) => {
    const digests = Array.from({ length: i + 1 }, () => toHex(draw(256), { size: 32 }));
    const index = Number(draw(32) % BigInt(i + 1));
    return encodeAbiParameters(
      [words, word, uint, words],
      [digests, indexedMerkleRoot(digests), BigInt(index), indexedMerkleProof(digests, index)],
    );
  });
}

function requestRows(): Hex[] {
  const draw = stream("request");
  return Array.from({ length: 20 }, () => {
    const request = {
      modelId: draw(64),
      modelVersion: Number(draw(32)),
      priceId: Number(draw(32)),
      maxTokensOut: Number(draw(32)),
      promptCommitment: toHex(draw(256), { size: 32 }),
    };
    return encodeAbiParameters(
      [{ type: "uint64" }, { type: "uint32" }, { type: "uint32" }, { type: "uint32" }, word, word],
      [
        request.modelId,
        request.modelVersion,
        request.priceId,
        request.maxTokensOut,
        request.promptCommitment,
        requestHash(request),
      ],
    );
  });
}

function leafRows(): Hex[] {
  const draw = stream("leaf");
  return Array.from({ length: 20 }, () => {
    const leaf: SplitLeaf = {
      kind: Number(draw(2)),
      ref: toHex(draw(256), { size: 32 }),
      payee: toHex(draw(160), { size: 20 }),
      amount: draw(96),
    };
    return encodeAbiParameters(
      [{ type: "uint8" }, word, { type: "address" }, { type: "uint96" }, word],
      [leaf.kind, leaf.ref, leaf.payee, leaf.amount, leafHash(leaf)],
    );
  });
}

function chargeRows(): Hex[] {
  const draw = stream("charge");
  return Array.from({ length: 50 }, () => {
    const call = {
      tokensIn: Number(draw(16)),
      tokensOut: Number(draw(16)),
      inPer1kWei: draw(70),
      outPer1kWei: draw(70),
    };
    return encodeAbiParameters(
      [uint, uint, uint, uint, uint],
      [BigInt(call.tokensIn), BigInt(call.tokensOut), call.inPer1kWei, call.outPer1kWei, chargeUp(call)],
    );
  });
}

/** One message of each signed type whose hash Solidity computes from a struct. */
function structRows(): Record<string, { message: Hex; hash: Hex }> {
  const draw = stream("struct");
  const b32 = () => toHex(draw(256), { size: 32 });
  const address = () => toHex(draw(160), { size: 20 });
  const grant: Message<"SessionGrant"> = {
    user: address(),
    operator: address(),
    signer: address(),
    cap: draw(96),
    maxPerCall: draw(96),
    expiry: draw(64),
    policyVersion: Number(draw(32)),
    kind: 1,
    nonce: draw(256),
  };
  const voucher: Message<"Voucher"> = {
    sessionId: b32(),
    seq: draw(64),
    maxCumulative: draw(96),
    requestHash: b32(),
    prevReceipt: b32(),
  };
  const receipt: Message<"Receipt"> = {
    sessionId: b32(),
    seq: draw(64),
    voucherHash: b32(),
    responseHash: b32(),
    modelId: draw(64),
    modelVersion: Number(draw(32)),
    priceId: Number(draw(32)),
    tokensIn: Number(draw(32)),
    tokensOut: Number(draw(32)),
    charge: draw(96),
    cumulative: draw(96),
    splitRoot: b32(),
    evidenceHash: b32(),
    servedAt: draw(64),
  };
  const close: Message<"Close"> = {
    sessionId: b32(),
    seq: draw(64),
    cumulative: draw(96),
    lastReceipt: b32(),
  };
  const run: Message<"Run"> = {
    client: address(),
    cap: draw(96),
    planHash: b32(),
    policyVersion: Number(draw(32)),
    evaluator: address(),
    feeWallet: address(),
    bond: draw(96),
    expiry: draw(64),
    reviewWindow: Number(draw(32)),
    salt: b32(),
  };
  const row = <T extends SignedType>(type: T, message: Message<T>) => {
    // Static members only, so the ABI encoding is the EIP-712 one: types in order, values in order.
    const types = typeString(type)
      .slice(type.length + 1, -1)
      .split(",")
      .map((field) => ({ type: field.split(" ")[0] ?? "" }));
    return {
      message: encodeAbiParameters(types, Object.values(message) as never),
      hash: structHash(type, message),
    };
  };
  return {
    SessionGrant: row("SessionGrant", grant),
    Voucher: row("Voucher", voucher),
    Receipt: row("Receipt", receipt),
    Close: row("Close", close),
    Run: row("Run", run),
  };
}

const TYPES = [
  "SessionGrant",
  "Voucher",
  "Receipt",
  "Close",
  "Admit",
  "RightToLicense",
  "AccessGrant",
  "PayeeBind",
  "Run",
  "Assignment",
  "Submission",
  "CheckpointReceipt",
  "OperatorAppointment",
] as const satisfies readonly SignedType[];

const vectors = {
  typeHashes: Object.fromEntries(TYPES.map((type) => [type, keccak256(toBytes(typeString(type)))])),
  structs: structRows(),
  splits: splitRows(),
  merkles: merkleRows(),
  requests: requestRows(),
  leaves: leafRows(),
  charges: chargeRows(),
};
const text = `${JSON.stringify(vectors, null, 1)}\n`;
if (process.argv.includes("--check")) {
  if ((await readFile(FILE, "utf8").catch(() => "")) !== text)
    throw new Error(`Stale, run \`npm run gen\`: ${FILE}`);
} else {
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, text);
}
