import "server-only";
import type { z } from "zod";
import type { DatanetPage } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { visibleTo } from "./access/visible-to";
import { toDatanetCard } from "./to-datanet";

/** The Datanets that the viewer may know of, newest first. `q` matches name and summary. */
export async function listDatanets(call: {
  actor: Actor;
  q?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}): Promise<z.infer<typeof DatanetPage>> {
  const take = call.limit ?? 50;
  const rows = await db().datanet.findMany({
    where: {
      AND: [
        visibleTo(call.actor),
        call.q
          ? {
              OR: [
                { name: { contains: call.q, mode: "insensitive" } },
                { summary: { contains: call.q, mode: "insensitive" } },
              ],
            }
          : {},
      ],
    },
    include: { owner: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: take + 1,
    ...(call.cursor && { cursor: { id: call.cursor }, skip: 1 }),
  });
  const items = await Promise.all(rows.slice(0, take).map(toDatanetCard));
  return { items, nextCursor: rows.length > take ? (rows[take - 1]?.id ?? null) : null };
}
