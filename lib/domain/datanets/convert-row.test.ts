import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import type { ColumnRole, ImportOptions } from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { convertRow, planConversion, RowRefused, splitOfWord } from "./convert-row";
import { detectRoles, tryRoles } from "./detect-shape";

const read = (
  cells: Record<string, unknown>,
  kind: DatanetKind = "pair",
  roles: Record<string, ColumnRole> = detectRoles(Object.keys(cells), kind),
  options: ImportOptions = {},
) => convertRow({ line: 7, cells }, planConversion(roles, kind, options));
const refusal = (work: () => unknown): RowRefused => {
  try {
    work();
  } catch (error) {
    if (error instanceof RowRefused) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};
const dialog = (...turns: [string, string][]) => turns.map(([role, content]) => ({ role, content }));

describe("shapes", () => {
  it("reads messages, ShareGPT, Alpaca and prompt–completion into the same record", () => {
    const shapes = [
      { messages: dialog(["user", "Where?"], ["assistant", "Here."]) },
      {
        conversations: [
          { from: "human", value: "Where?" },
          { from: "gpt", value: "Here." },
        ],
      },
      { instruction: "Where?", input: "", output: "Here." },
      { question: "Where?", answer: "Here." },
      { messages: JSON.stringify(dialog(["user", "Where?"], ["assistant", "Here."])) },
    ];
    for (const cells of shapes)
      expect(read(cells).content).toEqual({
        kind: "pair",
        fields: { prompt: "Where?", completion: "Here." },
        meta: {},
      });
  });

  it("joins Alpaca's input to its instruction", () => {
    const { content } = read({ instruction: "Shorten", input: "a long text", output: "short" });
    expect(content.fields).toEqual({ prompt: "Shorten\n\na long text", completion: "short" });
  });

  it("turns pairs into conversations, and conversations into pairs only when they are one question and answer", () => {
    expect(read({ question: "a", answer: "b" }, "chat").content.fields).toEqual({
      messages: dialog(["user", "a"], ["assistant", "b"]),
    });
    const long = dialog(["user", "a"], ["assistant", "b"], ["user", "c"], ["assistant", "d"]);
    expect(read({ messages: long }, "chat").turnsOut).toBe(4);
    expect(refusal(() => read({ messages: long })).message).toMatch(/^Line 7 has 4 turns/);
  });

  it("reads preferences given as texts and as conversations", () => {
    const fields = { prompt: "a", chosen: "good", rejected: "bad" };
    expect(read({ prompt: "a", chosen: "good", rejected: "bad" }, "preference").content.fields).toEqual(
      fields,
    );
    const answers = {
      chosen: dialog(["user", "a"], ["assistant", "good"]),
      rejected: dialog(["user", "a"], ["assistant", "bad"]),
    };
    expect(read(answers, "preference").content.fields).toEqual(fields);
    expect(refusal(() => read({ prompt: "a", chosen: "x", rejected: "x" }, "preference")).code).toBe(
      "no_preference",
    );
  });

  it.each([
    [dialog(["bot", "a"]), "role_unknown", /turn 1: unknown role "bot"/],
    [dialog(["user", "a"], ["tool", "b"]), "tool_turn", /turn 2: a tool call/],
    [dialog(["user", "a"], ["user", "b"]), "turn_order", /two user turns in a row/],
    [dialog(["user", "a"]), "turn_order", /ends with a user turn/],
    [[{ role: "user", content: "a", weight: 0 }], "weight_unsupported", /weight other than 1/],
    [[{ role: "user", content: { parts: [] } }], "not_text", /not text/],
    ["[{", "not_text", /not a list of messages/],
  ])("refuses %j as %s", (messages, code, sentence) => {
    const error = refusal(() => read({ messages }, "chat"));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
  });

  it("mends what its author asked to mend", () => {
    const options = { roleNames: { Bot: "assistant" as const }, mergeTurns: true };
    const messages = dialog(["user", "a"], ["user", "b"], ["bot", "c"]);
    const { content, turnsIn, turnsOut } = read({ messages }, "chat", { messages: "messages" }, options);
    expect(content.fields).toEqual({ messages: dialog(["user", "a\n\nb"], ["assistant", "c"]) });
    expect([turnsIn, turnsOut]).toEqual([3, 2]);
  });

  it("offers the repair for an unknown name of a turn", () => {
    const rows = [{ line: 1, cells: { messages: dialog(["customer", "a"], ["bot", "b"]) } }];
    expect(tryRoles(rows, { messages: "messages" }, "chat", {})).toEqual({
      fits: false,
      share: 0,
      fix: { roleNames: { customer: "user", bot: "assistant" } },
    });
  });

  it("takes a mapping without asking from 95 of 100 rows on", () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      line: i + 1,
      cells: { question: "a", answer: i < 5 ? "" : "b" },
    }));
    const roles = detectRoles(["question", "answer"], "pair");
    expect(tryRoles(rows, roles, "pair", {})).toMatchObject({ fits: true, share: 0.95 });
    expect(tryRoles([...rows, ...rows.slice(0, 2)], roles, "pair", {}).fits).toBe(false);
  });
});

describe("planConversion", () => {
  it("asks for a missing role and refuses one that is given twice", () => {
    const plan = (roles: Record<string, ColumnRole>) => () => planConversion(roles, "pair", {});
    expect(plan({ a: "prompt", b: "ignore" })).toThrowError(AppError);
    expect(plan({ a: "prompt", b: "ignore" })).toThrowError(/No column is the answer/);
    expect(plan({ a: "prompt", b: "prompt", c: "completion" })).toThrowError(/both the prompt/);
  });
});

describe("splits", () => {
  it("knows the usual words and no others", () => {
    expect(["train", "Test", " dev ", "validation"].map(splitOfWord)).toEqual([
      "train",
      "test",
      "validation",
      "validation",
    ]);
    expect(splitOfWord("final")).toBeNull();
    const roles: Record<string, ColumnRole> = { q: "prompt", a: "completion", s: "split" };
    expect(read({ q: "a", a: "b", s: "test" }, "pair", roles).split).toBe("test");
    expect(refusal(() => read({ q: "a", a: "b", s: "x" }, "pair", roles)).code).toBe("split_unknown");
  });
});
