import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { LaunchSpec } from "@/lib/domain/compute/launch/launch-spec";
import { kubernetes } from "./kubernetes";
import { skypilot } from "./skypilot";
import { slurm } from "./slurm";

/** What each place's own command is called with: a stand-in writes down its arguments, input and the secret it sees. */
const folder = mkdtempSync(join(tmpdir(), "mf-launch-"));
const SECRET = "the operator's code";
const spec = LaunchSpec.parse({
  name: "night",
  serverUrl: "https://models.example.org",
  credential: { kind: "code", secret: SECRET },
  image: "mfworker:1",
});
process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
process.env.HOME = folder;
delete process.env.MF_WORKER_CODE;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Call = { args: string; input: string; secret: string };
function stand(command: string, prints: string, status = 0): () => Call {
  const file = join(folder, command);
  const lines = [
    "#!/bin/sh",
    `printf '%s ' "$@" > '${file}.args'`,
    `cat > '${file}.in'`,
    `for a in "$@"; do case "$a" in *.yaml) cat "$a" >> '${file}.in';; esac; done`,
    `printf %s "\${MF_WORKER_CODE:-}" > '${file}.secret'`,
    `printf '%s' '${prints}'`,
    `exit ${status}`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  chmodSync(file, 0o755);
  const read = (end: string) => readFileSync(`${file}.${end}`, "utf8");
  return () => ({ args: read("args").trim(), input: read("in"), secret: read("secret") });
}

describe("launchers", () => {
  it("hand Kubernetes its manifests and read its answer", async () => {
    const seen = stand("kubectl", "");
    expect(await kubernetes.start(spec)).toEqual({ id: "night" });
    expect(seen().args).toBe("create -f -");
    const kinds = parseAllDocuments(seen().input).map((document) => document.toJS().kind);
    expect(kinds).toEqual(["Secret", "Job"]);
    expect(seen().input).toContain(SECRET);
    expect(kubernetes.render(spec)).not.toContain(SECRET);
    stand("kubectl", '{"status":{"active":1}}');
    expect(await kubernetes.status("night")).toBe("running");
    const stopped = stand("kubectl", "");
    await kubernetes.stop("night");
    expect(stopped().args).toBe("delete job,secret night --ignore-not-found");
  });

  it("hand Slurm a script, and the secret in a file for its owner alone", async () => {
    const seen = stand("sbatch", "4711;east\n");
    expect(await slurm.start(spec)).toEqual({ id: "4711" });
    expect(seen().input).toContain("#SBATCH --job-name=night");
    expect(seen().input).not.toContain(SECRET);
    const file = join(folder, ".mfworker", "night.env");
    expect(readFileSync(file, "utf8")).toBe("MF_WORKER_CODE='the operator'\\''s code'\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    stand("squeue", "RUNNING\n");
    expect(await slurm.status("4711")).toBe("running");
    stand("squeue", "");
    expect(await slurm.status("4711")).toBe("ended");
  });

  it("hand SkyPilot a task without the secret, and the secret beside it", async () => {
    const seen = stand("sky", "");
    await skypilot.start(spec);
    expect(seen().args).toMatch(
      /^jobs launch --yes --detach-run --name night --secret MF_WORKER_CODE .*task\.yaml$/,
    );
    expect(seen().input).toContain("name: night");
    expect(seen().input).not.toContain(SECRET);
    expect(seen().secret).toBe(SECRET);
    stand("sky", "ID NAME STATUS\n1 other FAILED\n2 night RECOVERING\n");
    expect(await skypilot.status("night")).toBe("recovering");
    expect(await skypilot.status("gone")).toBe("ended");
  });

  it("say what a place said, and what is missing here", async () => {
    stand("kubectl", "no such cluster", 3);
    await expect(kubernetes.start(spec)).rejects.toThrow("kubectl create ended with 3: no such cluster");
    rmSync(join(folder, "sky"));
    await expect(skypilot.stop("night")).rejects.toThrow(/"sky" is not installed here/);
  });
});
