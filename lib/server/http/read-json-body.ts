import "server-only";
import { AppError } from "@/lib/errors/app-error";

const MAX_DEPTH = 20;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Reads at most `maxBytes`; a longer body is refused before it is held in memory. @throws AppError payload_too_large */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) {
        throw new AppError(
          "payload_too_large",
          `The body is larger than ${maxBytes.toLocaleString("en")} bytes. Send less at once.`,
        );
      }
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

function assertPlain(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH)
    throw new AppError("invalid_request", `The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw new AppError("invalid_request", `The key "${key}" is not allowed.`);
    assertPlain(inner, depth + 1);
  }
}

/** @throws AppError invalid_request | unsupported_media_type | payload_too_large */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("application/json")) {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  const bytes = await readBytes(request, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new AppError("invalid_request", `The body is not JSON: ${(cause as Error).message}.`, { cause });
  }
  assertPlain(value, 0);
  return value;
}
