import "server-only";
import type { Appeal } from "@/lib/schemas/contributions";
import type { Actor } from "@/lib/server/auth/actor";
import { findContributionRow } from "./find-contribution-row";
import { toAppeal } from "./to-appeal";

/** The appeal on a contribution, for whoever sees the contribution. @throws AppError not_found */
export async function getAppeal(call: { actor: Actor; slug: string; id: string }): Promise<Appeal> {
  const row = await findContributionRow(call.id, call.actor, call.slug);
  return toAppeal(row.id, call.actor);
}
