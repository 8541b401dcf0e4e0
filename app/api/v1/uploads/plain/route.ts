import { AppError } from "@/lib/errors/app-error";
import { Upload } from "@/lib/schemas/contributions";
import { storeUpload } from "@/lib/server/datanets/uploads/store-upload";
import { PLAIN_BYTES } from "@/lib/server/datanets/uploads/tunables";
import { readRowsUpload } from "@/lib/server/http/read-rows-upload";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/uploads/plain — multipart `file` or `text` in one piece, up to 5 MiB. Signed in. */
export const POST = withApi({
  auth: "account",
  out: Upload,
  status: 201,
  handler: async ({ actor, request }) => {
    const { files } = await readRowsUpload(request, PLAIN_BYTES);
    const [file, second] = files;
    if (!file || second) throw new AppError("invalid_request", "Send one file at a time.");
    return storeUpload({ actor, ...file });
  },
});
