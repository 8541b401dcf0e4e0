import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readTar } from "./read-tar";

const folder = mkdtempSync(join(tmpdir(), "mf-tar-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("readTar", () => {
  writeFileSync(join(folder, "state.json"), "{}");
  writeFileSync(join(folder, "weights"), Buffer.alloc(1500, 7));
  writeFileSync(join(folder, "empty"), "");
  execFileSync("tar", ["--format=ustar", "-cf", "a.tar", "state.json", "empty", "weights"], { cwd: folder });
  const archive = readFileSync(join(folder, "a.tar"));

  it("finds a file behind others, whole", () => {
    expect(Buffer.from(readTar(archive, "weights") ?? []).equals(Buffer.alloc(1500, 7))).toBe(true);
    expect(readTar(archive, "empty")?.length).toBe(0);
  });
  it("answers null for what is not there, cut off or no archive", () => {
    expect(readTar(archive, "other")).toBeNull();
    expect(readTar(archive.subarray(0, 2400), "weights")).toBeNull();
    expect(readTar(Buffer.alloc(4096, 65), "weights")).toBeNull();
    expect(readTar(Buffer.alloc(100), "weights")).toBeNull();
  });
});
