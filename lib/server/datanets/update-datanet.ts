import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Datanet, UpdateDatanetBody } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { toDatanet } from "./to-datanet";

/** The owner's words about a Datanet and who reads it; nothing that a version, a statement or the chain binds to. */
export async function updateDatanet(call: {
  actor: Actor;
  slug: string;
  input: UpdateDatanetBody;
}): Promise<Datanet> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  if (datanet.ownerId !== account.id)
    throw new AppError("forbidden", "Only the Datanet's owner edits its card.");
  const { summary, card, guidelines, languages, access } = call.input;
  const row = await db().datanet.update({
    where: { id: datanet.id },
    data: {
      ...(summary !== undefined && { summary }),
      ...(card !== undefined && { card }),
      ...(guidelines !== undefined && { guidelines }),
      ...(languages !== undefined && { languages }),
      ...(access !== undefined && { access }),
    },
    include: { owner: true },
  });
  return toDatanet(row, call.actor);
}
