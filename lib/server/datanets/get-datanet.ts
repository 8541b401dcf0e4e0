import "server-only";
import type { Datanet } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { findDatanetRow } from "./find-datanet-row";
import { toDatanet } from "./to-datanet";

/** @throws AppError not_found */
export async function getDatanet(call: { actor: Actor; slug: string }): Promise<Datanet> {
  return toDatanet(await findDatanetRow(call.slug, call.actor), call.actor);
}
