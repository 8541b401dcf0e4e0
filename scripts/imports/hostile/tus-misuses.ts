/** Twelve ways to misuse the upload protocol, each with the status that answers it, and the right use. */
import { randomUUID } from "node:crypto";
import { type InstanceClient, RefusedError } from "../../client/instance-client";

const TUS = { "tus-resumable": "1.0.0" };
const PART = { ...TUS, "content-type": "application/offset+octet-stream" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

type Answer = { status: number; headers: Headers; text: string };

/** Status of a request whatever it is. */
async function ask(
  client: InstanceClient,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<Answer> {
  try {
    const response = await client.request(method, path, body, headers);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    if (error instanceof RefusedError)
      return { status: error.status, headers: new Headers(), text: error.problem.detail };
    const status = Number(/answered (\d+)/.exec((error as Error).message)?.[1]);
    return { status, headers: new Headers(), text: (error as Error).message };
  }
}

/** Asks for room for a file; the answer's `location` is the upload's address. */
export const openUpload = (client: InstanceClient, size: number | string, name = "rows.jsonl") =>
  ask(client, "POST", "/api/v1/uploads", {
    ...TUS,
    "upload-length": String(size),
    "upload-metadata": `filename ${base64(name)}`,
  });

/** Sends one part to an upload's address. */
export const sendPart = (client: InstanceClient, place: string, offset: number, bytes: Uint8Array) =>
  ask(client, "PATCH", place, { ...PART, "upload-offset": String(offset) }, bytes);

type TusMisuse = { what: string; status: number; answer: () => Promise<Answer> };

/** @param place address of an open upload of `rows.length` bytes by `client`, of which nothing was sent */
export function tusMisuses(
  client: InstanceClient,
  stranger: InstanceClient,
  place: string,
  rows: Uint8Array,
): TusMisuse[] {
  const head = (who: InstanceClient, path: string, headers: Record<string, string> = TUS) =>
    ask(who, "HEAD", path, headers);
  return [
    {
      what: "without signing in",
      status: 401,
      answer: async () => {
        const { status, headers } = await fetch(`${client.origin}${place}`, { method: "HEAD", headers: TUS });
        return { status, headers, text: "" };
      },
    },
    { what: "somebody else's upload", status: 404, answer: () => head(stranger, place) },
    { what: "another offset", status: 409, answer: () => sendPart(client, place, 10, rows) },
    {
      what: "more than announced",
      status: 413,
      answer: () => sendPart(client, place, 0, Buffer.alloc(100, "x")),
    },
    {
      what: "another content type",
      status: 400,
      answer: () =>
        ask(client, "PATCH", place, { ...TUS, "content-type": "text/plain", "upload-offset": "0" }, rows),
    },
    { what: "no protocol version", status: 412, answer: () => head(client, place, {}) },
    { what: "a negative size", status: 400, answer: () => openUpload(client, -1) },
    { what: "a size that is no number", status: 400, answer: () => openUpload(client, "1e3x") },
    { what: "6 GB", status: 413, answer: () => openUpload(client, 6e9) },
    {
      what: "metadata that is not base64",
      status: 400,
      answer: () =>
        ask(client, "POST", "/api/v1/uploads", {
          ...TUS,
          "upload-length": "5",
          "upload-metadata": "filename ???",
        }),
    },
    {
      what: "an id that climbs out",
      status: 404,
      answer: () => head(client, "/api/v1/uploads/..%2f..%2fkeys%2fmnemonic"),
    },
    {
      what: "an id of nobody",
      status: 404,
      answer: () => sendPart(client, `/api/v1/uploads/${randomUUID()}`, 0, rows),
    },
  ];
}
