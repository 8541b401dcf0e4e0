import { z } from "zod";
import { Sha256 } from "@/lib/schemas/primitives";
import { withApi } from "@/lib/server/http/with-api";
import { receiveBlob } from "@/lib/server/storage/receive-blob";
import { sendBlob } from "@/lib/server/storage/send-blob";

const Params = z.object({ sha256: Sha256 });

/** GET /api/worker/blobs/{sha256} — bytes of a stored object. Whoever holds a signed link. */
export const GET = withApi({
  auth: "public",
  params: Params,
  handler: ({ params, request }) => sendBlob(params.sha256, request),
});

/** PUT /api/worker/blobs/{sha256} — one part of an announced upload. Whoever holds its signed link. */
export const PUT = withApi({
  auth: "public",
  params: Params,
  handler: ({ params, request }) => receiveBlob(params.sha256, request),
});
