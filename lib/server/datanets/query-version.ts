import "server-only";
import type { QueryResult } from "@/lib/schemas/datanet-versions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { blobPath } from "@/lib/server/storage/blob-store";
import { findOrCreateExport } from "./find-or-create-export";
import { findReadableVersion } from "./find-readable-version";
import { countQuery } from "./tables/count-query";
import { runQuery } from "./tables/run-query";
import { tableChildEntry } from "./tables/table-child";

/** One SELECT over the rows of a version. @throws AppError not_found | rate_limited | invalid_input | upstream_unavailable */
export async function queryVersion(call: {
  actor: Actor;
  slug: string;
  number: number;
  sql: string;
  signal: AbortSignal;
}): Promise<QueryResult> {
  const account = requireAccount(call.actor);
  const { datanet, version } = await findReadableVersion(call.slug, call.number, call.actor);
  const callsLeft = await countQuery(account.id, version.id);
  const table = await findOrCreateExport(datanet, version, "parquet");
  const result = await runQuery({
    entry: tableChildEntry(),
    table: blobPath(table.sha256),
    sql: call.sql,
    signal: call.signal,
  });
  return { ...result, callsLeft };
}
