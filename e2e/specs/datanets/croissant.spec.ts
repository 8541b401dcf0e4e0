import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { ensurePythonTool } from "../../../scripts/setup/python-tool.mjs";
import { url } from "../../fixtures/instance";

const SLUG = "modelfactory-handbook";
const READ = `
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(sys.argv[1])
issues = dataset.metadata.issues
rows = [{k.removeprefix("records/"): v.decode() if isinstance(v, bytes) else v for k, v in r.items()} for r in dataset.records("records")]
print(json.dumps({"errors": sorted(issues.errors), "warnings": sorted(issues.warnings), "rows": rows}, default=str))
`;

test("mlcroissant accepts a version's card and reads its rows back", async ({ request }) => {
  test.setTimeout(180_000);
  const python = await ensurePythonTool({
    root: process.cwd(),
    name: "croissant",
    packages: ["mlcroissant==1.1.1", "pandas==3.1.1"],
  });
  const read = spawnSync(python, ["-c", READ, `${url}/api/v1/datanets/${SLUG}/versions/1/croissant`], {
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  expect(read.status, read.stderr).toBe(0);
  const { errors, warnings, rows } = JSON.parse(read.stdout);
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });

  const page = await (await request.get(`/api/v1/datanets/${SLUG}/records?version=1&limit=100`)).json();
  expect(rows).toHaveLength(page.total);
  for (const record of page.items) {
    expect(rows[record.position]).toMatchObject({
      position: record.position,
      commitment: record.commitment,
      prompt: record.prompt,
      completion: record.completion,
    });
  }
});

test("a version is downloaded whole, by range, and as a table", async ({ request }) => {
  const path = `/api/v1/datanets/${SLUG}/versions/1/download`;
  const whole = await request.get(`${path}?format=jsonl`);
  expect(whole.headers()).toMatchObject({
    "content-disposition": `attachment; filename="${SLUG}-v1.jsonl"`,
    "x-content-type-options": "nosniff",
  });
  const text = await whole.text();
  const lines = text.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).position)).toEqual(lines.map((_, i) => i));

  const part = await request.get(`${path}?format=jsonl`, { headers: { range: "bytes=10-29" } });
  expect(part.status()).toBe(206);
  expect(await part.text()).toBe(text.slice(10, 30));
  const beyond = await request.get(path, {
    headers: { range: `bytes=${Buffer.byteLength(text)}-` },
  });
  expect(beyond.status()).toBe(416);

  const table = await (await request.get(`${path}?format=csv`)).text();
  expect(table.split("\r\n")[0]).toBe(
    "position,commitment,contributorId,leader,prompt,completion,system,meta",
  );
});
