import { isMap, isSeq, LineCounter, parseDocument, stringify } from "yaml";
import { z } from "zod";
import { TrainingInput } from "@/lib/schemas/training";

/** A training configuration as a file that people keep, send and edit: YAML, every field checked by the wire's schema. */
const RunConfig = z.strictObject({
  version: z.literal(1),
  goal: TrainingInput.shape.goal,
  base: z.string().min(1).max(200),
  data: z
    .array(
      z.strictObject({
        datanet: TrainingInput.shape.data.element.shape.slug,
        version: z.int().min(1),
      }),
    )
    .min(1)
    .max(8),
  settings: TrainingInput.shape.settings.unwrap().default({}),
});

/** What the wizard and a run have in common. The worker is not part of it: other people have other machines. */
export type Configured = Pick<TrainingInput, "goal" | "baseModelId" | "data" | "settings">;

/** One thing wrong with a file, as facts; the screen has the sentence. `line` is 1-based, null where there is none. */
export type ConfigProblem = {
  kind: "syntax" | "unknown" | "missing" | "range" | "choice" | "shape";
  path: string;
  line: number | null;
  /** `range`: lowest and highest value; `choice`: all values; `unknown`: what is known there; `syntax`: the parser's words. */
  wanted: string[];
  found: string;
};

const MAX_CHARACTERS = 65_536;

export function writeConfig({ goal, baseModelId, data, settings }: Configured): string {
  const config: z.infer<typeof RunConfig> = {
    version: 1,
    goal,
    base: baseModelId,
    data: data.map(({ slug, version }) => ({ datanet: slug, version })),
    settings,
  };
  return `# ModelFactory training configuration. Load it under "New training run".\n${stringify(config)}`;
}

export function readConfig(text: string): { configured: Configured } | { problems: ConfigProblem[] } {
  const lines = new LineCounter();
  const syntax = (line: number | null, found: string): { problems: ConfigProblem[] } => ({
    problems: [{ kind: "syntax", path: "", line, wanted: [], found }],
  });
  if (text.length > MAX_CHARACTERS) return syntax(null, `${text.length} > ${MAX_CHARACTERS}`);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) return syntax(lines.linePos(error.pos[0]).line, error.message);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    return syntax(null, (cause as Error).message);
  }
  const parsed = RunConfig.safeParse(value);
  if (parsed.success) {
    const { goal, base, data, settings } = parsed.data;
    return {
      configured: {
        goal,
        baseModelId: base,
        data: data.map(({ datanet, version }) => ({ slug: datanet, version })),
        settings,
      },
    };
  }
  const lineOf = (path: PropertyKey[]): number | null => {
    for (let depth = path.length; depth > 0; depth--) {
      const parent = document.getIn(path.slice(0, depth - 1), true);
      const key = path[depth - 1];
      const node = isMap(parent)
        ? parent.items.find((item) => String(item.key) === String(key))?.key
        : isSeq(parent)
          ? parent.items[Number(key)]
          : null;
      const start = (node as { range?: [number, number, number] } | null | undefined)?.range?.[0];
      if (start !== undefined) return lines.linePos(start).line;
    }
    return null;
  };
  return { problems: parsed.error.issues.flatMap((issue) => toProblems(issue, value, lineOf)) };
}

type JsonSchema = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};

/** The schema's own bounds, so that a sentence never says other limits than the check has. */
function schemaAt(path: readonly PropertyKey[]): JsonSchema {
  let at = z.toJSONSchema(RunConfig, { io: "input" }) as JsonSchema;
  for (const key of path) at = (typeof key === "number" ? at.items : at.properties?.[String(key)]) ?? {};
  return at;
}

function toProblems(
  issue: z.core.$ZodIssue,
  file: unknown,
  lineOf: (path: PropertyKey[]) => number | null,
): ConfigProblem[] {
  const path = issue.path;
  const name = (at: readonly PropertyKey[]) => at.map(String).join(".");
  const at = schemaAt(path);
  if (issue.code === "unrecognized_keys") {
    const wanted = Object.keys(at.properties ?? {});
    return issue.keys.map((key) => {
      const whole = [...path, key];
      return { kind: "unknown", path: name(whole), line: lineOf(whole), wanted, found: "" };
    });
  }
  const value = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)?.[key], file);
  const base = { path: name(path), line: lineOf(path), found: JSON.stringify(value) ?? "" };
  if (value === undefined || value === null) return [{ ...base, kind: "missing", wanted: [] }];
  const choices =
    at.enum ?? at.anyOf?.map((one) => one.const) ?? (at.const === undefined ? undefined : [at.const]);
  if (choices) return [{ ...base, kind: "choice", wanted: choices.map(String) }];
  if (at.type === "boolean") return [{ ...base, kind: "choice", wanted: ["true", "false"] }];
  if (at.minimum !== undefined && at.maximum !== undefined) {
    const whole = at.type === "integer" ? ["integer"] : [];
    return [{ ...base, kind: "range", wanted: [String(at.minimum), String(at.maximum), ...whole] }];
  }
  return [{ ...base, kind: "shape", wanted: [at.type ?? ""] }];
}
