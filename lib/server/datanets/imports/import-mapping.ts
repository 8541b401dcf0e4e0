import "server-only";
import { createHash } from "node:crypto";
import type { ColumnRole, ImportOptions } from "@/lib/schemas/contributions";
import type { Tx } from "@/lib/server/db/prisma";
import { db } from "@/lib/server/db/prisma";

const hashOf = (columns: readonly string[]) =>
  createHash("sha256").update(JSON.stringify(columns)).digest("hex");

/** Roles that this Datanet's files with the same columns were last read with. */
export async function rememberedMapping(
  datanetId: string,
  columns: readonly string[],
): Promise<Record<string, ColumnRole> | null> {
  const row = await db().importMapping.findUnique({
    where: { datanetId_headerHash: { datanetId, headerHash: hashOf(columns) } },
  });
  return row ? (row.roles as Record<string, ColumnRole>) : null;
}

export async function rememberMapping(
  tx: Tx,
  datanetId: string,
  columns: readonly string[],
  roles: Record<string, ColumnRole>,
  options: ImportOptions,
): Promise<void> {
  const headerHash = hashOf(columns);
  await tx.importMapping.upsert({
    where: { datanetId_headerHash: { datanetId, headerHash } },
    update: { roles, options },
    create: { datanetId, headerHash, roles, options },
  });
}
