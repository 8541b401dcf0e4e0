import "server-only";
import { db } from "@/lib/server/db/prisma";
import { issueReceipt } from "./issue-receipt";

/** Longer than any answer may stream: whoever served it is gone. */
const ABANDONED_MS = 330_000;
/** The web process issues receipts at once; the keeper steps in only when that did not happen. */
const LATE_MS = 20_000;

/** Gives every accepted call its one receipt, also when the process that served it died. */
export async function finishPendingAnswers(): Promise<void> {
  await db().answer.updateMany({
    where: {
      state: { in: ["accepted", "streaming"] },
      createdAt: { lt: new Date(Date.now() - ABANDONED_MS) },
    },
    data: { state: "attributing" },
  });
  const late = await db().answer.findMany({
    where: {
      state: "attributing",
      createdAt: { lt: new Date(Date.now() - LATE_MS) },
      OR: [{ workedUntil: null }, { workedUntil: { lt: new Date() } }],
    },
    take: 8,
    select: { id: true },
  });
  for (const { id } of late) await issueReceipt(id);
}
