import { type Address, type Hex, hashStruct, hashTypedData } from "viem";

/**
 * EIP-712 types of everything that is signed in this system, for browser, server and tests. The Solidity side keeps
 * the same strings (MeterHash, DatanetRegistry, TrainingEscrow, Staking); vectors hold the two equal.
 */
const TYPES = {
  SessionGrant: [
    { name: "user", type: "address" },
    { name: "operator", type: "address" },
    { name: "signer", type: "address" },
    { name: "cap", type: "uint96" },
    { name: "maxPerCall", type: "uint96" },
    { name: "expiry", type: "uint64" },
    { name: "policyVersion", type: "uint32" },
    { name: "kind", type: "uint8" },
    { name: "nonce", type: "uint256" },
  ],
  Voucher: [
    { name: "sessionId", type: "bytes32" },
    { name: "seq", type: "uint64" },
    { name: "maxCumulative", type: "uint96" },
    { name: "requestHash", type: "bytes32" },
    { name: "prevReceipt", type: "bytes32" },
  ],
  Receipt: [
    { name: "sessionId", type: "bytes32" },
    { name: "seq", type: "uint64" },
    { name: "voucherHash", type: "bytes32" },
    { name: "responseHash", type: "bytes32" },
    { name: "modelId", type: "uint64" },
    { name: "modelVersion", type: "uint32" },
    { name: "priceId", type: "uint32" },
    { name: "tokensIn", type: "uint32" },
    { name: "tokensOut", type: "uint32" },
    { name: "charge", type: "uint96" },
    { name: "cumulative", type: "uint96" },
    { name: "splitRoot", type: "bytes32" },
    { name: "evidenceHash", type: "bytes32" },
    { name: "servedAt", type: "uint64" },
  ],
  Close: [
    { name: "sessionId", type: "bytes32" },
    { name: "seq", type: "uint64" },
    { name: "cumulative", type: "uint96" },
    { name: "lastReceipt", type: "bytes32" },
  ],
  Admit: [
    { name: "grantDigest", type: "bytes32" },
    { name: "deadline", type: "uint64" },
  ],
  RightToLicense: [
    { name: "datanetKey", type: "bytes32" },
    { name: "contributorId", type: "bytes32" },
    { name: "root", type: "bytes32" },
    { name: "count", type: "uint32" },
    { name: "licenceHash", type: "bytes32" },
    { name: "signedAt", type: "uint64" },
  ],
  AccessGrant: [
    { name: "datanetKey", type: "bytes32" },
    { name: "grantee", type: "address" },
    { name: "purpose", type: "uint8" },
    { name: "expiresAt", type: "uint64" },
    { name: "nonce", type: "bytes32" },
  ],
  PayeeBind: [
    { name: "contributorId", type: "bytes32" },
    { name: "payee", type: "address" },
    { name: "deadline", type: "uint256" },
  ],
  Run: [
    { name: "client", type: "address" },
    { name: "cap", type: "uint96" },
    { name: "planHash", type: "bytes32" },
    { name: "policyVersion", type: "uint32" },
    { name: "evaluator", type: "address" },
    { name: "feeWallet", type: "address" },
    { name: "bond", type: "uint96" },
    { name: "expiry", type: "uint64" },
    { name: "reviewWindow", type: "uint32" },
    { name: "salt", type: "bytes32" },
  ],
  Assignment: [
    { name: "runId", type: "bytes32" },
    { name: "worker", type: "address" },
    { name: "rate", type: "uint96" },
    { name: "fence", type: "uint64" },
    { name: "deadline", type: "uint64" },
  ],
  Submission: [
    { name: "runId", type: "bytes32" },
    { name: "milestone", type: "uint32" },
    { name: "checkpointHash", type: "bytes32" },
    { name: "chainHead", type: "bytes32" },
    { name: "accrued", type: "uint96" },
    { name: "fence", type: "uint64" },
  ],
  CheckpointReceipt: [
    { name: "runId", type: "bytes32" },
    { name: "worker", type: "address" },
    { name: "milestone", type: "uint32" },
    { name: "checkpointHash", type: "bytes32" },
    { name: "fromAccrued", type: "uint96" },
    { name: "accrued", type: "uint96" },
    { name: "fence", type: "uint64" },
  ],
  WorkerRegistration: [
    { name: "wallet", type: "address" },
    { name: "workerKey", type: "bytes32" },
    { name: "nonce", type: "bytes32" },
    { name: "expiry", type: "uint64" },
  ],
  OperatorAppointment: [
    { name: "provider", type: "address" },
    { name: "hotKey", type: "address" },
  ],
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
} as const;

/** Name of the EIP-712 domain each type is signed under. */
const DOMAIN_OF = {
  SessionGrant: "OpenMeter",
  Voucher: "OpenMeter",
  Receipt: "OpenMeter",
  Close: "OpenMeter",
  Admit: "OpenMeter",
  RightToLicense: "OpenDatanets",
  AccessGrant: "OpenDatanets",
  PayeeBind: "OpenDatanets",
  Run: "OpenTraining",
  Assignment: "OpenTraining",
  Submission: "OpenTraining",
  CheckpointReceipt: "OpenTraining",
  WorkerRegistration: "OpenTraining",
  OperatorAppointment: "OpenStaking",
  ReceiveWithAuthorization: "OPEN",
} as const satisfies Record<keyof typeof TYPES, string>;

export type SignedType = keyof typeof TYPES;

/** uint64 and wider are bigint, narrower ones number, as viem encodes them. */
type FieldValue<T extends string> = T extends "address"
  ? Address
  : T extends "bytes32"
    ? Hex
    : T extends "uint8" | "uint32"
      ? number
      : bigint;

/** The message of a signed type, field by field. */
export type Message<T extends SignedType> = {
  [F in (typeof TYPES)[T][number] as F["name"]]: FieldValue<F["type"]>;
};

export interface SigningDomain {
  chainId: number;
  verifyingContract: Address;
}

export interface SignedTypedData<T extends SignedType> {
  domain: { name: string; version: "1"; chainId: number; verifyingContract: Address };
  types: { [K in T]: (typeof TYPES)[K] };
  primaryType: T;
  message: Message<T>;
}

/** Everything a wallet needs to sign `message`; `domain.verifyingContract` is the contract that checks it. */
export function typedData<T extends SignedType>(
  type: T,
  domain: SigningDomain,
  message: Message<T>,
): SignedTypedData<T> {
  return {
    domain: { name: DOMAIN_OF[type], version: "1", ...domain },
    types: { [type]: TYPES[type] } as SignedTypedData<T>["types"],
    primaryType: type,
    message,
  };
}

/** EIP-712 digest: what the key signs. For a SessionGrant it is the session's id. */
export function typedDataDigest<T extends SignedType>(
  type: T,
  domain: SigningDomain,
  message: Message<T>,
): Hex {
  return hashTypedData(typedData(type, domain, message) as Parameters<typeof hashTypedData>[0]);
}

/** EIP-712 struct hash without domain: `voucherHash`, `receiptHash` and a run's id are struct hashes. */
export function structHash<T extends SignedType>(type: T, message: Message<T>): Hex {
  return hashStruct({
    data: message,
    primaryType: type,
    types: { [type]: TYPES[type] },
  } as unknown as Parameters<typeof hashStruct>[0]);
}

/** The type string whose keccak256 is the Solidity TYPEHASH. */
export function typeString(type: SignedType): string {
  return `${type}(${TYPES[type].map((field) => `${field.type} ${field.name}`).join(",")})`;
}

/** The same payload as JSON: integers are decimal strings. */
export function typedDataToJson<T extends SignedType>(data: SignedTypedData<T>) {
  return {
    domain: data.domain,
    types: Object.fromEntries(
      Object.entries<readonly { name: string; type: string }[]>(data.types).map(([name, fields]) => [
        name,
        fields.map((field) => ({ ...field })),
      ]),
    ),
    primaryType: data.primaryType as string,
    message: Object.fromEntries(
      Object.entries(data.message as Record<string, string | number | bigint>).map(([name, value]) => [
        name,
        typeof value === "string" ? value : value.toString(),
      ]),
    ),
  };
}
