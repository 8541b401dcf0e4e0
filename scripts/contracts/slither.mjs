/**
 * Static analysis of contracts/src. Every finding is fixed or stands in docs/contracts/slither.json with the reason why
 * it stays; a reason without its finding is stale. docs/contracts/slither.md is written from both.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { contractsCopy } from "../chain/contracts-copy.mjs";
import { nativeForge } from "../chain/native-forge.mjs";
import { root } from "../run.mjs";
import { ensureContractTools } from "../setup/contract-tools.mjs";

const EXPLAINED = join(root, "docs/contracts/slither.json");
const PAGE = join(root, "docs/contracts/slither.md");

/** Contract, function and variable a finding is about, e.g. `InferenceMeter.settle.total`. */
function subjectOf({ elements: [element] }) {
  const names = [];
  for (let part = element; part && part.type !== "file"; part = part.type_specific_fields?.parent)
    names.unshift(part.name);
  return names.join(".");
}

/** Of everything a result depends on; `npm run check` repeats none that would come out the same. */
function stampOf(project) {
  const hash = createHash("sha256");
  const sources = readdirSync(join(project, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const others = [
    EXPLAINED,
    PAGE,
    "contracts/tools/requirements.lock",
    "package-lock.json",
    import.meta.filename,
  ];
  for (const path of [...sources, ...others]) hash.update(readFileSync(resolve(root, path)));
  return hash.digest("hex");
}

/** Slither's results over the sources alone, OpenZeppelin's left out. */
function analyse(bin, project) {
  const report = join(project, "report.json");
  rmSync(report, { force: true });
  const { stderr } = spawnSync(join(bin, "slither"), [".", "--exclude-dependencies", "--json", report], {
    cwd: project,
    encoding: "utf8",
    maxBuffer: 256 << 20,
    // It calls `forge` by name; npm's wrapper of that name would hide a failed build.
    env: {
      ...process.env,
      PATH: [dirname(nativeForge()), bin, process.env.PATH].join(delimiter),
    },
  });
  try {
    const { success, error, results } = JSON.parse(readFileSync(report, "utf8"));
    if (success) return results.detectors ?? [];
    throw new Error(error);
  } catch (error) {
    throw new Error(`slither gave no report: ${error.message}\n${stderr.slice(-3000)}`);
  }
}

function page(explained) {
  const lines = [
    "# Static analysis",
    "",
    "`npm run contracts -- slither` over `contracts/src`, dependencies left out. It writes this page from `slither.json` and",
    "fails when a finding has no reason there, or a reason no finding. None of what is left is a defect.",
  ];
  for (const [detector, { why, at }] of Object.entries(explained)) {
    const counted = at.map((subject) => `\`${subject}\``).join(", ");
    lines.push("", `## ${detector} (${at.length})`, "", why, "", counted);
  }
  return `${lines.join("\n")}\n`;
}

export default {
  about: "static analysis; fails when a finding is neither fixed nor explained (about 1 min)",
  async run() {
    const bin = await ensureContractTools(root);
    const project = contractsCopy("slither", { folders: ["src"], settings: { ast: "true" } });
    const stampFile = join(project, "holds");
    if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stampOf(project)) {
      console.log("unchanged since the last run, in which every finding had its reason");
      return true;
    }
    const explained = JSON.parse(readFileSync(EXPLAINED, "utf8"));
    const findings = analyse(bin, project).map((finding) => ({
      detector: finding.check,
      subject: subjectOf(finding),
      finding,
    }));
    const isExplained = ({ detector, subject }) => explained[detector]?.at.includes(subject);
    const unexplained = findings.filter((finding) => !isExplained(finding));
    const stale = Object.entries(explained).flatMap(([detector, { at }]) =>
      at
        .filter(
          (subject) => !findings.some((found) => found.detector === detector && found.subject === subject),
        )
        .map((subject) => `${detector}: ${subject}`),
    );
    for (const { detector, subject, finding } of unexplained)
      console.log(`not explained: ${detector}: ${subject}\n  ${finding.description.trim()}`);
    for (const line of stale) console.log(`explained but no longer found: ${line}`);
    console.log(
      `${findings.length} findings, ${unexplained.length} without a reason, ${stale.length} stale reasons`,
    );
    if (unexplained.length + stale.length > 0) return false;
    writeFileSync(PAGE, page(explained));
    writeFileSync(stampFile, stampOf(project));
    return true;
  },
};
