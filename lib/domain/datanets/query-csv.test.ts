import { expect, it } from "vitest";
import { queryCsv } from "./query-csv";

it("guards texts that a spreadsheet would run, and leaves numbers as they are", () => {
  const csv = queryCsv({
    columns: [
      { name: "=n", type: "VARCHAR" },
      { name: "sum", type: "HUGEINT" },
      { name: "share", type: "DECIMAL(5,2)" },
      { name: "ok", type: "BOOLEAN" },
    ],
    rows: [
      ["=1+1", "-170141183460469231731687303715884105727", "-0.50", true],
      ['@a "b", c', -3, null, false],
      ["\tx", 0, 1, null],
      ["-", 1, 2, true],
      ["plain\nline", 1, 2, true],
    ],
  });
  expect(csv.split("\r\n")).toEqual([
    "'=n,sum,share,ok",
    "'=1+1,-170141183460469231731687303715884105727,-0.50,true",
    `"'@a ""b"", c",-3,,false`,
    "'\tx,0,1,",
    "'-,1,2,true",
    '"plain\nline",1,2,true',
    "",
  ]);
});
