import "server-only";
import type { Hex } from "viem";
import { blankContent, RecordContent } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import { Prisma } from "@/lib/generated/prisma/client";
import type { Withdrawal, WithdrawBody } from "@/lib/schemas/withdrawals";
import type { Actor } from "@/lib/server/auth/actor";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { findWithdrawable } from "./find-withdrawable";
import { forgetCopies } from "./forget-copies";

/** The registry takes one item a transaction; a batch of these must not stand in front of payments for long. */
const MOST = 500;
const NO_SALT = `0x${"00".repeat(32)}`;

/**
 * Takes rows back: no new version, run, page or file has them. Erasing also destroys text, salt and what was made of
 * them here; what was earned stays paid, and the leaf stays in its roots. @throws AppError
 */
export async function withdrawRecords(call: {
  actor: Actor;
  slug: string;
  id: string;
  input: WithdrawBody;
}): Promise<Withdrawal> {
  const { erase, positions } = call.input;
  const { contribution, records } = await findWithdrawable({ ...call, positions, erase });
  if (records.length === 0) throw new AppError("conflict", "All of its rows were taken back before.");
  if (records.length > MOST)
    throw new AppError("invalid_input", `At most ${MOST} rows at a time; these are ${records.length}.`);
  const now = new Date();
  await db().$transaction(
    async (tx) => {
      // Should this process end before it has forgotten everything, the keeper does.
      await tx.contribution.update({ where: { id: contribution.id }, data: { forgetSince: now } });
      for (const record of records) {
        const { count } = await tx.datanetRecord.updateMany({
          where: { id: record.id, ...(erase ? { erasedAt: null } : { withdrawnAt: null }) },
          data: {
            accepted: false,
            withdrawnAt: record.withdrawnAt ?? now,
            ...(erase && {
              erasedAt: now,
              content: blankContent(RecordContent.parse(record.content).kind),
              salt: NO_SALT,
              textHash: "",
              bands: new Uint8Array(),
              origin: {},
              quality: Prisma.DbNull,
              kept: Prisma.DbNull,
              score: null,
            }),
          },
        });
        // Somebody took it back in the same moment; the transaction on chain is his.
        if (count !== 1 || record.withdrawnAt) continue;
        await enqueueIntent(tx, {
          key: `withdraw-item:${record.id}`,
          lane: "relayer",
          contract: "DatanetRegistry",
          functionName: "withdrawItem",
          args: [contribution.datanet.datanetKey as Hex, contribution.batchId ?? 0, record.position],
        });
      }
    },
    { timeout: 60_000 },
  );
  await forgetCopies(contribution.id);
  return { rows: records.length, erased: erase, at: now.toISOString() };
}
