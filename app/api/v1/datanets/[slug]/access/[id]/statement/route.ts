import { z } from "zod";
import { AccessStatement } from "@/lib/schemas/datanet-access";
import { prepareAccessStatement } from "@/lib/server/datanets/access/prepare-access-statement";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/datanets/{slug}/access/{id}/statement — what the owner's wallet signs. The owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  out: AccessStatement,
  handler: ({ actor, params }) => prepareAccessStatement({ actor, ...params }),
});
