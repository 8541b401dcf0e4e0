import "server-only";
import { MetricPoint } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";

/** Losses that were reported for each step since the last restart; a step that was done twice has two. */
export async function readCurve(tx: Tx, runId: string): Promise<Record<number, number[]>> {
  const events = await tx.runEvent.findMany({
    where: { runId, kind: { in: ["metrics", "restart"] } },
    orderBy: { seq: "asc" },
  });
  const curve: Record<number, number[]> = {};
  for (const { kind, body } of events) {
    const content = body as { points?: unknown; fromStep?: number };
    if (kind === "restart") {
      for (const step of Object.keys(curve).map(Number))
        if (step > (content.fromStep ?? 0)) delete curve[step];
      continue;
    }
    for (const point of MetricPoint.array().parse(content.points)) {
      if (point.kind !== "train") continue;
      const losses = curve[point.step] ?? [];
      losses.push(point.loss);
      curve[point.step] = losses;
    }
  }
  return curve;
}
