import "server-only";
import { applyModelEvent } from "@/lib/server/models/apply-model-event";
import { integer, type Projector, struct, text } from "./projector";

/** Published models follow the registry's logs. */
export const modelProjectors: readonly Projector[] = [
  {
    contract: "ModelRegistry",
    events: ["ModelRegistered"],
    seen: (tx, log) =>
      applyModelEvent(tx, {
        name: "ModelRegistered",
        modelId: integer(log, "modelId"),
        owner: text(log, "owner"),
        slug: text(log, "slug"),
        txHash: log.txHash,
      }),
  },
  {
    contract: "ModelRegistry",
    events: ["PriceSet"],
    seen: (tx, log) =>
      applyModelEvent(tx, {
        name: "PriceSet",
        modelId: integer(log, "modelId"),
        priceId: Number(integer(log, "priceId")),
        inPer1k: integer(log, "inPer1k"),
        outPer1k: integer(log, "outPer1k"),
      }),
  },
  {
    contract: "ModelRegistry",
    events: ["VersionAdded"],
    seen: (tx, log) =>
      applyModelEvent(tx, {
        name: "VersionAdded",
        modelId: integer(log, "modelId"),
        number: Number(integer(log, "number")),
        adapterHash: text(struct(log, "version"), "adapterHash"),
      }),
  },
];
