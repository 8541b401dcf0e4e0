import "server-only";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors/app-error";
import { blobPath } from "./blob-store";

/** First and last byte that a single-range `Range` header asks for; null when it asks for none that exists. */
function rangeOf(header: string | null, bytes: number): { from: number; to: number } | "all" | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "all";
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return from <= to ? { from, to } : null;
}

/** A stored object as a download that no browser opens in place, whole or a range of it. @throws AppError not_found */
export async function sendFile(call: {
  sha256: string;
  filename: string;
  type: string;
  request: Request;
}): Promise<Response> {
  const path = blobPath(call.sha256);
  const info = await stat(path).catch(() => null);
  if (!info) throw new AppError("not_found", `No stored object has the hash ${call.sha256}.`);
  const headers = {
    "content-type": call.type,
    "content-disposition": `attachment; filename="${call.filename}"`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
    "accept-ranges": "bytes",
    // Compressed on the way, ranges would count other bytes than the hash does.
    "cache-control": "private, no-transform",
    etag: `"${call.sha256}"`,
  };
  const range = rangeOf(call.request.headers.get("range"), info.size);
  if (range === null) {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${info.size}` } });
  }
  const { from, to } = range === "all" ? { from: 0, to: info.size - 1 } : range;
  const stream = createReadStream(path, { start: from, end: Math.max(from, to) });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    status: range === "all" ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(to - from + 1),
      ...(range !== "all" && { "content-range": `bytes ${from}-${to}/${info.size}` }),
    },
  });
}
