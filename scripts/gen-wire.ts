/** Writes the JSON Schemas that the Python side is generated from: lib/generated/wire/{jobs,engine}.schema.json. */
import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import * as attribution from "@/lib/schemas/attribution";
import * as engine from "@/lib/schemas/engine";
import * as jobs from "@/lib/schemas/jobs";
import * as training from "@/lib/schemas/training";

const OUT = new URL("../lib/generated/wire/", import.meta.url);

function isSchema(value: unknown): value is z.ZodType {
  return value instanceof z.ZodType;
}

/** One document per module: every exported schema becomes a definition under its own name. */
function bundle(modules: Record<string, unknown>): object {
  const registry = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(modules)) {
    if (isSchema(value) && !registry.has(value)) registry.add(value, { id: name });
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/$defs/${id}`,
    io: "output",
    target: "draft-2020-12",
  });
  const defs = Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, schema]) => {
        const { $schema, $id, ...rest } = schema as Record<string, unknown>;
        return [name, { title: name, ...rest }];
      }),
  );
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $defs: defs };
}

mkdirSync(OUT, { recursive: true });
for (const [file, modules] of Object.entries({
  jobs: { ...training, ...jobs },
  engine: { ...attribution, ...engine },
})) {
  writeFileSync(new URL(`${file}.schema.json`, OUT), `${JSON.stringify(bundle(modules), null, 2)}\n`);
}
