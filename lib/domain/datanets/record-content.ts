import canonicalize from "canonicalize";
import { concat, type Hex, keccak256, sha256, toBytes } from "viem";
import { z } from "zod";
import { normalisedTokens } from "./cluster-records";

/** What one row says, by the Datanet's kind. `meta` holds columns that were kept beside the text. */
const Turn = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
export const RecordContent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("pair"),
    fields: z.object({ prompt: z.string(), completion: z.string(), system: z.string().optional() }),
    meta: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal("chat"),
    fields: z.object({ messages: z.array(Turn) }),
    meta: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal("preference"),
    fields: z.object({
      prompt: z.string(),
      chosen: z.string(),
      rejected: z.string(),
      system: z.string().optional(),
    }),
    meta: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal("text"),
    fields: z.object({ text: z.string() }),
    meta: z.record(z.string(), z.string()),
  }),
]);
export type RecordContent = z.infer<typeof RecordContent>;
export type Turn = z.infer<typeof Turn>;

/** NFC and LF, so that the same text typed on two systems has the same bytes. */
export function canonicalText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC");
}

/** RFC 8785 canonical JSON of the record; its sha256 is what the salted commitment binds. */
export function recordBytes(content: RecordContent): string {
  const json = canonicalize(content);
  if (json === undefined) throw new TypeError("The record has no canonical JSON form.");
  return json;
}

/** commitment = keccak256(salt32 ++ sha256(record bytes)). */
export function commitRecord(salt: Hex, bytes: string): Hex {
  return keccak256(concat([salt, sha256(toBytes(bytes))]));
}

/** The record as the turns of a conversation, which is what training renders. */
export function toTurns(content: RecordContent): Turn[] {
  switch (content.kind) {
    case "pair": {
      const { system, prompt, completion } = content.fields;
      const turns: Turn[] = [
        { role: "user", content: prompt },
        { role: "assistant", content: completion },
      ];
      return system ? [{ role: "system", content: system }, ...turns] : turns;
    }
    case "chat":
      return content.fields.messages;
    // Trained as answers: the preferred one is what the model learns to say.
    case "preference": {
      const { system, prompt, chosen } = content.fields;
      const turns: Turn[] = [
        { role: "user", content: prompt },
        { role: "assistant", content: chosen },
      ];
      return system ? [{ role: "system", content: system }, ...turns] : turns;
    }
    case "text":
      return [{ role: "assistant", content: content.fields.text }];
  }
}

/** All fields in schema order as one text; duplicate checks compare this. */
export function comparedText(content: RecordContent): string {
  const texts = toTurns(content).map((turn) => turn.content);
  if (content.kind === "preference") texts.push(content.fields.rejected);
  return texts.join("\n");
}

/** sha256 of the normalised text; equal for records that say the same in the same words. */
export function textHash(content: RecordContent): string {
  return sha256(toBytes(normalisedTokens(comparedText(content)).join(" "))).slice(2);
}

/** Turns that a record holds, a preference's two answers counted both. */
export function countTurns(content: RecordContent): number {
  const turns = toTurns(content).length;
  return content.kind === "preference" ? turns + 1 : turns;
}

/** What stands in a row's place once it was withdrawn. */
export const WITHDRAWN_TEXT = "[withdrawn]";

/** A record of the same kind that says nothing. */
export function blankContent(kind: RecordContent["kind"]): RecordContent {
  const text = WITHDRAWN_TEXT;
  switch (kind) {
    case "pair":
      return { kind, fields: { prompt: text, completion: text }, meta: {} };
    case "chat":
      return {
        kind,
        fields: {
          messages: [
            { role: "user", content: text },
            { role: "assistant", content: text },
          ],
        },
        meta: {},
      };
    case "preference":
      return { kind, fields: { prompt: text, chosen: text, rejected: text }, meta: {} };
    case "text":
      return { kind, fields: { text }, meta: {} };
  }
}
