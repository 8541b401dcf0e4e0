import { InstanceStatus } from "@/lib/schemas/status";
import { withApi } from "@/lib/server/http/with-api";
import { getStatus } from "@/lib/server/status/get-status";

/** GET /api/v1/status — what this instance is and which of its parts are there. Anybody. */
export const GET = withApi({ auth: "public", out: InstanceStatus, handler: () => getStatus() });
