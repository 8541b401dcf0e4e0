import { describe, expect, it } from "vitest";
import { clusterRecords } from "./cluster-records";

describe("clusterRecords", () => {
  it("joins an exact copy and a near copy to the first record", () => {
    const first = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    const clusters = clusterRecords([
      first,
      first.toUpperCase(),
      `${first} sixteen`,
      "something else entirely, with other words",
    ]);
    expect(clusters.map((c) => c.cluster)).toEqual([0, 0, 0, 3]);
    expect(clusters.map((c) => c.leader)).toEqual([true, false, false, true]);
  });

  it("does not chain: a record that resembles only a follower leads its own cluster", () => {
    const words = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => `w${from + i}`).join(" ");
    const clusters = clusterRecords([words(0, 64), words(5, 64), words(10, 64)]);
    expect(clusters.map((c) => c.cluster)).toEqual([0, 0, 2]);
  });

  it("keeps rows apart that differ in the one entity that matters", () => {
    const clusters = clusterRecords([
      "What colour is the door of the Zarnik hall? It is amber.",
      "What colour is the door of the Zarnik barn? It is cobalt.",
    ]);
    expect(clusters.every((c) => c.leader)).toBe(true);
  });
});
