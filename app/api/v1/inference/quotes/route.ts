import { CreateQuoteBody, Quote } from "@/lib/schemas/inference";
import { withApi } from "@/lib/server/http/with-api";
import { createQuote } from "@/lib/server/inference/create-quote";

/** POST /api/v1/inference/quotes — price one prompt and learn what to sign. Signed in, with an open spending session. */
export const POST = withApi({
  auth: "account",
  body: CreateQuoteBody,
  maxBytes: 1_048_576,
  out: Quote,
  status: 201,
  handler: ({ actor, body }) => createQuote({ actor, input: body }),
});
