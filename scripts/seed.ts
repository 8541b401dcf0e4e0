/** `npm run seed`: the seed runs by itself in `npm start`; this says how far it is. */
import { resolve } from "node:path";

const port = process.env.MF_APP_PORT ?? "3000";
const response = await fetch(`http://localhost:${port}/api/v1/status`).catch(() => null);
if (!response?.ok) {
  console.error(
    `No instance answers on port ${port} (state in ${resolve(process.env.MF_STATE_DIR ?? ".modelfactory")}). Start one with: npm start`,
  );
  process.exit(1);
}
const { seed } = (await response.json()) as { seed: { phase: string; done: number; total: number } | null };
console.log(seed ? `seed: ${seed.phase} (${seed.done} of ${seed.total})` : "seed: complete");
