import { z } from "zod";
import type { BaseShape } from "@/lib/domain/models/base-catalogue";

/** Reasons of the artefact gate (serving specification, section 4). */
export type AdapterRefusal = {
  reason:
    | "file_set"
    | "header"
    | "config"
    | "base_mismatch"
    | "target"
    | "shape"
    | "rank"
    | "size"
    | "non_finite"
    | "norm";
  detail: string;
};

export const AdapterManifest = z.strictObject({
  v: z.literal(1),
  kind: z.enum(["lora", "dora"]),
  base: z.string().regex(/^[0-9a-f]{64}$/),
  rank: z.int().min(1).max(64),
  alpha: z.number().positive(),
  scaling: z.enum(["alpha/r", "alpha/sqrt(r)"]),
  targets: z.array(z.string()).min(1),
  weights: z.string(),
  datanets: z.array(z.string()),
});

const MAX_HEADER = 1_048_576;
const BYTES_OF = { F32: 4, F16: 2, BF16: 2 } as const;
type Dtype = keyof typeof BYTES_OF;
type Tensor = { name: string; dtype: Dtype; shape: number[]; begin: number; end: number };

const TENSOR_NAME =
  /^base_model\.model\.model\.layers\.(\d+)\.(?:self_attn|mlp)\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)\.lora_(A|B|magnitude)(?:\.weight|_vector)$/;

const refuse = (reason: AdapterRefusal["reason"], detail: string): AdapterRefusal => ({ reason, detail });

const Entry = z.strictObject({
  dtype: z.enum(["F32", "F16", "BF16"]),
  shape: z.array(z.int().positive()).min(1).max(2),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/** Own parser of the safetensors header: known types, offsets in bounds, no gap and no overlap. */
function parseHeader(bytes: Buffer): Tensor[] | AdapterRefusal {
  if (bytes.length < 10) return refuse("header", "The adapter file is too short to be safetensors.");
  const length = Number(bytes.readBigUInt64LE(0));
  // A pickle or a ZIP begins with bytes that read as an absurd length here.
  if (length > MAX_HEADER || 8 + length > bytes.length || bytes[8] !== 0x7b) {
    return refuse(
      "header",
      "The adapter is not a safetensors file (its header length or first byte is wrong). Pickles and archives are never accepted.",
    );
  }
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8")) as Record<string, unknown>;
  } catch {
    return refuse("header", "The adapter's safetensors header is not JSON.");
  }
  const tensors: Tensor[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const entry = Entry.safeParse(value);
    if (!entry.success)
      return refuse(
        "header",
        `The adapter's header entry "${name}" is not a matrix or a vector of F32, F16 or BF16.`,
      );
    const { dtype, shape, data_offsets } = entry.data;
    tensors.push({ name, dtype, shape, begin: data_offsets[0], end: data_offsets[1] });
  }
  tensors.sort((a, b) => a.begin - b.begin);
  let at = 0;
  for (const tensor of tensors) {
    const size = tensor.shape.reduce((product, extent) => product * extent, BYTES_OF[tensor.dtype]);
    if (tensor.begin !== at || tensor.end - tensor.begin !== size)
      return refuse("header", `The adapter's tensor "${tensor.name}" overlaps another or leaves a gap.`);
    at = tensor.end;
  }
  if (8 + length + at !== bytes.length)
    return refuse("size", "The adapter file is longer or shorter than its tensors.");
  return tensors;
}

function isFiniteTensor(data: Buffer, dtype: Dtype): boolean {
  const step = BYTES_OF[dtype];
  for (let i = 0; i < data.length; i += step) {
    if (dtype === "F32") {
      if ((data.readUInt32LE(i) & 0x7f800000) === 0x7f800000) return false;
    } else if (dtype === "BF16") {
      if ((data.readUInt16LE(i) & 0x7f80) === 0x7f80) return false;
    } else if ((data.readUInt16LE(i) & 0x7c00) === 0x7c00) return false;
  }
  return true;
}

/** Whether rows `from` to `to` of a matrix hold nothing but zeros of either sign. */
function isZero(data: Buffer, from: number, to: number, dtype: Dtype): boolean {
  for (let i = from; i < to; i += BYTES_OF[dtype]) {
    if (dtype === "F32" ? (data.readUInt32LE(i) & 0x7fffffff) !== 0 : (data.readUInt16LE(i) & 0x7fff) !== 0)
      return false;
  }
  return true;
}

/** A row of A that is zero means a smaller rank than claimed, a B that is zero everywhere that nothing was trained. */
function checkContent(tensors: Tensor[], dataOf: (tensor: Tensor) => Buffer): AdapterRefusal | null {
  let untouched = true;
  for (const tensor of tensors) {
    const data = dataOf(tensor);
    if (tensor.name.endsWith("lora_B.weight")) {
      untouched &&= isZero(data, 0, data.length, tensor.dtype);
      continue;
    }
    if (!tensor.name.endsWith("lora_A.weight")) continue;
    const row = data.length / (tensor.shape[0] ?? 1);
    for (let from = 0; from < data.length; from += row)
      if (isZero(data, from, from + row, tensor.dtype))
        return refuse("rank", `"${tensor.name}" has a row of zeros: its rank is smaller than the plan's.`);
  }
  return untouched ? refuse("norm", "The adapter changes nothing: its B matrices are zero.") : null;
}

/** [out, in] of each linear layer. */
function linearShape(shape: BaseShape, target: string): [number, number] {
  const query = shape.heads * shape.headDim;
  const keyValue = shape.kvHeads * shape.headDim;
  switch (target) {
    case "q_proj":
      return [query, shape.hidden];
    case "k_proj":
    case "v_proj":
      return [keyValue, shape.hidden];
    case "o_proj":
      return [shape.hidden, query];
    case "down_proj":
      return [shape.hidden, shape.intermediate];
    default:
      return [shape.intermediate, shape.hidden];
  }
}

/**
 * Checks an adapter against its plan. `shape` is null for bases whose dimensions only the worker knows; it then
 * checks the same again with the loaded base.
 * @returns null when the adapter may be used
 */
export function checkAdapter(input: {
  weights: Buffer;
  manifest: string;
  weightsSha256: string;
  settings: { rank: number; alpha: number; rslora: boolean; dora: boolean };
  snapshotRoots: string[];
  shape: BaseShape | null;
}): AdapterRefusal | null {
  let manifestJson: unknown;
  try {
    manifestJson = JSON.parse(input.manifest);
  } catch {
    return refuse("config", "The adapter's manifest is not JSON.");
  }
  const manifest = AdapterManifest.safeParse(manifestJson);
  if (!manifest.success)
    return refuse("config", `The adapter's manifest is not as specified: ${z.prettifyError(manifest.error)}`);
  const { data } = manifest;
  if (data.weights !== input.weightsSha256)
    return refuse("config", "The adapter's manifest names other weights.");
  const { settings } = input;
  if (data.rank !== settings.rank || data.alpha !== settings.alpha)
    return refuse(
      "rank",
      `The plan has rank ${settings.rank} and alpha ${settings.alpha}, the adapter ${data.rank} and ${data.alpha}.`,
    );
  const planned = [settings.dora ? "dora" : "lora", settings.rslora ? "alpha/sqrt(r)" : "alpha/r"];
  if (data.kind !== planned[0] || data.scaling !== planned[1])
    return refuse(
      "config",
      `The plan makes a ${planned[0]} adapter scaled by ${planned[1]}; this is ${data.kind} by ${data.scaling}.`,
    );
  if (JSON.stringify(data.datanets) !== JSON.stringify(input.snapshotRoots))
    return refuse("config", "The adapter's manifest names other Datanet snapshots than the plan.");

  const tensors = parseHeader(input.weights);
  if ("reason" in tensors) return tensors;
  const pairs = new Map<string, { A?: Tensor; B?: Tensor; magnitude?: Tensor }>();
  for (const tensor of tensors) {
    const [, layer, target, side] = TENSOR_NAME.exec(tensor.name) ?? [];
    if (!layer || !target || !side)
      return refuse(
        "target",
        `The adapter has a tensor that no linear layer of the base takes: "${tensor.name}".`,
      );
    if (!data.targets.includes(target)) return refuse("target", `The manifest does not name "${target}".`);
    if (input.shape && Number(layer) >= input.shape.layers)
      return refuse("shape", `The base has ${input.shape.layers} layers, the adapter names layer ${layer}.`);
    const key = `${layer}.${target}`;
    pairs.set(key, { ...pairs.get(key), [side as "A" | "B" | "magnitude"]: tensor });
  }
  for (const [key, { A, B, magnitude }] of pairs) {
    if (!A || !B) return refuse("shape", `Layer ${key} has only one half of its pair.`);
    if (A.shape.length !== 2 || B.shape.length !== 2)
      return refuse("shape", `Layer ${key} has a vector where a matrix belongs.`);
    if (A.shape[0] !== settings.rank || B.shape[1] !== settings.rank)
      return refuse(
        "rank",
        `Layer ${key} has rank ${A.shape[0]} and ${B.shape[1]}; the plan has ${settings.rank}.`,
      );
    const lengths = settings.dora ? [B.shape[0]] : undefined;
    if (JSON.stringify(magnitude?.shape) !== JSON.stringify(lengths))
      return refuse(
        "shape",
        `Layer ${key} ${lengths ? "lacks the lengths of" : "has lengths, unlike"} its plan.`,
      );
    if (input.shape) {
      const [out, inner] = linearShape(input.shape, key.split(".")[1] ?? "");
      if (A.shape[1] !== inner || B.shape[0] !== out) {
        return refuse("shape", `Layer ${key} is ${B.shape[0]}×${A.shape[1]}; the base's is ${out}×${inner}.`);
      }
    }
  }
  if (input.shape && pairs.size !== input.shape.layers * data.targets.length) {
    return refuse(
      "shape",
      `The adapter has ${pairs.size} pairs; ${input.shape.layers} layers with ${data.targets.length} targets make ${input.shape.layers * data.targets.length}.`,
    );
  }
  const start = input.weights.length - (tensors.at(-1)?.end ?? 0);
  const dataOf = (tensor: Tensor) => input.weights.subarray(start + tensor.begin, start + tensor.end);
  for (const tensor of tensors) {
    if (!isFiniteTensor(dataOf(tensor), tensor.dtype))
      return refuse("non_finite", `The adapter's tensor "${tensor.name}" holds a number that is not finite.`);
  }
  return checkContent(tensors, dataOf);
}
