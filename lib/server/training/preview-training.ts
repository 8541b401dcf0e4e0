import "server-only";
import type { z } from "zod";
import { planSettings } from "@/lib/domain/training/plan-settings";
import type { TrainingInput, TrainingPreview } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { buildRunRows } from "./build-run-rows";
import { countTokens } from "./count-tokens";
import { resolveBase } from "./resolve-base";

/** One example as the model will see it, token by token, with the counts of all rows. Needs no account while all rows are public. */
export async function previewTraining(call: {
  actor: Actor;
  input: z.infer<typeof TrainingInput>;
  position: number;
}): Promise<z.infer<typeof TrainingPreview>> {
  const { actor, input, position } = call;
  const base = await resolveBase(input.baseModelId);
  const settings = planSettings(base, input.goal, input.settings);
  const { rows, counts, issues } = await buildRunRows({ actor, data: input.data, splitSecret: null });
  const leaders = rows.filter((row) => row.leader);
  const shown = leaders[position % Math.max(leaders.length, 1)]?.position ?? 0;
  const count = await countTokens({
    base: { id: base.id, source: base.source, revision: null },
    rows,
    maxLength: settings.maxLength,
    position: shown,
  });
  if (count.trainedTokens === 0) {
    issues.push({
      level: "block",
      message:
        "Nothing to learn from: no answer token is left to train on. Map the answer column or raise the length.",
    });
  } else if (count.cutRows > 0.05 * count.rows) {
    issues.push({
      level: "warn",
      message: `${count.cutRows} of ${count.rows} rows are cut at ${settings.maxLength} tokens.`,
    });
  }
  return { ...count, split: counts, issues };
}
