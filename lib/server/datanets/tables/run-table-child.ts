import "server-only";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SPEC_FILE } from "../sandbox/child-files";
import { type ChildCall, type ChildEnd, runChild } from "../sandbox/run-child";
import type { TableSpec } from "./table-wire";

/** One run of the table child in a folder of its own. */
export async function runTableChild<T>(
  call: Omit<ChildCall<T>, "modules"> & { spec: TableSpec },
): Promise<ChildEnd<T>> {
  const { spec, ...rest } = call;
  await writeFile(join(call.folder, SPEC_FILE), JSON.stringify(spec));
  return runChild({ ...rest, modules: join(process.cwd(), "node_modules") });
}
