import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Model } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { servedName } from "@/lib/server/models/served-name";
import { loadAdapter } from "./engine-client";

/**
 * The published model behind `slug` or `slug@sha12`, with its adapter announced to the engine.
 * @throws AppError model_not_found
 */
export async function findCallableModel(name: string): Promise<Model> {
  const [slug = "", pinned] = name.split("@");
  const model = await db().model.findUnique({ where: { slug } });
  if (model?.state !== "published" || (pinned && !model.adapterHash.startsWith(pinned))) {
    throw new AppError(
      "model_not_found",
      `There is no model "${name}". The list of models has the exact names.`,
    );
  }
  await loadAdapter(model.adapterHash, servedName(model));
  return model;
}
