import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";

export const LINK_SECONDS = 600;

type Method = "GET" | "PUT";

function sign(method: Method, sha256: string, subject: string, expires: number): string {
  return createHmac("sha256", serverEnv().MF_BLOB_SECRET)
    .update(`${method}\n${sha256}\n${subject}\n${expires}`)
    .digest("hex");
}

/** A link to one object for one method, good for ten minutes. `subject` ties an upload link to its upload row. */
export function createBlobLink(method: Method, sha256: string, subject = ""): string {
  const expires = Math.floor(Date.now() / 1000) + LINK_SECONDS;
  const query = new URLSearchParams({
    expires: String(expires),
    sig: sign(method, sha256, subject, expires),
  });
  if (subject) query.set("upload", subject);
  return `${serverEnv().origins[0]}/api/worker/blobs/${sha256}?${query}`;
}

/** @throws AppError forbidden when the link was changed or is over */
export function checkBlobLink(method: Method, sha256: string, url: URL): { subject: string } {
  const expires = Number(url.searchParams.get("expires"));
  const given = Buffer.from(url.searchParams.get("sig") ?? "", "hex");
  const subject = url.searchParams.get("upload") ?? "";
  const wanted = Buffer.from(sign(method, sha256, subject, expires), "hex");
  const valid =
    given.length === wanted.length && timingSafeEqual(given, wanted) && expires * 1000 > Date.now();
  if (!valid) throw new AppError("forbidden", "This link is not valid any more. Ask for a new one.");
  return { subject };
}
