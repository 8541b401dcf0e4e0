import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import type { Links } from "@/lib/schemas/jobs";
import { createBlobLink, LINK_SECONDS } from "@/lib/server/storage/blob-link";
import { getWorker } from "./get-worker";

function isEngine(request: Request): boolean {
  const given = createHash("sha256")
    .update(request.headers.get("authorization") ?? "")
    .digest();
  return timingSafeEqual(given, createHash("sha256").update(`Bearer ${serverEnv().MF_LINKS_TOKEN}`).digest());
}

/** Links for ten minutes each. Whoever asks knows the hash already; the token says that it is one of ours. */
export async function createLinks(request: Request, hashes: string[]): Promise<z.infer<typeof Links>> {
  if (!isEngine(request)) await getWorker(request);
  return {
    links: hashes.map((sha256) => ({ sha256, url: createBlobLink("GET", sha256), expiresInS: LINK_SECONDS })),
  };
}
