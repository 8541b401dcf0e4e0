import type { RecordFilter } from "@/lib/schemas/datanet-versions";

/** Every cache key of the browser. A write invalidates the shortest prefix that it can have changed. */
export const queryKeys = {
  status: ["status"] as const,
  signIn: ["sign-in"] as const,
  notifications: ["notifications"] as const,
  notificationTargets: ["notification-targets"] as const,
  datanets: ["datanets"] as const,
  datanet: (slug: string) => ["datanets", slug] as const,
  datanetRecords: (slug: string, version: number | null, filter: RecordFilter, cursor: string | null) =>
    ["datanets", slug, "records", version, filter, cursor] as const,
  versionStats: (slug: string, version: number, filter: RecordFilter) =>
    ["datanets", slug, "versions", version, "stats", filter] as const,
  recordProof: (slug: string, id: string) => ["datanets", slug, "proofs", id] as const,
  datanetVersions: (slug: string) => ["datanets", slug, "versions"] as const,
  datanetContributors: (slug: string) => ["datanets", slug, "contributors"] as const,
  contributions: (slug: string) => ["datanets", slug, "contributions"] as const,
  contribution: (slug: string, id: string) => ["datanets", slug, "contributions", id] as const,
  workers: ["workers"] as const,
  worker: (id: string) => ["workers", id] as const,
  contributionRows: (slug: string, id: string, verdict: string, order: string, cursor: string | null) =>
    ["datanets", slug, "contributions", id, "rows", verdict, order, cursor] as const,
  appeal: (slug: string, id: string) => ["datanets", slug, "contributions", id, "appeal"] as const,
  forecast: (slug: string) => ["datanets", slug, "forecast"] as const,
  members: (slug: string) => ["datanets", slug, "members"] as const,
  accessGrants: (slug: string, account: string | null) => ["datanets", slug, "access", account] as const,
  blastRadius: (slug: string, id: string) => ["datanets", slug, "contributions", id, "withdrawal"] as const,
  versionDiff: (slug: string, number: number, cursor: string | null) =>
    ["datanets", slug, "versions", number, "diff", cursor] as const,
  baseModels: ["base-models"] as const,
  models: ["models"] as const,
  model: (slug: string) => ["models", slug] as const,
  runs: ["training-runs"] as const,
  run: (id: string) => ["training-runs", id] as const,
  runCheckpoints: (id: string) => ["training-runs", id, "checkpoints"] as const,
  runDevice: (id: string) => ["training-runs", id, "device"] as const,
  exportPack: (id: string) => ["training-runs", id, "export"] as const,
  shareLinks: (id: string) => ["training-runs", id, "share-links"] as const,
  shared: ["shared-run"] as const,
  preview: (input: unknown, position: number) => ["training-preview", input, position] as const,
  estimate: (input: unknown, account: string | null) => ["training-estimate", input, account] as const,
  credit: ["credit"] as const,
  sessionKeys: (wallet: string | null, ids: readonly string[]) => ["session-keys", wallet, ids] as const,
  earnings: ["earnings"] as const,
  quote: (model: string, session: string, seq: number, messages: string, maxTokens: number) =>
    ["quote", model, session, seq, messages, maxTokens] as const,
  receipts: ["receipts"] as const,
  receiptChecks: (id: string, hash: string | null) => ["receipts", id, "checks", hash] as const,
  receipt: (id: string) => ["receipts", id] as const,
};
