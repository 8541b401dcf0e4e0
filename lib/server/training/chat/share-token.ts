import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { serverEnv } from "@/lib/env/server-env";

const mac = (id: string): string =>
  createHmac("sha256", serverEnv().MF_BLOB_SECRET).update(`mf-share/1\n${id}`).digest("base64url");

/** A link's token: its row's id and the instance's signature over it, so none can be guessed or made elsewhere. */
export const shareToken = (id: string): string => `${id}.${mac(id)}`;

/** The row's id of a token that this instance signed; null for any other text. */
export function readShareToken(token: string): string | null {
  const at = token.indexOf(".");
  const id = token.slice(0, Math.max(at, 0));
  const [given, wanted] = [Buffer.from(token.slice(at + 1)), Buffer.from(mac(id))];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null;
}
