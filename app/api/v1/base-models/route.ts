import { BaseModelPage } from "@/lib/schemas/models";
import { withApi } from "@/lib/server/http/with-api";
import { listBaseModels } from "@/lib/server/models/list-base-models";

/** GET /api/v1/base-models — what a run may start from, with memory fit. Anybody. */
export const GET = withApi({ auth: "public", out: BaseModelPage, handler: () => listBaseModels() });
