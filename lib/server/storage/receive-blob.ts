import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors/app-error";
import { db } from "@/lib/server/db/prisma";
import { checkBlobLink } from "./blob-link";
import { putBlob } from "./blob-store";

/** Stores the bytes of an announced upload; other bytes than announced are refused. @throws AppError forbidden | invalid_input */
export async function receiveBlob(sha256: string, request: Request): Promise<Response> {
  const { subject } = checkBlobLink("PUT", sha256, new URL(request.url));
  const upload = await db().artifactUpload.findUnique({ where: { id: subject } });
  if (!upload || upload.sha256 !== sha256) throw new AppError("forbidden", "This upload was not announced.");
  const body = request.body
    ? Readable.fromWeb(request.body as import("node:stream/web").ReadableStream)
    : Readable.from([]);
  await putBlob(body, { sha256, maxBytes: Number(upload.bytes) });
  return new Response(null, { status: 200, headers: { etag: `"${sha256}"` } });
}
