import { z } from "zod";
import { ChatTestAnswer, ChatTestBody } from "@/lib/schemas/training-chat";
import { withApi } from "@/lib/server/http/with-api";
import { chatWithShare } from "@/lib/server/training/chat/chat-with-share";

/** POST /api/v1/shared-runs/{token}/chat — a question within the link's cap. Whoever holds it. */
export const POST = withApi({
  auth: "public",
  params: z.object({ token: z.string().max(200) }),
  body: ChatTestBody,
  out: ChatTestAnswer,
  handler: ({ params, body }) => chatWithShare({ token: params.token, body }),
});
