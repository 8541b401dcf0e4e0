import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

type ModelEvent =
  | { name: "ModelRegistered"; modelId: bigint; owner: string; slug: string; txHash: string }
  | { name: "PriceSet"; modelId: bigint; priceId: number; inPer1k: bigint; outPer1k: bigint }
  | { name: "VersionAdded"; modelId: bigint; number: number; adapterHash: string };

/** Projection of the model registry's logs. A registered slug that is not a draft here belongs to another instance. */
export async function applyModelEvent(tx: Tx, event: ModelEvent): Promise<void> {
  const chainModelId = event.modelId.toString();
  switch (event.name) {
    case "ModelRegistered":
      await tx.model.updateMany({
        where: {
          slug: event.slug,
          owner: { address: event.owner.toLowerCase() },
          state: { in: ["draft", "publishing"] },
        },
        data: { chainModelId, txHash: event.txHash, state: "publishing" },
      });
      break;
    case "VersionAdded":
      // The name alone proves nothing: the version must carry this very adapter.
      await tx.model.updateMany({
        where: { chainModelId, adapterHash: event.adapterHash.slice(2) },
        data: { state: "published", version: event.number },
      });
      break;
    case "PriceSet":
      await tx.model.updateMany({
        where: { chainModelId },
        data: {
          priceId: event.priceId,
          inPer1kWei: event.inPer1k.toString(),
          outPer1kWei: event.outPer1k.toString(),
        },
      });
      break;
  }
}
