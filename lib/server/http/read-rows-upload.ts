import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { readBytes } from "./read-json-body";

export type SentFile = { filename: string; bytes: Uint8Array };

/** Reads multipart `file` (once or more) or pasted `text`, and `note`. @throws AppError payload_too_large | invalid_request */
export async function readRowsUpload(
  request: Request,
  maxBytes: number,
): Promise<{ files: SentFile[]; note: string }> {
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
  const files: SentFile[] = [];
  for (const entry of form.getAll("file"))
    if (entry instanceof File)
      files.push({ filename: entry.name, bytes: new Uint8Array(await entry.arrayBuffer()) });
  const text = form.get("text");
  if (files.length === 0 && typeof text === "string")
    files.push({ filename: "pasted rows", bytes: new TextEncoder().encode(text) });
  if (files.length === 0)
    throw new AppError("invalid_request", "No file and no text arrived. Choose a file or paste rows.");
  return { files, note };
}
