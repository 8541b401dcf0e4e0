import type { PersonalDetailKind } from "@/lib/schemas/contributions";
import { findPersonalDetails, type PersonalDetail } from "./personal-details";
import type { RecordContent } from "./record-content";

/** Possible personal details of a whole record, in all of its texts, and what a decision makes of them. */

/** A detail that its author keeps, and why. */
export type KeptDetail = { kind: PersonalDetailKind; text: string; reason: string };
export type RecordDetail = { kind: PersonalDetailKind; text: string; kept: string | null };

/** They open something or name an account; keeping one of these costs a row its privacy points. */
const SEVERE = new Set<PersonalDetailKind>([
  "card",
  "iban",
  "login_url",
  "api_key",
  "private_key",
  "seed_phrase",
]);
export const isSevere = (kind: PersonalDetailKind) => SEVERE.has(kind);

/** The same record with every text of it, those of kept columns too, put through a function. */
function mapTexts(content: RecordContent, change: (text: string) => string): RecordContent {
  const meta = Object.fromEntries(Object.entries(content.meta).map(([name, text]) => [name, change(text)]));
  switch (content.kind) {
    case "chat":
      return {
        kind: "chat",
        fields: {
          messages: content.fields.messages.map((turn) => ({ ...turn, content: change(turn.content) })),
        },
        meta,
      };
    case "pair":
    case "preference":
    case "text":
      return {
        ...content,
        fields: Object.fromEntries(
          Object.entries(content.fields).map(([name, text]) => [name, change(text)]),
        ) as never,
        meta,
      };
  }
}

/** Findings in order of place, with the reason where one is kept. */
export function recordDetails(content: RecordContent, kept: readonly KeptDetail[] = []): RecordDetail[] {
  const found: RecordDetail[] = [];
  mapTexts(content, (text) => {
    for (const { kind, start, end } of findPersonalDetails(text)) {
      const detail = { kind, text: text.slice(start, end) };
      const known = kept.find((other) => other.kind === kind && other.text === detail.text);
      found.push({ ...detail, kept: known?.reason ?? null });
    }
    return text;
  });
  return found;
}

export const countUndecided = (content: RecordContent, kept: readonly KeptDetail[] = []) =>
  recordDetails(content, kept).filter((detail) => detail.kept === null).length;

/** The record with the chosen details replaced by their kind: `[EMAIL]`. */
export function redactDetails(
  content: RecordContent,
  isChosen: (detail: { kind: PersonalDetailKind; text: string }) => boolean,
): RecordContent {
  return mapTexts(content, (text) => {
    const chosen = findPersonalDetails(text).filter(({ kind, start, end }) =>
      isChosen({ kind, text: text.slice(start, end) }),
    );
    return replaceAll(text, chosen);
  });
}

function replaceAll(text: string, details: readonly PersonalDetail[]): string {
  let result = "";
  let at = 0;
  for (const { kind, start, end } of details) {
    result += `${text.slice(at, start)}[${kind.toUpperCase()}]`;
    at = end;
  }
  return result + text.slice(at);
}
