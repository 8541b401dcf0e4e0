import { type Address, hashTypedData, isAddressEqual } from "viem";
import { fetchJson } from "@/lib/client/fetch-json";
import { PreparedSession, SpendingSession } from "@/lib/schemas/payments";
import type { TypedData } from "@/lib/schemas/primitives";
import type { InstanceStatus } from "@/lib/schemas/status";
import { makeSessionKey, storeSessionKey } from "./session-key";
import { toTypedDataArgs } from "./to-typed-data-args";

export type SessionTerms = {
  depositWei: bigint;
  capWei: bigint;
  maxPerCallWei: bigint;
  ttlSeconds: number;
};

/** What the server asked to be signed is not what was agreed on the page; nothing was signed. */
export class TermsRefused extends Error {
  constructor(field: string) {
    super(field);
    this.name = "TermsRefused";
  }
}

/**
 * Buys credit with two signatures and no transaction: an ERC-3009 deposit and the session's grant. The
 * session key is made here and stored before anything is signed; no server ever has it.
 */
export async function openSpendingSession(input: {
  status: InstanceStatus;
  wallet: string;
  terms: SessionTerms;
  signTyped: (data: TypedData) => Promise<string>;
  onStep: (step: "preparing" | "deposit" | "grant" | "opening") => void;
}): Promise<SpendingSession> {
  const { status, wallet, terms, signTyped, onStep } = input;
  onStep("preparing");
  const key = makeSessionKey();
  const prepared = await fetchJson(PreparedSession, "/api/v1/payments/sessions/prepare", {
    method: "POST",
    body: {
      signer: key.signer,
      depositWei: terms.depositWei.toString(),
      capWei: terms.capWei.toString(),
      maxPerCallWei: terms.maxPerCallWei.toString(),
      ttlSeconds: terms.ttlSeconds,
    },
  });
  checkTerms(prepared, status, wallet, key.signer, terms);
  await storeSessionKey(
    { chainId: prepared.chainId, meter: prepared.meter, wallet, sessionId: prepared.sessionId },
    key,
  );
  if (prepared.deposit) onStep("deposit");
  const depositSignature = prepared.deposit ? await signTyped(prepared.deposit) : null;
  onStep("grant");
  const grantSignature = await signTyped(prepared.grant);
  onStep("opening");
  return fetchJson(SpendingSession, "/api/v1/payments/sessions", {
    method: "POST",
    body: { prepareId: prepared.prepareId, depositSignature, grantSignature },
  });
}

/** The page's promise and the bytes to sign must be the same. */
function checkTerms(
  prepared: PreparedSession,
  { chain }: InstanceStatus,
  wallet: string,
  signer: Address,
  terms: SessionTerms,
) {
  const { grant, deposit, meter } = prepared;
  const same = (a: unknown, b: string) => typeof a === "string" && isAddressEqual(a as Address, b as Address);
  const field = (data: TypedData, name: string) => String(data.message[name] ?? "");
  const rules: [string, boolean][] = [
    [
      "meter",
      same(meter, chain.contracts.InferenceMeter ?? "") && same(grant.domain.verifyingContract, meter),
    ],
    ["chain", prepared.chainId === chain.id && grant.domain.chainId === chain.id],
    ["user", same(field(grant, "user"), wallet)],
    ["operator", same(field(grant, "operator"), chain.operator)],
    ["signer", same(field(grant, "signer"), signer)],
    ["cap", field(grant, "cap") === terms.capWei.toString()],
    ["maxPerCall", field(grant, "maxPerCall") === terms.maxPerCallWei.toString()],
    ["sessionId", hashTypedData(toTypedDataArgs(grant)) === prepared.sessionId.toLowerCase()],
    [
      "deposit",
      deposit === null ||
        (field(deposit, "value") === terms.depositWei.toString() &&
          same(field(deposit, "to"), meter) &&
          same(field(deposit, "from"), wallet)),
    ],
  ];
  const broken = rules.find(([, holds]) => !holds);
  if (broken) throw new TermsRefused(broken[0]);
}
