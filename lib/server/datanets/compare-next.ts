import "server-only";
import { fork } from "node:child_process";
import { db } from "@/lib/server/db/prisma";
import { compareContribution } from "./compare-contribution";

/** Above this many records to look at, or rows to measure, it would hold up what else its process does. */
const LARGEST_IN_PROCESS = 20_000;
const MOST_ROWS_IN_PROCESS = 2_000;

/** In a process of its own; it writes its result itself. */
function compareApart(id: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = fork("scripts/compare-contribution.ts", [id]);
    child.on("error", fail);
    child.on("exit", (code) =>
      code === 0 ? done() : fail(new Error(`Comparing contribution ${id} ended with ${code}.`)),
    );
  });
}

/** Keeper step: compares one contribution that nobody has compared since it was mapped or submitted. */
export async function compareNext(): Promise<void> {
  const next = await db().contribution.findFirst({
    where: { comparedAt: null, state: { in: ["ready", "anchoring", "in_review", "accepted"] } },
    orderBy: [{ submittedAt: { sort: "asc", nulls: "last" } }, { createdAt: "asc" }],
    select: { id: true, datanetId: true, count: true },
  });
  if (!next) return;
  const records = await db().datanetRecord.count({ where: { datanetId: next.datanetId } });
  const apart = records > LARGEST_IN_PROCESS || next.count > MOST_ROWS_IN_PROCESS;
  await (apart ? compareApart(next.id) : compareContribution(next.id));
}
