import { z } from "zod";
import { RecordProof } from "@/lib/schemas/datanet-versions";
import { getRecordProof } from "@/lib/server/datanets/get-record-proof";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/records/{recordId}/proof — opens one row against its on-chain roots. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), recordId: z.string() }),
  out: RecordProof,
  handler: ({ actor, params }) => getRecordProof({ actor, ...params }),
});
