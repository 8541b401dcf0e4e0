import { describe, expect, it } from "vitest";
import { covers, purposeNumber, purposeOf, widest } from "./access-rule";

describe("access to a Datanet", () => {
  it("a purpose includes those before it and none after", () => {
    expect(covers("train", "read")).toBe(true);
    expect(covers("evaluate", "evaluate")).toBe(true);
    expect(covers("read", "train")).toBe(false);
    expect(covers(null, "read")).toBe(false);
  });

  it("of several grants the widest counts", () => {
    expect(widest(["read", "train", "evaluate"])).toBe("train");
    expect(widest([])).toBeNull();
  });

  it("numbers are the registry's, and an unknown one is refused", () => {
    expect(["read", "evaluate", "train"].map((p) => purposeNumber(p as "read"))).toEqual([1, 2, 3]);
    expect(purposeOf(3)).toBe("train");
    expect(() => purposeOf(4)).toThrow("no access purpose 4");
  });
});
