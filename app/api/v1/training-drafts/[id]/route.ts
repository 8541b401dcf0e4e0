import { z } from "zod";
import { RunDraft, SaveRunDraftBody } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { getRunDraft, saveRunDraft } from "@/lib/server/training/run-drafts";

const Params = z.object({ id: z.uuid() });

/** GET /api/v1/training-drafts/{id} — a kept wizard. Its owner. */
export const GET = withApi({
  auth: "account",
  params: Params,
  out: RunDraft,
  handler: ({ actor, params }) => getRunDraft({ actor, id: params.id }),
});

/** PUT /api/v1/training-drafts/{id} — keep the wizard as it is. Signed in. */
export const PUT = withApi({
  auth: "account",
  params: Params,
  body: SaveRunDraftBody,
  out: RunDraft,
  handler: ({ actor, params, body }) => saveRunDraft({ actor, id: params.id, input: body.input }),
});
