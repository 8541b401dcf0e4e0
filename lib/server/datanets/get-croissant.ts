import "server-only";
import { croissantFormat, croissantOf } from "@/lib/domain/datanets/croissant";
import { serverEnv } from "@/lib/env/server-env";
import type { DatanetKind } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { findOrCreateExport } from "./find-or-create-export";
import { findReadableVersion } from "./find-readable-version";

/** One version's Croissant 1.1 card; it names the file by address and hash. @throws AppError not_found */
export async function getCroissant(call: { actor: Actor; slug: string; number: number }): Promise<object> {
  const { datanet, version } = await findReadableVersion(call.slug, call.number, call.actor);
  const kind = datanet.kind as DatanetKind;
  const format = croissantFormat(kind);
  const file = await findOrCreateExport(datanet, version, format);
  const origin = serverEnv().origins[0];
  return croissantOf({
    name: datanet.name,
    summary: datanet.summary,
    kind,
    spdxId: datanet.spdxId,
    owner: datanet.owner.handle,
    version: version.number,
    sealedAt: version.createdAt.toISOString(),
    snapshotRoot: version.snapshotRoot,
    pageUrl: `${origin}/datanets/${datanet.slug}`,
    file: {
      format,
      url: `${origin}/api/v1/datanets/${datanet.slug}/versions/${version.number}/download?format=${format}`,
      sha256: file.sha256,
      bytes: Number(file.bytes),
    },
  });
}
