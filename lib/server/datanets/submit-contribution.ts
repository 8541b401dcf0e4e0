import "server-only";
import { type Hex, verifyTypedData } from "viem";
import { AppError } from "@/lib/errors/app-error";
import type { Contribution } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { publicClient } from "@/lib/server/chain/clients";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { findContributionRow } from "./find-contribution-row";
import { requireDecided } from "./require-decided";
import { rightToLicense } from "./right-to-license";
import { toContribution } from "./to-contribution";

const ZERO: Hex = "0x0000000000000000000000000000000000000000";

/**
 * Takes the signed statement and hands the batch to the keeper: it registers the contributor once, then
 * anchors the root. The contributor sends no transaction. A second click finds the state moved on and changes nothing.
 */
export async function submitContribution(call: {
  actor: Actor;
  slug: string;
  id: string;
  signature: Hex;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const row = await findContributionRow(call.id, call.actor, call.slug);
  if (row.authorId !== account.id) throw new AppError("forbidden", "Only its author submits a contribution.");
  if (row.state !== "ready") return toContribution(row.id, call.actor);
  if (!row.root || row.signedAt === null)
    throw new AppError("conflict", "The statement was not prepared. Sign again.");
  await requireDecided(row.id);
  const statement = {
    datanetKey: row.datanet.datanetKey as Hex,
    contributorId: row.contributor.contributorId as Hex,
    root: row.root as Hex,
    count: row.count,
    licenceHash: row.datanet.licenceHash as Hex,
    signedAt: row.signedAt,
  };
  const typed = await rightToLicense(statement);
  const check = { ...typed, address: account.address as Hex, signature: call.signature } as Parameters<
    typeof verifyTypedData
  >[0];
  const valid = (await verifyTypedData(check)) || (await publicClient().verifyTypedData(check as never));
  if (!valid)
    throw new AppError(
      "invalid_input",
      "The statement was signed by another wallet. Sign with the wallet you are signed in with.",
    );
  await db().$transaction(async (tx) => {
    const { count } = await tx.contribution.updateMany({
      where: { id: row.id, state: "ready", root: row.root },
      // Others may have been first since the draft was compared; who was first is decided by this moment.
      data: { state: "anchoring", signature: call.signature, submittedAt: new Date(), comparedAt: null },
    });
    if (count !== 1) return;
    if (!row.contributor.registered) {
      await enqueueIntent(tx, {
        key: `register-contributor:${row.contributor.contributorId}`,
        lane: "relayer",
        contract: "DatanetRegistry",
        functionName: "registerContributor",
        args: [statement.datanetKey, row.contributor.personCommitment as Hex, account.address as Hex, ZERO],
      });
    }
    await enqueueIntent(tx, {
      key: `anchor-batch:${row.id}`,
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "anchorBatch",
      args: [{ ...statement, signedAt: BigInt(statement.signedAt) }, call.signature],
    });
  });
  return toContribution(row.id, call.actor);
}
