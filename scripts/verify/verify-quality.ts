import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { recomputeQuality } from "@/lib/domain/datanets/quality/recompute-quality";
import { refuse } from "./refuse";

const SHOWN = 20;

/** Computes every number of an export of scores again. @returns whether all of them match */
export async function verifyQuality(file: string): Promise<boolean> {
  if (!existsSync(file)) refuse(`${file} cannot be read.`);
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const { rows, differences } = await recomputeQuality(lines).catch(() =>
    refuse(`${file} is not an export of scores. Download one on a contribution's page.`),
  );
  for (const difference of differences.slice(0, SHOWN)) console.log(`✗ ${difference}`);
  console.log(
    differences.length === 0
      ? `✓ All scores and parts of ${rows} rows match.`
      : `${differences.length} numbers differ.`,
  );
  return differences.length === 0;
}
