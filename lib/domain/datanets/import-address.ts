import { AppError } from "@/lib/errors/app-error";

const HUB = "https://huggingface.co/datasets";
const HUB_FILE = /^([\w.-]+)\/([\w.-]+)\/((?:[\w.-]+\/)*[\w.-]+)$/;

function refuse(what: string): AppError {
  return new AppError("invalid_input", what, { reason: "address_refused" });
}

/**
 * Where rows are fetched from: an https address, or a file of the Hugging Face Hub as `owner/name/path/file.jsonl`.
 * @throws AppError invalid_input / address_refused
 */
export function importAddress(text: string): URL {
  const wanted = text.trim();
  const hub = HUB_FILE.exec(wanted);
  if (hub && !wanted.split("/").includes("..")) {
    const [, owner, name, path] = hub;
    return new URL(`${HUB}/${owner}/${name}/resolve/main/${path}`);
  }
  if (!URL.canParse(wanted))
    throw refuse("This is no address. Give one that starts with https://, or owner/name/file of the Hub.");
  const url = new URL(wanted);
  if (url.protocol !== "https:")
    throw refuse("Only https addresses are fetched. Use https://, or upload the file.");
  if (url.port !== "")
    throw refuse("Only the usual port of https is fetched. Leave the port out, or upload the file.");
  if (url.username || url.password)
    throw refuse("Take name and password out of the address, or upload the file.");
  return url;
}

/** A name for what lies at an address: the last part of its path. */
export function fileNameOf(url: URL): string {
  const last = url.pathname.split("/").filter(Boolean).at(-1) ?? "";
  try {
    return decodeURIComponent(last) || url.hostname;
  } catch {
    return last;
  }
}
