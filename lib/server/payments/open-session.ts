import "server-only";
import { type Hex, parseSignature, verifyTypedData } from "viem";
import type { z } from "zod";
import { FIRST_RECEIPT } from "@/lib/domain/payments/receipt";
import { typedData } from "@/lib/domain/payments/typed-data";
import { AppError } from "@/lib/errors/app-error";
import type { OpenSessionBody, SpendingSession } from "@/lib/schemas/payments";
import { TypedData } from "@/lib/schemas/primitives";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { roleAccount } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { meterDomain } from "@/lib/server/inference/meter-domain";
import { toSpendingSession } from "./to-spending-session";

const ADMIT_SECONDS = 600;

async function checkSignature(
  data: TypedData,
  address: string,
  signature: string,
  what: string,
): Promise<void> {
  const valid = await verifyTypedData({
    ...data,
    address: address as Hex,
    signature: signature as Hex,
  } as Parameters<typeof verifyTypedData>[0]).catch(() => false);
  if (!valid)
    throw new AppError(
      "invalid_input",
      `The ${what} was signed by another wallet. Sign with the wallet you are signed in with.`,
    );
}

/**
 * Takes both signatures and hands them to the keeper: the deposit first, then the session. The user sends no
 * transaction. The same prepared session again returns what became of it.
 */
export async function openSession(call: {
  actor: Actor;
  input: z.infer<typeof OpenSessionBody>;
}): Promise<SpendingSession> {
  const account = requireAccount(call.actor);
  const { input } = call;
  const prepared = await db().preparedSession.findUnique({ where: { id: input.prepareId } });
  if (!prepared || prepared.accountId !== account.id)
    throw new AppError("not_found", "These terms are not known. Prepare the session again.");
  const known = await db().spendingSession.findUnique({ where: { sessionId: prepared.sessionId } });
  if (known) return toSpendingSession(known);
  if (prepared.expiresAt < new Date())
    throw new AppError(
      "precondition_failed",
      "The terms are older than ten minutes. Prepare the session again.",
      { reason: "prepare_expired" },
    );
  const grant = TypedData.parse(prepared.grant);
  const deposit = prepared.deposit === null ? null : TypedData.parse(prepared.deposit);
  await checkSignature(grant, account.address, input.grantSignature, "session grant");
  if (deposit && !input.depositSignature)
    throw new AppError("invalid_input", "The deposit has to be signed too.");
  if (deposit && input.depositSignature)
    await checkSignature(deposit, account.address, input.depositSignature, "deposit");
  const terms = grant.message as Record<string, string>;
  const domain = await meterDomain();
  const deadline = BigInt(Math.floor(Date.now() / 1000) + ADMIT_SECONDS);
  const admit = typedData("Admit", domain, { grantDigest: prepared.sessionId as Hex, deadline });
  const admission = await roleAccount("operator").signTypedData(
    admit as Parameters<ReturnType<typeof roleAccount>["signTypedData"]>[0],
  );
  const row = await db().$transaction(async (tx) => {
    const created = await tx.spendingSession.create({
      data: {
        sessionId: prepared.sessionId,
        accountId: account.id,
        signer: String(terms.signer).toLowerCase(),
        operator: String(terms.operator),
        capWei: String(terms.cap),
        maxPerCallWei: String(terms.maxPerCall),
        policyVersion: Number(terms.policyVersion),
        grant,
        lastReceipt: FIRST_RECEIPT,
        expiresAt: new Date(Number(terms.expiry) * 1000),
      },
    });
    if (deposit && input.depositSignature) {
      const d = deposit.message as Record<string, string>;
      const { r, s, v, yParity } = parseSignature(input.depositSignature as Hex);
      await enqueueIntent(tx, {
        key: `deposit:${d.nonce}`,
        lane: "relayer",
        contract: "InferenceMeter",
        functionName: "depositWithAuthorization",
        args: [
          {
            from: d.from as Hex,
            value: BigInt(String(d.value)),
            validAfter: BigInt(String(d.validAfter)),
            validBefore: BigInt(String(d.validBefore)),
            nonce: d.nonce as Hex,
            v: Number(v ?? BigInt(27 + (yParity ?? 0))),
            r,
            s,
          },
        ],
      });
    }
    await enqueueIntent(tx, {
      key: `open-session:${prepared.sessionId}`,
      lane: "relayer",
      contract: "InferenceMeter",
      functionName: "openSessionFor",
      args: [
        {
          user: terms.user as Hex,
          operator: terms.operator as Hex,
          signer: terms.signer as Hex,
          cap: BigInt(String(terms.cap)),
          maxPerCall: BigInt(String(terms.maxPerCall)),
          expiry: BigInt(String(terms.expiry)),
          policyVersion: Number(terms.policyVersion),
          kind: Number(terms.kind),
          nonce: BigInt(String(terms.nonce)),
        },
        input.grantSignature as Hex,
        { deadline, signature: admission },
      ],
    });
    return created;
  });
  return toSpendingSession(row);
}
