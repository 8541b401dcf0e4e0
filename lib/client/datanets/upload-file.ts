import { Upload } from "@/lib/schemas/contributions";
import { Problem } from "@/lib/schemas/errors";
import { ApiError } from "../api-error";
import { fetchJson } from "../fetch-json";

/** Up to here a file goes in one piece; above, in parts that can be taken up again. */
const PLAIN_BYTES = 5 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;
const RETRY_AFTER_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

type Options = { onProgress: (sent: number) => void; signal: AbortSignal };

async function uploadPlain(file: File, { signal }: Options): Promise<string> {
  const form = new FormData();
  form.set("file", file, file.name);
  const upload = await fetchJson(Upload, "/api/v1/uploads/plain", { method: "POST", form, signal });
  return upload.id;
}

function toApiError(error: unknown): ApiError {
  const response = (error as { originalResponse?: { getBody(): string; getStatus(): number } | null })
    .originalResponse;
  if (!response) return new ApiError({ code: "offline" }, { cause: error });
  try {
    return new ApiError(Problem.parse(JSON.parse(response.getBody())));
  } catch {
    return new ApiError({ code: "internal", status: response.getStatus() }, { cause: error });
  }
}

/** Parts of 8 MiB; the browser remembers the upload's address, so the same file chosen again goes on where it stopped. */
async function uploadInParts(file: File, { onProgress, signal }: Options): Promise<string> {
  const { Upload: TusUpload } = await import("tus-js-client");
  return new Promise((resolve, reject) => {
    const upload = new TusUpload(file, {
      endpoint: "/api/v1/uploads",
      chunkSize: PART_BYTES,
      retryDelays: RETRY_AFTER_MS,
      metadata: { filename: file.name },
      removeFingerprintOnSuccess: true,
      onProgress,
      onError: (error) => reject(toApiError(error)),
      onSuccess: () =>
        resolve(new URL(upload.url ?? "", window.location.origin).pathname.split("/").at(-1) ?? ""),
    });
    signal.addEventListener("abort", () => {
      void upload.abort(true);
      reject(signal.reason);
    });
    upload
      .findPreviousUploads()
      .then(([previous]) => {
        if (previous) upload.resumeFromPreviousUpload(previous);
        upload.start();
      })
      .catch(reject);
  });
}

/** Sends a file and resolves with the upload's id. @throws ApiError */
export async function uploadFile(file: File, options: Options): Promise<string> {
  const id = await (file.size < PLAIN_BYTES ? uploadPlain(file, options) : uploadInParts(file, options));
  options.onProgress(file.size);
  return id;
}
