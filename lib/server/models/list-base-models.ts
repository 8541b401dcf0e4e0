import "server-only";
import { BASE_CATALOGUE } from "@/lib/domain/models/base-catalogue";
import { fitOf, needBytes } from "@/lib/domain/training/fit";
import { WorkerCapabilities } from "@/lib/schemas/jobs";
import type { BaseModel } from "@/lib/schemas/models";
import type { TrainingSettings } from "@/lib/schemas/training";
import { findOnlineWorkers } from "@/lib/server/compute/find-online-workers";
import { listLocalBases } from "./list-local-bases";

/** The catalogue with a memory-fit verdict against the largest worker that is online. */
export async function listBaseModels(): Promise<{ items: BaseModel[]; nextCursor: null }> {
  const workers = (await findOnlineWorkers()).map((worker) => WorkerCapabilities.parse(worker.caps));
  const memory = (caps: WorkerCapabilities) =>
    caps.device === "cuda" ? caps.gpuMemoryBytes : caps.memoryBytes;
  const largest = workers.sort((a, b) => memory(b) - memory(a))[0] ?? null;
  const cached = new Set(workers.flatMap((caps) => caps.bases));
  const entries = [...BASE_CATALOGUE, ...(await listLocalBases())];
  return {
    items: entries.map((entry) => {
      const { defaults } = entry;
      const free = largest ? memory(largest) : null;
      const needFor = (method: TrainingSettings["method"]) =>
        needBytes(entry, largest?.device ?? "cpu", { ...defaults, method });
      const { shape: _, defaults: all, ...shown } = entry;
      const { maxLength: __, ...shownDefaults } = all;
      return {
        ...shown,
        available: entry.source !== "hub" || cached.has(entry.id),
        fit: fitOf(needFor("lora"), free),
        needBytes: Math.round(needFor("lora")),
        qlora: largest?.methods.includes("qlora")
          ? { fit: fitOf(needFor("qlora"), free), needBytes: Math.round(needFor("qlora")) }
          : null,
        defaults: shownDefaults,
      };
    }),
    nextCursor: null,
  };
}
