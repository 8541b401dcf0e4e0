import "server-only";
import { z } from "zod";
import { db } from "@/lib/server/db/prisma";

const Speed = z.object({ tokens: z.number(), seconds: z.number().positive() });
/** Two small cores train a 5.5M-parameter base at about this many tokens a second (docs/benchmarks). */
const TINY = { parameters: 5_500_000, tokensPerSecond: 2_000 };

/** Median speed of the last finished runs on this base, else the small base's speed scaled by size. */
export async function measuredTokensPerSecond(base: { id: string; parameters: number }): Promise<number> {
  const runs = await db().trainingRun.findMany({
    where: { baseModelId: base.id, trainResult: { not: { equals: null } } },
    orderBy: { createdAt: "desc" },
    take: 9,
    select: { trainResult: true },
  });
  const speeds = runs
    .map((run) => Speed.safeParse(run.trainResult))
    .flatMap((parsed) =>
      parsed.success && parsed.data.tokens > 0 ? [parsed.data.tokens / parsed.data.seconds] : [],
    )
    .sort((a, b) => a - b);
  return speeds[Math.floor(speeds.length / 2)] ?? (TINY.tokensPerSecond * TINY.parameters) / base.parameters;
}
