import { type NextRequest, NextResponse } from "next/server";

/**
 * Gives every page its content security policy with a fresh nonce. It decides nothing about access: that is done in
 * the operations. Uploads and the workers' surface are kept out, since a proxy would buffer their bodies.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const rpc = process.env.CHAIN_PUBLIC_RPC_URL ?? process.env.CHAIN_RPC_URL;
  const relay = process.env.WALLETCONNECT_PROJECT_ID
    ? " wss://relay.walletconnect.com https://*.walletconnect.com"
    : "";
  const development = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    // The wallet dialog injects styles; scripts stay under the nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    `connect-src 'self' ${rpc ? new URL(rpc).origin : ""}${relay}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
  return response;
}

export const config = { matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|icon).*)"] };
