import "server-only";
import { type Hex, keccak256, toBytes } from "viem";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";

const WORD = 256;

function reviewWords(count: number): { word: number; bits: bigint }[] {
  return Array.from({ length: Math.ceil(count / WORD) }, (_, word) => {
    const here = Math.min(WORD, count - word * WORD);
    return { word, bits: (1n << BigInt(here)) - 1n };
  });
}

/** Sets the verdict and queues its review words; the keeper sends them, the approver pays nothing. */
export async function judgeContribution(
  tx: Tx,
  id: string,
  decision: "accepted" | "self_accepted" | "rejected",
  reason: string,
): Promise<void> {
  const row = await tx.contribution.findUniqueOrThrow({ where: { id }, include: { datanet: true } });
  if (row.batchId === null) throw new Error(`Contribution ${id} has no batch yet.`);
  const accepted = decision !== "rejected";
  await tx.contribution.update({
    where: { id },
    data: { state: accepted ? "accepted" : "rejected", decision, reason },
  });
  if (accepted)
    await tx.datanetRecord.updateMany({ where: { contributionId: id }, data: { accepted: true } });
  for (const { word, bits } of reviewWords(row.count)) {
    await enqueueIntent(tx, {
      key: `review:${id}:${word}`,
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "review",
      args: [
        {
          datanetKey: row.datanet.datanetKey as Hex,
          batchId: row.batchId,
          word,
          acceptBits: accepted ? bits : 0n,
          rejectBits: accepted ? 0n : bits,
          reasonsHash: keccak256(toBytes(reason)),
        },
      ],
    });
  }
}
