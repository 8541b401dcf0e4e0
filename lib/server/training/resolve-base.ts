import "server-only";
import { type CatalogueEntry, findBaseModel } from "@/lib/domain/models/base-catalogue";
import { AppError } from "@/lib/errors/app-error";
import { listLocalBases } from "@/lib/server/models/list-local-bases";

/** A catalogue entry or a folder of MODELS_DIR. @throws AppError invalid_input */
export async function resolveBase(id: string): Promise<CatalogueEntry> {
  const known = findBaseModel(id) ?? (await listLocalBases()).find((base) => base.id === id);
  if (!known) {
    throw new AppError("invalid_input", `There is no base model "${id}". Choose one of the list.`, {
      reason: "bad_base",
      invalidParams: [{ name: "baseModelId", reason: "choose one of the list" }],
    });
  }
  return known;
}
