import "server-only";
import { findPersonalDetails } from "@/lib/domain/datanets/personal-details";
import { comparedText, RecordContent } from "@/lib/domain/datanets/record-content";
import { db } from "@/lib/server/db/prisma";
import { findNearCopies } from "./find-near-copies";

const PAGE = 2_000;

async function countPersonalDetails(contributionId: string): Promise<number> {
  let found = 0;
  for (let from = 0; ; from += PAGE) {
    const rows = await db().datanetRecord.findMany({
      where: { contributionId, position: { gte: from, lt: from + PAGE } },
      select: { content: true },
    });
    if (rows.length === 0) return found;
    for (const { content } of rows)
      found += findPersonalDetails(comparedText(RecordContent.parse(content))).length;
  }
}

/**
 * Compares one contribution with the rest of its Datanet and writes on each row which earlier record it copies, for the
 * author before he signs and for whoever reviews.
 */
export async function compareContribution(id: string): Promise<void> {
  const contribution = await db().contribution.findUniqueOrThrow({ where: { id } });
  const first = await db().datanetRecord.findFirst({
    where: { contributionId: id },
    select: { id: true },
    orderBy: { position: "asc" },
  });
  const copies = await findNearCopies(contribution);
  const personalDetails = await countPersonalDetails(id);
  await db().$transaction(
    async (tx) => {
      // Mapped anew or submitted meanwhile: the rows or their order are others, and the next look compares those.
      const { count } = await tx.contribution.updateMany({
        where: {
          id,
          state: contribution.state,
          submittedAt: contribution.submittedAt,
          records: first ? { some: { id: first.id } } : { none: {} },
        },
        data: { comparedAt: new Date(), personalDetails },
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
          ${copies.map((copy) => Math.floor(copy.jaccard * 10_000))}::int[]
        ) AS v(id, first, bps) WHERE r.id = v.id`;
    },
    { timeout: 120_000 },
  );
}
