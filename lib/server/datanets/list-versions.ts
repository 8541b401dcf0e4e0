import "server-only";
import type { DatanetVersion } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { toVersion } from "./to-version";

/** All versions, newest first. A Datanet has tens of them, so one page holds all. */
export async function listVersions(call: {
  actor: Actor;
  slug: string;
}): Promise<{ items: DatanetVersion[]; nextCursor: null }> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const rows = await db().datanetVersion.findMany({
    where: { datanetId: datanet.id },
    orderBy: { number: "desc" },
  });
  return { items: rows.map(toVersion), nextCursor: null };
}
