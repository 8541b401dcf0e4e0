import "server-only";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CatalogueEntry } from "@/lib/domain/models/base-catalogue";
import { serverEnv } from "@/lib/env/server-env";

const Config = z.object({
  model_type: z.string(),
  hidden_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().optional(),
  head_dim: z.number().nullish(),
  intermediate_size: z.number(),
  vocab_size: z.number(),
  max_position_embeddings: z.number(),
});

async function readBase(folder: string, name: string): Promise<CatalogueEntry | null> {
  const files = await readdir(folder);
  const weights = files.filter((file) => file.endsWith(".safetensors"));
  // Only complete Hugging Face folders count; a pickle beside them is never loaded.
  if (!files.includes("config.json") || !files.includes("tokenizer.json") || weights.length === 0)
    return null;
  const parsed = Config.safeParse(JSON.parse(await readFile(join(folder, "config.json"), "utf8")));
  if (!parsed.success) return null;
  const config = parsed.data;
  const sizes = await Promise.all(weights.map((file) => stat(join(folder, file))));
  const bytes = sizes.reduce((sum, info) => sum + info.size, 0);
  return {
    id: `local:${name}`,
    name,
    source: "local",
    hubId: null,
    family: config.model_type,
    parameters: Math.round(bytes / 2),
    contextLength: config.max_position_embeddings,
    downloadBytes: 0,
    spdxId: "LicenseRef-local",
    gated: false,
    shape: {
      layers: config.num_hidden_layers,
      hidden: config.hidden_size,
      intermediate: config.intermediate_size,
      heads: config.num_attention_heads,
      kvHeads: config.num_key_value_heads ?? config.num_attention_heads,
      headDim: config.head_dim ?? config.hidden_size / config.num_attention_heads,
      vocabulary: config.vocab_size,
    },
    defaults: { rank: 16, alpha: 32, learningRate: 2e-4, epochs: 3, batchSize: 8, maxLength: 512 },
  };
}

/** Hugging Face folders under MODELS_DIR: config, tokenizer and safetensors. Empty when the variable is not set. */
export async function listLocalBases(): Promise<CatalogueEntry[]> {
  const directory = serverEnv().MODELS_DIR;
  if (!directory) return [];
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => readBase(join(directory, entry.name), entry.name)),
  );
  return found.filter((base) => base !== null);
}
