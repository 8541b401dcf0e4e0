import { z } from "zod";

/** One question with what came of it. Everything else about it is in its receipt. */
export const Turn = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  state: z.enum(["sending", "answering", "attributing", "done", "cut", "failed"]),
  receiptId: z.string().nullable(),
});
export type Turn = z.infer<typeof Turn>;

const KEPT = 20;

/** Turns as they are kept over a reload: what was under way then is cut off. */
export function restoreConversation(text: string | null): Turn[] {
  if (text === null) return [];
  try {
    const parsed = z.array(Turn).safeParse(JSON.parse(text));
    if (!parsed.success) return [];
    return parsed.data.map((turn) =>
      turn.state === "sending" || turn.state === "answering" || turn.state === "attributing"
        ? { ...turn, state: turn.receiptId ? ("done" as const) : ("cut" as const) }
        : turn,
    );
  } catch {
    return [];
  }
}

export const storeConversation = (turns: readonly Turn[]): string => JSON.stringify(turns.slice(-KEPT));
