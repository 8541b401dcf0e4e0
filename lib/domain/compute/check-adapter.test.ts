import { describe, expect, it } from "vitest";
import type { BaseShape } from "@/lib/domain/models/base-catalogue";
import { checkAdapter } from "./check-adapter";

const SHAPE: BaseShape = {
  layers: 1,
  hidden: 4,
  intermediate: 6,
  heads: 2,
  kvHeads: 1,
  headDim: 2,
  vocabulary: 16,
};
const NAME = "base_model.model.model.layers.0.self_attn.q_proj";

function safetensors(tensors: { name: string; shape: number[]; values: number[] }[]): Buffer {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + values.length * 4] };
    at += values.length * 4;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([
    length,
    json,
    Buffer.from(new Float32Array(tensors.flatMap((t) => t.values)).buffer),
  ]);
}

const pair = (value = 0.5, rank = 2, out = 4) => [
  {
    name: `${NAME}.lora_A.weight`,
    shape: [rank, 4] as [number, number],
    values: new Array(rank * 4).fill(value),
  },
  {
    name: `${NAME}.lora_B.weight`,
    shape: [out, rank] as [number, number],
    values: new Array(out * rank).fill(0.1),
  },
];
const manifest = {
  v: 1,
  kind: "lora",
  base: "0".repeat(64),
  rank: 2,
  alpha: 4,
  scaling: "alpha/r",
  targets: ["q_proj"],
  weights: "w",
  datanets: ["0x1"],
};
const check = (weights: Buffer, change: object = {}, planned: object = {}) =>
  checkAdapter({
    weights,
    manifest: JSON.stringify({ ...manifest, ...change }),
    weightsSha256: "w",
    settings: { rank: 2, alpha: 4, rslora: false, dora: false, ...planned },
    snapshotRoots: ["0x1"],
    shape: SHAPE,
  });

describe("checkAdapter", () => {
  it("accepts the adapter that the plan implies", () => expect(check(safetensors(pair()))).toBeNull());
  it("refuses a pickle", () =>
    expect(check(Buffer.concat([Buffer.from([0x80, 0x04, 0x95]), Buffer.alloc(64)]))?.reason).toBe("header"));
  it("refuses NaN and infinity", () => {
    expect(check(safetensors(pair(Number.NaN)))?.reason).toBe("non_finite");
    expect(check(safetensors(pair(Number.POSITIVE_INFINITY)))?.reason).toBe("non_finite");
  });
  it("refuses another rank and another shape", () => {
    expect(check(safetensors(pair(0.5, 3)))?.reason).toBe("rank");
    expect(check(safetensors(pair(0.5, 2, 6)))?.reason).toBe("shape");
  });
  it("refuses half a pair, a foreign tensor and trailing bytes", () => {
    expect(check(safetensors(pair().slice(0, 1)))?.reason).toBe("shape");
    expect(check(safetensors([{ name: "lm_head.weight", shape: [1, 1], values: [1] }]))?.reason).toBe(
      "target",
    );
    expect(check(Buffer.concat([safetensors(pair()), Buffer.from("extra")]))?.reason).toBe("size");
  });
  it("refuses a manifest of other weights or other data", () => {
    expect(check(safetensors(pair()), { weights: "other" })?.reason).toBe("config");
    expect(check(safetensors(pair()), { datanets: ["0x2"] })?.reason).toBe("config");
  });

  it("takes another scaling, and lengths, exactly where the plan has them", () => {
    const plain = safetensors(pair());
    const root = { scaling: "alpha/sqrt(r)" };
    expect(check(plain, root, { rslora: true })).toBeNull();
    expect(check(plain, root)?.reason).toBe("config");
    expect(check(plain, {}, { rslora: true })?.reason).toBe("config");
    const lengths = (values: number[]) =>
      safetensors([...pair(), { name: `${NAME}.lora_magnitude_vector`, shape: [values.length], values }]);
    expect(check(lengths([1, 1, 1, 1]), { kind: "dora" }, { dora: true })).toBeNull();
    expect(check(lengths([1, 1, 1, 1]))?.reason).toBe("shape");
    expect(check(lengths([1, 1, 1]), { kind: "dora" }, { dora: true })?.reason).toBe("shape");
    expect(check(plain, { kind: "dora" }, { dora: true })?.reason).toBe("shape");
    expect(check(lengths([1, 1, 1, Number.NaN]), { kind: "dora" }, { dora: true })?.reason).toBe(
      "non_finite",
    );
  });

  it("refuses an adapter that changes nothing, and one padded with zeros to its rank", () => {
    const [a, b] = pair();
    if (!a || !b) throw new Error("the pair is missing");
    expect(check(safetensors([a, { ...b, values: b.values.map(() => -0) }]))?.reason).toBe("norm");
    const half = a.values.map((value, i) => (i < 4 ? value : 0));
    expect(check(safetensors([{ ...a, values: half }, b]))?.reason).toBe("rank");
  });
});
