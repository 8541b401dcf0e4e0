/** The whole planted set against the real import child, run by the test that `npm test` runs a part of. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../run.mjs";
import { judged, type PartResult } from "./goal";

export async function hostilePart(): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), "modelfactory-hostile-"));
  const file = join(folder, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  spawnSync(
    process.execPath,
    [vitest, "run", "scripts/imports/hostile", "--reporter=json", `--outputFile=${file}`],
    {
      cwd: root,
      env: { ...process.env, MF_HOSTILE: "all" },
      stdio: "ignore",
    },
  );
  const { testResults } = JSON.parse(readFileSync(file, "utf8")) as {
    testResults: { assertionResults: { status: string; title: string; ancestorTitles: string[] }[] }[];
  };
  rmSync(folder, { recursive: true });
  const tests = testResults.flatMap((result) => result.assertionResults);
  const named = tests.filter((test) => test.ancestorTitles[0] !== "afterwards");
  const twins = named.filter((test) => test.title === "the sound twin imports");
  const files = named.filter((test) => test.title !== "the sound twin imports");
  const passed = (list: typeof tests) => list.filter((test) => test.status === "passed").length;
  for (const test of tests)
    if (test.status !== "passed") console.log(`✗ ${test.ancestorTitles.join(" ")} ${test.title}`);
  return {
    goals: [
      judged("planted files, refused or contained", passed(files), "files", `= ${files.length}`),
      judged("sound twins imported", passed(twins), "classes", `= ${twins.length}`),
      judged(
        "children left over",
        passed(tests.filter((test) => test.title === "no child is left over")) === 1 ? 0 : 1,
        "checks failed",
        "= 0",
      ),
    ],
    raw: {
      hostile: tests.map(({ status, title, ancestorTitles }) => ({
        status,
        title,
        class: ancestorTitles[0],
      })),
    },
  };
}
