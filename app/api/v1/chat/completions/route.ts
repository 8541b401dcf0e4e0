import { ChatCompletionBody } from "@/lib/schemas/inference";
import { withApi } from "@/lib/server/http/with-api";
import { acceptVoucher } from "@/lib/server/inference/accept-voucher";
import { readPaidCall } from "@/lib/server/inference/read-paid-call";
import { collectAnswer, streamAnswer } from "@/lib/server/inference/stream-answer";

/** POST /api/v1/chat/completions — OpenAI's chat, paid by the signed voucher in the MF-Voucher header. Its signer. */
export const POST = withApi({
  auth: "public",
  surface: "openai",
  maxBytes: 1_048_576,
  body: ChatCompletionBody,
  handler: async ({ body, request }) => {
    const { answer, model } = await acceptVoucher({ header: readPaidCall(request), body });
    const call = { answer, model, body, signal: request.signal };
    return body.stream ? streamAnswer(call) : collectAnswer(call);
  },
});
