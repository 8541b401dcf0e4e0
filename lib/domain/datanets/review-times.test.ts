import { expect, test } from "vitest";
import { panelVerdict } from "./review-times";

test("a majority of the whole panel decides, as early as it is certain", () => {
  expect(panelVerdict([], 3)).toBe(null);
  expect(panelVerdict([true], 3)).toBe(null);
  expect(panelVerdict([true, true], 3)).toBe("overturned");
  expect(panelVerdict([false, false], 3)).toBe("upheld");
  expect(panelVerdict([true, false], 3)).toBe(null);
  expect(panelVerdict([true, false, true], 3)).toBe("overturned");
  expect(panelVerdict([true], 1)).toBe("overturned");
  expect(panelVerdict([true, false], 2)).toBe("upheld");
});
