import type { ModelCard } from "@/lib/schemas/models";

export const MODEL_SORTS = ["value", "newest", "price", "answers"] as const;
export type ModelSort = (typeof MODEL_SORTS)[number];

/** The gain that the interval still proves, per OPEN of a standard call. Null without a proven gain. */
export function provenGainPerCredit(model: Pick<ModelCard, "lift" | "standardCallWei">): number | null {
  if (!model.lift || model.lift.high >= 0) return null;
  const open = Number(BigInt(model.standardCallWei) / 10n ** 9n) / 1e9;
  return open === 0 ? Number.POSITIVE_INFINITY : -model.lift.high / open;
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

const ORDERS: Record<ModelSort, (a: ModelCard, b: ModelCard) => number> = {
  value: (a, b) => (provenGainPerCredit(b) ?? -1) - (provenGainPerCredit(a) ?? -1),
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  price: (a, b) => compare(BigInt(a.standardCallWei), BigInt(b.standardCallWei)),
  answers: (a, b) => b.answers - a.answers,
};

export const sortModels = (models: readonly ModelCard[], by: ModelSort): ModelCard[] =>
  [...models].sort(ORDERS[by]);
