/**
 * Base models that runs may start from. Sizes and licences are the publishers' own; revision and file hashes of
 * hub models are pinned at their first download and are never invented here. Defaults of `mf-tiny` were measured
 * (workers/gpu/bench/two_goals.py); the others follow section 3 of the training specification.
 */
export type BaseShape = {
  layers: number;
  hidden: number;
  intermediate: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  vocabulary: number;
};

export type CatalogueEntry = {
  id: string;
  name: string;
  source: "bundled" | "hub" | "local";
  hubId: string | null;
  family: string;
  parameters: number;
  contextLength: number;
  downloadBytes: number;
  spdxId: string;
  gated: boolean;
  /** Null where the file itself tells at load time. */
  shape: BaseShape | null;
  defaults: {
    rank: 8 | 16 | 32;
    alpha: number;
    learningRate: number;
    epochs: number;
    batchSize: number;
    maxLength: number;
  };
};

const SMALL = { rank: 16, alpha: 32, learningRate: 2e-4, epochs: 3, batchSize: 8, maxLength: 1024 } as const;
const hub = (
  entry: Pick<
    CatalogueEntry,
    "id" | "name" | "hubId" | "family" | "parameters" | "contextLength" | "spdxId"
  > & { gated?: boolean },
): CatalogueEntry => ({
  source: "hub",
  downloadBytes: entry.parameters * 2,
  shape: null,
  defaults: { ...SMALL },
  gated: false,
  ...entry,
});

export const BASE_CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: "mf-tiny",
    name: "MF Tiny",
    source: "bundled",
    hubId: null,
    family: "llama",
    parameters: 5_500_000,
    contextLength: 512,
    downloadBytes: 0,
    spdxId: "Apache-2.0",
    gated: false,
    shape: { layers: 6, hidden: 256, intermediate: 704, heads: 4, kvHeads: 2, headDim: 64, vocabulary: 4096 },
    defaults: { rank: 16, alpha: 32, learningRate: 2e-3, epochs: 12, batchSize: 8, maxLength: 256 },
  },
  hub({
    id: "smollm2-135m",
    name: "SmolLM2 135M Instruct",
    hubId: "HuggingFaceTB/SmolLM2-135M-Instruct",
    family: "llama",
    parameters: 134_515_008,
    contextLength: 8192,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "smollm2-360m",
    name: "SmolLM2 360M Instruct",
    hubId: "HuggingFaceTB/SmolLM2-360M-Instruct",
    family: "llama",
    parameters: 361_821_120,
    contextLength: 8192,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "gemma-3-270m",
    name: "Gemma 3 270M it",
    hubId: "google/gemma-3-270m-it",
    family: "gemma3",
    parameters: 268_098_176,
    contextLength: 32768,
    spdxId: "LicenseRef-Gemma",
    gated: true,
  }),
  hub({
    id: "qwen3-0.6b",
    name: "Qwen3 0.6B",
    hubId: "Qwen/Qwen3-0.6B",
    family: "qwen3",
    parameters: 596_049_920,
    contextLength: 40960,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "gemma-3-1b",
    name: "Gemma 3 1B it",
    hubId: "google/gemma-3-1b-it",
    family: "gemma3",
    parameters: 999_885_952,
    contextLength: 32768,
    spdxId: "LicenseRef-Gemma",
    gated: true,
  }),
  hub({
    id: "llama-3.2-1b",
    name: "Llama 3.2 1B Instruct",
    hubId: "meta-llama/Llama-3.2-1B-Instruct",
    family: "llama",
    parameters: 1_235_814_400,
    contextLength: 131072,
    spdxId: "LicenseRef-Llama-3.2",
    gated: true,
  }),
  hub({
    id: "deepseek-r1-distill-1.5b",
    name: "DeepSeek-R1 Distill Qwen 1.5B",
    hubId: "deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B",
    family: "qwen2",
    parameters: 1_777_088_000,
    contextLength: 131072,
    spdxId: "MIT",
  }),
  hub({
    id: "qwen3-1.7b",
    name: "Qwen3 1.7B",
    hubId: "Qwen/Qwen3-1.7B",
    family: "qwen3",
    parameters: 2_031_739_904,
    contextLength: 40960,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "qwen3-4b",
    name: "Qwen3 4B",
    hubId: "Qwen/Qwen3-4B",
    family: "qwen3",
    parameters: 4_022_468_096,
    contextLength: 40960,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "mistral-7b",
    name: "Mistral 7B Instruct v0.3",
    hubId: "mistralai/Mistral-7B-Instruct-v0.3",
    family: "mistral",
    parameters: 7_248_023_552,
    contextLength: 32768,
    spdxId: "Apache-2.0",
  }),
  hub({
    id: "qwen3-8b",
    name: "Qwen3 8B",
    hubId: "Qwen/Qwen3-8B",
    family: "qwen3",
    parameters: 8_190_735_360,
    contextLength: 40960,
    spdxId: "Apache-2.0",
  }),
];

/** Null for an id that the catalogue does not list. */
export function findBaseModel(id: string): CatalogueEntry | null {
  return BASE_CATALOGUE.find((entry) => entry.id === id) ?? null;
}
