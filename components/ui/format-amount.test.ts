import { describe, expect, it } from "vitest";
import { formatAmount, formatExactOpen, parseOpen } from "./format-amount";

const OPEN = 10n ** 18n;

describe("formatAmount", () => {
  it("shows OPEN from 0.01 up and rounds down", () => {
    expect(formatAmount(OPEN).text).toBe("1.00 OPEN");
    expect(formatAmount(1_234_567n * OPEN + 999_999_999_999_999_999n).text).toBe("1,234,567.9999 OPEN");
    expect(formatAmount(OPEN / 100n).text).toBe("0.01 OPEN");
  });

  it("shows whole µOPEN below, and never 0 for something", () => {
    expect(formatAmount(OPEN / 1000n).text).toBe("1,000 µOPEN");
    expect(formatAmount(1n).text).toBe("<1 µOPEN");
    expect(formatAmount(1n, "OPEN").text).toBe("<0.0001 OPEN");
    expect(formatAmount(0n).text).toBe("0.00 OPEN");
  });

  it("keeps one number of decimals in a column", () => {
    expect(formatAmount(OPEN / 100n, "OPEN", 4, 4).value).toBe("0.0100");
    expect(formatAmount(1n, "OPEN", 4, 4).value).toBe("<0.0001");
  });

  it("keeps the sign of a loss", () => {
    expect(formatAmount(-OPEN).text).toBe("−1.00 OPEN");
  });
});

describe("formatExactOpen and parseOpen", () => {
  it("are inverse for every wei", () => {
    for (const wei of [0n, 1n, OPEN, OPEN + 1n, 233_333_333_333_333_333n]) {
      expect(parseOpen(formatExactOpen(wei).replaceAll(",", ""))).toBe(wei);
    }
  });

  it("refuse what is not a plain amount", () => {
    for (const text of ["", "1e3", "-1", "1.1234567890123456789", "one"]) expect(parseOpen(text)).toBeNull();
  });
});
