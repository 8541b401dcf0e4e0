import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { readBytes } from "./read-json-body";

/** File names are display text: no path, no control or direction-changing characters. */
function displayName(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, 200) || "rows";
}

/** Reads multipart `file` (or pasted `text`) and `note`. @throws AppError payload_too_large | invalid_request */
export async function readRowsUpload(
  request: Request,
  maxBytes: number,
): Promise<{ filename: string; bytes: Uint8Array; note: string }> {
  const body = await readBytes(request, maxBytes + 65_536);
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) {
    throw new AppError(
      "unsupported_media_type",
      "Send the rows as multipart/form-data with a field `file` or `text`.",
    );
  }
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new AppError("invalid_request", "The upload broke off. Choose the file again.", { cause });
  }
  const note = String(form.get("note") ?? "").slice(0, 500);
  const file = form.get("file");
  if (file instanceof File)
    return { filename: displayName(file.name), bytes: new Uint8Array(await file.arrayBuffer()), note };
  const text = form.get("text");
  if (typeof text === "string")
    return { filename: "pasted rows", bytes: new TextEncoder().encode(text), note };
  throw new AppError("invalid_request", "No file and no text arrived. Choose a file or paste rows.");
}
