import { expect, test } from "vitest";
import type { DatanetCard } from "@/lib/schemas/datanets";
import { type DatanetWish, findDatanets } from "./find-datanets";

const card = (name: string, more: Partial<DatanetCard>): DatanetCard => ({
  slug: name,
  name,
  summary: "",
  kind: "pair",
  spdxId: "CC-BY-4.0",
  owner: { address: `0x${"00".repeat(20)}`, handle: "ana" },
  state: "published",
  access: "public",
  records: 0,
  contributors: 0,
  latestVersion: null,
  models: 0,
  paidWei: "0",
  createdAt: "2026-01-01T00:00:00.000Z",
  ...more,
});
const all = [
  card("Tide tables", { records: 5, paidWei: "10000000000000000000000" }),
  card("Night sky", { kind: "text", spdxId: "CC0-1.0", records: 9, paidWei: "9999999999999999999999" }),
  card("Tide pools", { createdAt: "2026-02-01T00:00:00.000Z", models: 2 }),
];
const wish = (more: Partial<DatanetWish>): DatanetWish => ({
  words: "",
  kind: null,
  licence: null,
  sort: "newest",
  ...more,
});
const names = (more: Partial<DatanetWish>) => findDatanets(all, wish(more)).map(({ name }) => name);

test("every word has to be somewhere in the card", () => {
  expect(names({ words: "TIDE ana" })).toEqual(["Tide pools", "Tide tables"]);
  expect(names({ words: "tide sky" })).toEqual([]);
});

test("kind and licence narrow, and each order is its own", () => {
  expect(names({ kind: "text" })).toEqual(["Night sky"]);
  expect(names({ licence: "CC-BY-4.0", sort: "models" })).toEqual(["Tide pools", "Tide tables"]);
  expect(names({ sort: "records" })[0]).toBe("Night sky");
  expect(names({ sort: "paid" })).toEqual(["Tide tables", "Night sky", "Tide pools"]);
});
