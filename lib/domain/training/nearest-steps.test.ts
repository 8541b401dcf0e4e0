import { expect, it } from "vitest";
import { nearestSteps } from "./nearest-steps";

it("picks what lies nearest to even shares of the chosen step, as the worker does", () => {
  const saved = [50, 100, 150, 200, 250];
  expect(nearestSteps(saved, 1, 150)).toEqual([150]);
  expect(nearestSteps(saved, 3, 250)).toEqual([100, 150, 250]);
  expect(nearestSteps(saved, 3, 100)).toEqual([50, 100]);
  expect(nearestSteps(saved, 3, 50)).toEqual([50]);
});
