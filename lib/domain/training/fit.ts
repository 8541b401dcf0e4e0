import type { CatalogueEntry } from "@/lib/domain/models/base-catalogue";
import type { TrainingSettings } from "@/lib/schemas/training";

type Planned = Pick<TrainingSettings, "maxLength" | "batchSize" | "rank" | "method">;

/** Bytes of an NF4 weight with its block's scale, which is itself quantised. */
const NF4_BYTES = 0.55;
/** Share of embedding and head where the shape is not known; they are not quantised. */
const EMBEDDED_SHARE = 0.25;

/** Weights as training holds them: fp32 on a CPU, bf16 on a GPU; with QLoRA all but embedding and head in 4 bits. */
function weightBytes(
  base: CatalogueEntry,
  device: "cpu" | "cuda" | "mps",
  method: Planned["method"],
): number {
  const each = device === "cpu" ? 4 : 2;
  if (method === "lora") return base.parameters * each;
  const embedded = base.shape
    ? base.shape.vocabulary * base.shape.hidden
    : Math.ceil(base.parameters * EMBEDDED_SHARE);
  return (base.parameters - embedded) * NF4_BYTES + embedded * each;
}

/**
 * Memory that a run needs, in bytes: 1 GB of runtime plus 1.15 times weights, adapter states and activations. Without
 * a known shape the adapter and activations are taken as 30 % of the weights that LoRA would hold in 16 bits.
 */
export function needBytes(base: CatalogueEntry, device: "cpu" | "cuda" | "mps", planned: Planned): number {
  const { maxLength, batchSize, rank, method } = planned;
  const weights = weightBytes(base, device, method);
  const { shape } = base;
  if (!shape) return 1e9 + 1.15 * (weights + 0.3 * base.parameters * (device === "cpu" ? 4 : 2));
  const perLayer =
    4 * shape.hidden +
    2 * (shape.hidden + shape.kvHeads * shape.headDim) +
    3 * (shape.hidden + shape.intermediate);
  const adapter = 16 * rank * perLayer * shape.layers;
  const activations = batchSize * maxLength * (2 * shape.layers * shape.hidden + 6 * shape.vocabulary);
  return 1e9 + 1.15 * (weights + adapter + activations);
}

export function fitOf(need: number, free: number | null): "fits" | "tight" | "too_large" | "no_worker" {
  if (free === null) return "no_worker";
  if (need <= 0.85 * free) return "fits";
  return need <= 0.97 * free ? "tight" : "too_large";
}
