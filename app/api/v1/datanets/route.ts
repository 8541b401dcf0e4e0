import { z } from "zod";
import { CreateDatanetBody, Datanet, DatanetPage } from "@/lib/schemas/datanets";
import { createDatanet } from "@/lib/server/datanets/create-datanet";
import { listDatanets } from "@/lib/server/datanets/list-datanets";
import { withApi } from "@/lib/server/http/with-api";

const Query = z.object({
  q: z.string().max(80).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** GET /api/v1/datanets — published Datanets. Anybody. */
export const GET = withApi({
  auth: "optional",
  query: Query,
  out: DatanetPage,
  handler: ({ actor, query }) => listDatanets({ actor, ...query }),
});

/** POST /api/v1/datanets — a draft. Signed in. */
export const POST = withApi({
  auth: "account",
  body: CreateDatanetBody,
  out: Datanet,
  status: 201,
  handler: ({ actor, body }) => createDatanet({ actor, input: body }),
});
