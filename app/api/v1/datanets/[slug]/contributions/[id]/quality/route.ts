import { z } from "zod";
import { sendQuality } from "@/lib/server/datanets/quality/send-quality";
import { withApi } from "@/lib/server/http/with-api";

/** GET …/contributions/{id}/quality — scores and what they were computed from. Whoever reads the rows. */
export const GET = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  handler: ({ actor, params }) => sendQuality({ actor, ...params }),
});
