import { z } from "zod";
import { ExportPack } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { createExport } from "@/lib/server/training/create-export";
import { findExport } from "@/lib/server/training/find-export";

const params = z.object({ id: z.string() });

/** GET /api/v1/training-runs/{id}/exports — whether the pack is there. The run's owner. */
export const GET = withApi({
  auth: "account",
  params,
  out: ExportPack,
  handler: ({ actor, params: { id } }) => findExport({ actor, id }),
});

/** POST /api/v1/training-runs/{id}/exports — have the pack made. The run's owner. */
export const POST = withApi({
  auth: "account",
  params,
  out: ExportPack,
  status: 202,
  handler: ({ actor, params: { id } }) => createExport({ actor, id }),
});
