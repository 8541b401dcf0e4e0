import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { findNearCopies, toBps } from "./find-near-copies";
import { scoreContribution } from "./quality/score-contribution";

/**
 * Compares one contribution with the rest of its Datanet and writes on each row which earlier record it copies and how
 * well made it is, for the author before he signs and for whoever reviews. What is written after he signed stays.
 */
export async function compareContribution(id: string): Promise<void> {
  const contribution = await db().contribution.findUniqueOrThrow({ where: { id } });
  const first = await db().datanetRecord.findFirst({
    where: { contributionId: id },
    select: { id: true },
    orderBy: { position: "asc" },
  });
  const { copies, bestBps } = await findNearCopies(contribution);
  const { card, personalDetails } = await scoreContribution(contribution, bestBps);
  await db().$transaction(
    async (tx) => {
      // Mapped anew, decided on or submitted meanwhile: the rows or their order are others, and the next look compares those.
      const { count } = await tx.contribution.updateMany({
        where: {
          id,
          state: contribution.state,
          submittedAt: contribution.submittedAt,
          decidedAt: contribution.decidedAt,
          records: first ? { some: { id: first.id } } : { none: {} },
        },
        data: { comparedAt: new Date(), personalDetails, scoreCard: card ?? Prisma.DbNull },
      });
      if (count === 0) return;
      await tx.datanetRecord.updateMany({
        where: { contributionId: id, copyOfId: { not: null } },
        data: { copyOfId: null, copyBps: null },
      });
      await tx.$executeRaw`
        UPDATE datanet_record r SET copy_of_id = v.first, copy_bps = v.bps
        FROM unnest(
          ${copies.map((copy) => copy.recordId)}::text[],
          ${copies.map((copy) => copy.firstId)}::text[],
          ${copies.map((copy) => toBps(copy.jaccard))}::int[]
        ) AS v(id, first, bps) WHERE r.id = v.id`;
    },
    { timeout: 120_000 },
  );
}
