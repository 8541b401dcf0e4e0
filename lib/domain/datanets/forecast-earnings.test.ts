import { expect, it } from "vitest";
import { forecastEarnings } from "./forecast-earnings";

it.each([
  ["nothing was earned", [{ leaders: 40, paidWei: 0n }], null],
  ["nobody has a record", [], null],
  ["one contributor", [{ leaders: 4, paidWei: 10n }], { p10Wei: 2n, p90Wei: 2n }],
  [
    "a tenth of the records earned nothing, the next tenth begins at rank two",
    [
      { leaders: 1, paidWei: 0n },
      { leaders: 8, paidWei: 800n },
      { leaders: 1, paidWei: 900n },
    ],
    { p10Wei: 0n, p90Wei: 100n },
  ],
  [
    "many records that earned nothing stay in it",
    [
      { leaders: 95, paidWei: 0n },
      { leaders: 5, paidWei: 500n },
    ],
    { p10Wei: 0n, p90Wei: 0n },
  ],
  [
    "payments to people without a leader do not count as a record's",
    [
      { leaders: 0, paidWei: 900n },
      { leaders: 2, paidWei: 8n },
    ],
    { p10Wei: 4n, p90Wei: 4n },
  ],
])("%s", (_, groups, forecast) => {
  expect(forecastEarnings(groups)).toEqual(forecast);
});
