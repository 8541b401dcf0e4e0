import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { serverEnv } from "@/lib/env/server-env";

export const IDLE_MS = 12 * 3_600_000;
export const ABSOLUTE_MS = 7 * 86_400_000;

/** On https the cookie carries the __Host- prefix and Secure; plain loopback http cannot (browsers drop it there). */
export function cookieName(kind: "session" | "browser"): string {
  const secure = serverEnv().origins[0]?.startsWith("https://") ?? false;
  return `${secure ? "__Host-" : ""}mf_${kind}`;
}

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function setCookie(kind: "session" | "browser", value: string, maxAgeS: number): string {
  const secure = serverEnv().origins[0]?.startsWith("https://") ? "; Secure" : "";
  return `${cookieName(kind)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${secure}`;
}

export function readCookie(request: { headers: Headers }, kind: "session" | "browser"): string | null {
  const header = request.headers.get("cookie") ?? "";
  for (const part of header.split(";")) {
    const [name, ...rest] = part.trim().split("=");
    if (name === cookieName(kind)) return rest.join("=");
  }
  return null;
}
