/**
 * `npm run launch -- start|render|status|stop --on local|ray|kubernetes|slurm|skypilot [options]`: workers on other
 * machines. MF_WORKER_CODE makes them the operator's own; MF_WORKER_WALLET_KEY makes them a provider's.
 */
import { parseArgs } from "node:util";
import { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";
import { kubernetes } from "./launch/kubernetes";
import { LaunchError, type Launcher } from "./launch/launcher";
import { local } from "./launch/local";
import { ray } from "./launch/ray";
import { skypilot } from "./launch/skypilot";
import { slurm } from "./launch/slurm";

const LAUNCHERS: Record<string, Launcher> = { local, ray, kubernetes, slurm, skypilot };
const USAGE = `npm run launch -- start|render --on ${Object.keys(LAUNCHERS).join("|")} --name <name> --url <platform>
  [--image <image>] [--python <interpreter>] [--gpus 0] [--cpus 2] [--memory 8] [--hours 24] [--idle 300]
npm run launch -- status|stop --on <place> --id <what start printed>`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    on: { type: "string", default: "local" },
    id: { type: "string" },
    name: { type: "string" },
    url: { type: "string" },
    image: { type: "string" },
    python: { type: "string" },
    gpus: { type: "string" },
    cpus: { type: "string" },
    memory: { type: "string" },
    hours: { type: "string" },
    idle: { type: "string" },
  },
});

function specFromArguments(): LaunchSpec {
  const { MF_WORKER_CODE: code, MF_WORKER_WALLET_KEY: key } = process.env;
  if (!code && !key)
    throw new LaunchError("Set MF_WORKER_CODE (your own machine) or MF_WORKER_WALLET_KEY (a provider's).");
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const parsed = LaunchSpec.safeParse({
    name: values.name,
    serverUrl: values.url,
    credential: code ? { kind: "code", secret: code } : { kind: "wallet", secret: key },
    image: values.image,
    python: values.python,
    gpus: number(values.gpus),
    cpus: number(values.cpus),
    memoryGb: number(values.memory),
    maxHours: number(values.hours),
    idleExitS: number(values.idle),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LaunchError(`${issue?.path.join(".")}: ${issue?.message}\n\n${USAGE}`);
}

async function main(): Promise<void> {
  const [verb] = positionals;
  const launcher = LAUNCHERS[values.on];
  if (!launcher) throw new LaunchError(`There is no launcher "${values.on}".\n\n${USAGE}`);
  if (verb === "render") console.log(launcher.render(specFromArguments()));
  else if (verb === "start") console.log((await launcher.start(specFromArguments())).id);
  else if ((verb === "status" || verb === "stop") && values.id) {
    if (verb === "status") console.log(await launcher.status(values.id));
    else await launcher.stop(values.id);
  } else throw new LaunchError(USAGE);
}

await main().catch((error) => {
  if (!(error instanceof LaunchError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
