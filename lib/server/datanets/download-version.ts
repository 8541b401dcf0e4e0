import "server-only";
import type { ExportFormat } from "@/lib/domain/datanets/export-rows";
import type { Actor } from "@/lib/server/auth/actor";
import { sendFile } from "@/lib/server/storage/send-file";
import { findOrCreateExport } from "./find-or-create-export";
import { findReadableVersion } from "./find-readable-version";

const TYPES: Record<ExportFormat, string> = {
  jsonl: "application/jsonlines; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

/** All rows of one version as a file. @throws AppError not_found | forbidden */
export async function downloadVersion(call: {
  actor: Actor;
  slug: string;
  number: number;
  format: ExportFormat;
  request: Request;
}): Promise<Response> {
  const { datanet, version } = await findReadableVersion(call.slug, call.number, call.actor);
  const file = await findOrCreateExport(datanet, version, call.format);
  return sendFile({
    sha256: file.sha256,
    filename: `${datanet.slug}-v${version.number}.${call.format}`,
    type: TYPES[call.format],
    request: call.request,
  });
}
