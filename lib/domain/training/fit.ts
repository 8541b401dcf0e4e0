import type { CatalogueEntry } from "@/lib/domain/models/base-catalogue";

/**
 * Memory that a LoRA run needs, in bytes: 1 GB of runtime plus 1.15 times weights (fp32 on a CPU, bf16 on a GPU),
 * adapter states and activations. Without a known shape the adapter and activations are taken as 30 % of the weights.
 */
export function needBytes(
  base: CatalogueEntry,
  device: "cpu" | "cuda" | "mps",
  maxLength: number,
  batchSize: number,
  rank: number,
): number {
  const weights = base.parameters * (device === "cpu" ? 4 : 2);
  const { shape } = base;
  if (!shape) return 1e9 + 1.15 * weights * 1.3;
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
