import { CreateNonceBody, Nonce } from "@/lib/schemas/accounts";
import { createNonce } from "@/lib/server/accounts/create-nonce";
import { newToken, readCookie, setCookie } from "@/lib/server/auth/session-cookie";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/accounts/nonce — a sign-in text for this browser. Anybody. */
export const POST = withApi({
  auth: "optional",
  body: CreateNonceBody,
  handler: async ({ body, request }) => {
    const browserToken = readCookie(request, "browser") ?? newToken();
    const nonce = Nonce.parse(await createNonce({ address: body.address, browserToken }));
    return Response.json(nonce, { headers: { "set-cookie": setCookie("browser", browserToken, 600) } });
  },
});
