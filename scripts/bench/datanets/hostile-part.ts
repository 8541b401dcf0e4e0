/**
 * The whole planted set against the real web and keeper processes of an instance of its own: what becomes of each file,
 * upload and query, what the two processes weigh afterwards, and what is left behind.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { InstanceClient } from "../../client/instance-client";
import { FILE_CLASSES } from "../../imports/hostile/file-classes";
import { hostileQueries } from "../../imports/hostile/sql-class";
import { openUpload, tusMisuses } from "../../imports/hostile/tus-misuses";
import { type Instance, startInstance } from "../../start/instance";
import { freePorts } from "../../start/ports";
import { attackByFile, attackByQuery, offerTwin, publishTable, type Verdict } from "./attack-instance";
import { judged, type PartResult } from "./goal";
import { childrenOf, restingMemory } from "./process-memory";

/** A process that has never read a file has code to load and a heap to make; each class's sound file goes first. */
const WARM_UPS = 2;
const REST_S = 15;

async function newcomer(instance: Instance): Promise<InstanceClient> {
  const client = new InstanceClient(instance.url, privateKeyToAccount(generatePrivateKey()));
  await client.signIn();
  return client;
}

const pidsOf = (instance: Instance): [number, number] => {
  const [app, keeper] = [instance.parts.get("app")?.pid, instance.parts.get("keeper")?.pid];
  if (!app || !keeper) throw new Error("Web or keeper is not running.");
  return [app, keeper];
};

/** Web and keeper at rest. */
type Rest = { web: number; keeper: number; children: number[] };

async function atRest(instance: Instance): Promise<Rest> {
  const pids = pidsOf(instance);
  const [web = 0, keeper = 0] = await restingMemory(pids, REST_S);
  return { web, keeper, children: pids.flatMap(childrenOf) };
}

async function attack(instance: Instance): Promise<{ verdicts: Verdict[]; warm: Rest }> {
  const client = await newcomer(instance);
  await client.faucet();
  const version = await publishTable(client);
  for (let n = 0; n < WARM_UPS; n++) {
    for (const { name, twin } of FILE_CLASSES) await offerTwin(client, name, twin);
    await client.request("POST", `${version}/query`, { sql: "SELECT * FROM data" });
  }
  const warm = await atRest(instance);

  const verdicts: Verdict[] = [];
  for (const { name, twin, files } of FILE_CLASSES) {
    for (const file of files) verdicts.push(await attackByFile(client, name, file));
    verdicts.push(await offerTwin(client, name, twin));
    console.log(
      `${name}: ${verdicts.filter((verdict) => verdict.class === name && verdict.passed).length} as expected`,
    );
  }
  const [owner, stranger] = [await newcomer(instance), await newcomer(instance)];
  const rows = Buffer.from('{"question":"a","answer":"b"}\n');
  const place = (await openUpload(owner, rows.length)).headers.get("location") ?? "";
  for (const { what, status, answer } of tusMisuses(owner, stranger, place, rows)) {
    const said = (await answer()).status;
    verdicts.push({ class: "tus", what, passed: said === status, said: String(said) });
  }
  await owner.request("DELETE", place, undefined, { "tus-resumable": "1.0.0" });
  verdicts.push(await offerTwin(owner, "tus", { filename: "rows.jsonl", bytes: () => rows, kept: 1 }));
  const asker = await newcomer(instance);
  for (const query of hostileQueries(join(tmpdir(), "modelfactory-outside.csv")))
    verdicts.push(...(await attackByQuery(asker, version, query)));
  return { verdicts, warm };
}

/** Names of what an import, an upload or a query should have cleared away. */
function leftBehind(stateDir: string): string[] {
  const within = (folder: string) =>
    existsSync(join(stateDir, folder))
      ? readdirSync(join(stateDir, folder)).map((name) => `${folder}/${name}`)
      : [];
  return [
    ...within("imports"),
    ...within("uploads"),
    ...within("tables"),
    ...readdirSync(tmpdir()).filter((name) => name.startsWith("modelfactory-query-")),
  ];
}

const megabytes = (bytes: number) => bytes / 1e6;

export async function hostilePart(): Promise<PartResult> {
  const stateDir = mkdtempSync(join(tmpdir(), "modelfactory-hostile-"));
  // The database runs as another user when this one is root, and has to enter the folder.
  chmodSync(stateDir, 0o755);
  const instance = await startInstance({
    stateDir,
    ports: await freePorts(),
    dev: false,
    without: ["engine", "worker"],
    say: (line) => console.log(line),
  });
  try {
    const before = pidsOf(instance);
    const { verdicts, warm } = await attack(instance);
    const after = pidsOf(instance);
    const rest = await atRest(instance);
    const growth = rest.web - warm.web + rest.keeper - warm.keeper;
    const twins = verdicts.filter(({ what }) => what.startsWith("the sound twin"));
    const attacks = verdicts.filter((verdict) => !twins.includes(verdict));
    const passed = (list: Verdict[]) => list.filter((verdict) => verdict.passed).length;
    for (const { class: name, what, said } of verdicts.filter((verdict) => !verdict.passed))
      console.log(`✗ ${name}: ${what}: ${said}`);
    const left = leftBehind(stateDir);
    // The keeper's compiler has a helper that stays as long as the keeper does.
    const children = rest.children.filter((pid) => !warm.children.includes(pid));
    return {
      goals: [
        judged("planted files, uploads and queries", attacks.length, "cases", ">= 148"),
        judged("refused for their reason or contained", passed(attacks), "cases", `= ${attacks.length}`),
        judged("sound twins taken", passed(twins), "cases", `= ${twins.length}`),
        judged("growth of web and keeper over the set", megabytes(growth), "MB", "<= 50"),
        judged("web and keeper restarted", before.join() === after.join() ? 0 : 1, "times", "= 0"),
        judged("children left over", children.length, "processes", "= 0"),
        judged("files left over", left.length, "files", "= 0"),
      ],
      raw: {
        hostile: {
          memoryMb: {
            web: [megabytes(warm.web), megabytes(rest.web)],
            keeper: [megabytes(warm.keeper), megabytes(rest.keeper)],
          },
          left,
          verdicts,
        },
      },
    };
  } finally {
    await instance.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
