import "server-only";
import type { DatanetKind } from "@/lib/schemas/datanets";
import type { ImportSpec } from "../import-wire";
import { FileRefused } from "./file-refused";
import { isDocument, transcode } from "./read-member";
import { type Member, openMembers } from "./unpack";

/** A document has no questions and answers; it belongs into a Datanet of text. */
function checkKind(member: Member, kind: DatanetKind): void {
  if (!isDocument(member) || kind === "text") return;
  throw new FileRefused(
    "document_in_table",
    `"${member.filename}" is a document, and this Datanet takes ${kind === "preference" ? "preferences" : "questions and answers"}. Offer it to a Datanet of plain text, or make rows of it first.`,
  );
}

/** Every readable file of an upload, in order: archives opened, encodings converted, kinds checked. @throws FileRefused */
export async function openUpload(spec: ImportSpec, folder: string): Promise<Member[]> {
  const members: Member[] = [];
  for (const [index, file] of spec.files.entries()) {
    for (const member of await openMembers(file, index, folder)) {
      checkKind(member, spec.datanetKind);
      const { encoding } = spec.options;
      members.push(encoding ? await transcode(member, encoding, folder, members.length) : member);
    }
  }
  return members;
}
