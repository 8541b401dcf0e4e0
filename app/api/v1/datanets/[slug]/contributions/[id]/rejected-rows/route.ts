import { z } from "zod";
import { sendRejectedRows } from "@/lib/server/datanets/send-rejected-rows";
import { withApi } from "@/lib/server/http/with-api";

/** GET …/contributions/{id}/rejected-rows — all rows that were left out, as JSON lines. Its author and the owner. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), id: z.string() }),
  handler: ({ actor, params }) => sendRejectedRows({ actor, ...params }),
});
