import type { Hex } from "viem";
import { CreateSessionBody, SignIn } from "@/lib/schemas/accounts";
import { createSession } from "@/lib/server/accounts/create-session";
import { deleteSession } from "@/lib/server/accounts/delete-session";
import { ABSOLUTE_MS, readCookie, setCookie } from "@/lib/server/auth/session-cookie";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/accounts/session — who is signed in, or null. Anybody. */
export const GET = withApi({
  auth: "optional",
  out: SignIn,
  handler: async ({ actor }) => ({ account: actor.account }),
});

/** POST /api/v1/accounts/session — sign in with a signed text. Anybody. */
export const POST = withApi({
  auth: "optional",
  body: CreateSessionBody,
  handler: async ({ body, request }) => {
    const { account, token } = await createSession({
      message: body.message,
      signature: body.signature as Hex,
      browserToken: readCookie(request, "browser"),
    });
    return Response.json(SignIn.parse({ account }), {
      headers: { "set-cookie": setCookie("session", token, ABSOLUTE_MS / 1000) },
    });
  },
});

/** DELETE /api/v1/accounts/session — sign out. The signed-in browser. */
export const DELETE = withApi({
  auth: "optional",
  handler: async ({ request }) => {
    await deleteSession(readCookie(request, "session"));
    return Response.json({ account: null }, { headers: { "set-cookie": setCookie("session", "", 0) } });
  },
});
