import "server-only";
import type { BlastRadius } from "@/lib/schemas/withdrawals";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findWithdrawable } from "./find-withdrawable";

/** Everything that stands on a contribution's rows, before any of them is taken back. */
export async function getBlastRadius(call: { actor: Actor; slug: string; id: string }): Promise<BlastRadius> {
  const { contribution, records } = await findWithdrawable({ ...call, erase: true });
  const versions = await db().datanetVersion.findMany({
    where: { records: { some: { record: { contributionId: contribution.id } } } },
    orderBy: { number: "asc" },
    select: { id: true, number: true },
  });
  const runs = await db().trainingRun.findMany({
    where: { snapshots: { some: { versionId: { in: versions.map(({ id }) => id) } } } },
    select: { id: true, model: { select: { slug: true, name: true, state: true } } },
  });
  return {
    rows: records.length,
    withdrawn: records.filter((record) => record.withdrawnAt !== null).length,
    versions: versions.map(({ number }) => number),
    runs: runs.length,
    models: runs.flatMap(({ model }) =>
      model ? [{ slug: model.slug, name: model.name, published: model.state === "published" }] : [],
    ),
  };
}
