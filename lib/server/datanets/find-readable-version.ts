import "server-only";
import type { Actor } from "@/lib/server/auth/actor";
import { requireAccess } from "./access/require-access";
import { findVersionRow } from "./find-version-row";

/** A version for somebody who reads its rows. @throws AppError not_found | forbidden */
export async function findReadableVersion(slug: string, number: number, actor: Actor) {
  const found = await findVersionRow(slug, number, actor);
  await requireAccess(found.datanet, actor, "read");
  return found;
}
