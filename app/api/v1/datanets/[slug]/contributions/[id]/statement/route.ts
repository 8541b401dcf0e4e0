import { z } from "zod";
import { LicenceStatement } from "@/lib/schemas/contributions";
import { prepareStatement } from "@/lib/server/datanets/prepare-statement";
import { withApi } from "@/lib/server/http/with-api";

/** POST …/contributions/{id}/statement — fix the root and get the statement to sign. Its author. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  out: LicenceStatement,
  handler: ({ actor, params }) => prepareStatement({ actor, ...params }),
});
