import { z } from "zod";
import { ChatTestAnswer, ChatTestBody } from "@/lib/schemas/training-chat";
import { withApi } from "@/lib/server/http/with-api";
import { chatWithRun } from "@/lib/server/training/chat/chat-with-run";

/** POST /api/v1/training-runs/{id}/chat — base beside tuned, before anything is published. Its owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  body: ChatTestBody,
  out: ChatTestAnswer,
  handler: ({ actor, params, body }) => chatWithRun({ actor, id: params.id, body }),
});
