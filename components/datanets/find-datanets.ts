import type { DatanetCard, DatanetKind } from "@/lib/schemas/datanets";

export const DATANET_SORTS = ["newest", "records", "models", "paid"] as const;
type DatanetSort = (typeof DATANET_SORTS)[number];

/** What somebody looks for in the list; null asks for nothing. */
export type DatanetWish = {
  words: string;
  kind: DatanetKind | null;
  licence: string | null;
  sort: DatanetSort;
};

const ORDERS: Record<DatanetSort, (a: DatanetCard, b: DatanetCard) => number> = {
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  records: (a, b) => b.records - a.records,
  models: (a, b) => b.models - a.models,
  paid: (a, b) => Number(BigInt(b.paidWei) - BigInt(a.paidWei)),
};

/** Datanets that hold every word in what their card says, in the wished order. */
export function findDatanets(datanets: readonly DatanetCard[], wish: DatanetWish): DatanetCard[] {
  const words = wish.words.toLowerCase().split(/\s+/).filter(Boolean);
  return datanets
    .filter((datanet) => {
      const text =
        `${datanet.name} ${datanet.summary} ${datanet.spdxId} ${datanet.owner.handle}`.toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (wish.kind === null || datanet.kind === wish.kind) &&
        (wish.licence === null || datanet.spdxId === wish.licence)
      );
    })
    .sort(ORDERS[wish.sort]);
}
