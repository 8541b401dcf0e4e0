import { expect, it } from "vitest";
import type { RecordContent } from "./record-content";
import { countUndecided, recordDetails, redactDetails } from "./record-details";

const CHAT: RecordContent = {
  kind: "chat",
  fields: {
    messages: [
      { role: "user", content: "Write to ana@harbour.example or bo@harbour.example." },
      { role: "assistant", content: "The gate is at 81.2.69.142, ask ana@harbour.example." },
    ],
  },
  meta: { source: "chidi@harbour.example" },
};

it("finds details in every turn and in kept columns, and knows which are kept", () => {
  const kept = [{ kind: "email" as const, text: "ana@harbour.example", reason: "The public desk." }];
  expect(recordDetails(CHAT, kept).map(({ text, kept: why }) => [text, why])).toEqual([
    ["chidi@harbour.example", null],
    ["ana@harbour.example", "The public desk."],
    ["bo@harbour.example", null],
    ["81.2.69.142", null],
    ["ana@harbour.example", "The public desk."],
  ]);
  expect([countUndecided(CHAT), countUndecided(CHAT, kept)]).toEqual([5, 3]);
});

it("redacts what is chosen, and a placeholder is no detail", () => {
  const emails = redactDetails(CHAT, ({ kind }) => kind === "email");
  expect(emails.kind === "chat" && emails.fields.messages.map((turn) => turn.content)).toEqual([
    "Write to [EMAIL] or [EMAIL].",
    "The gate is at 81.2.69.142, ask [EMAIL].",
  ]);
  expect(emails.meta).toEqual({ source: "[EMAIL]" });
  expect(countUndecided(emails)).toBe(1);
  const all = redactDetails(emails, () => true);
  expect(countUndecided(all)).toBe(0);
  expect(redactDetails(all, () => true)).toEqual(all);
  // Only the named one, and nothing else of the record changes.
  const one = redactDetails(CHAT, ({ text }) => text === "bo@harbour.example");
  expect(one.kind === "chat" && one.fields.messages[0]).toEqual({
    role: "user",
    content: "Write to ana@harbour.example or [EMAIL].",
  });
});
