import "server-only";
import { Readable } from "node:stream";
import { checkBlobLink } from "./blob-link";
import { openBlob } from "./blob-store";

/** @throws AppError forbidden | not_found */
export async function sendBlob(sha256: string, request: Request): Promise<Response> {
  checkBlobLink("GET", sha256, new URL(request.url));
  const { stream, bytes } = await openBlob(sha256);
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(bytes),
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
      etag: `"${sha256}"`,
    },
  });
}
