import "server-only";
import { answerSpec } from "../../sandbox/answer-spec";
import type { TableSpec } from "../table-wire";

/** The table child: writes a version's table, or runs one query over a copy of it. */
await answerSpec(async (given, folder) => {
  const spec = given as TableSpec;
  if (spec.kind === "tabulate") return (await import("./tabulate")).tabulate(spec, folder);
  return (await import("./run-query")).runQuery(spec.sql);
});
