import { z } from "zod";
import { AccessPurpose, DatanetAccess } from "./datanet-access";
import { Address, Hash32, page, Slug, Timestamp, WalletCall, Wei } from "./primitives";

/**
 * GET, POST /api/v1/datanets · GET, PATCH /api/v1/datanets/{slug} · POST …/{slug}/publications
 * GET …/{slug}/contributors · GET, POST …/{slug}/members
 */

export const DatanetKind = z.enum(["pair", "chat", "preference", "text"]);
export type DatanetKind = z.infer<typeof DatanetKind>;

export const Licence = z.object({
  spdxId: z.string(),
  name: z.string(),
  /** What the licence allows here; `credit` asks to name the source, which receipts and cards do. */
  train: z.boolean(),
  publish: z.boolean(),
  paidInference: z.boolean(),
});
export type Licence = z.infer<typeof Licence>;

/** BCP 47: a language, optionally with script or region. */
export const LanguageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?$/, "write a language as en, pt-BR or zh-Hant");

export const DatanetCard = z.object({
  slug: Slug,
  name: z.string(),
  summary: z.string(),
  kind: DatanetKind,
  spdxId: z.string(),
  owner: z.object({ address: Address, handle: z.string() }),
  /** draft: only here; publishing: the wallet's transaction is on its way; published: on chain. */
  state: z.enum(["draft", "publishing", "published", "archived"]),
  access: DatanetAccess,
  records: z.int(),
  contributors: z.int(),
  latestVersion: z.int().nullable(),
  models: z.int(),
  paidWei: Wei,
  createdAt: Timestamp,
});
export type DatanetCard = z.infer<typeof DatanetCard>;

export const Datanet = DatanetCard.extend({
  card: z.string(),
  /** What the owner asks of rows; empty when nothing is written. */
  guidelines: z.string(),
  /** Languages that its rows are written in; their measured share is part of a row's quality. */
  languages: z.array(LanguageTag),
  datanetKey: Hash32,
  licence: Licence,
  viewerIsOwner: z.boolean(),
  /** The most that the viewer may do with the rows; null: look at the card only. */
  viewerMay: AccessPurpose.nullable(),
  txHash: Hash32.nullable(),
  /** Present while the owner's wallet still has to send `createDatanet`. */
  publish: WalletCall.nullable(),
  pendingContributions: z.int(),
  /** Accepted rows that the newest version does not hold. */
  unsealed: z.int(),
  /** Rows of the newest version that their authors took back since; nothing new is trained on it. */
  withdrawn: z.int(),
});
export type Datanet = z.infer<typeof Datanet>;
export const DatanetPage = page(DatanetCard);

const Languages = z.array(LanguageTag).max(10, "at most 10 languages").default([]);

export const CreateDatanetBody = z.strictObject({
  name: z.string().trim().min(3, "at least 3 characters").max(80, "at most 80 characters"),
  summary: z.string().trim().min(10, "at least 10 characters").max(280, "at most 280 characters"),
  card: z.string().max(20_000).default(""),
  kind: DatanetKind.default("pair"),
  spdxId: z.string().min(1, "choose a licence"),
  guidelines: z.string().max(8_000).default(""),
  languages: Languages,
  access: DatanetAccess.default("public"),
});
export type CreateDatanetBody = z.infer<typeof CreateDatanetBody>;

/** What an owner may change at any time; kind, licence and versions never change. Absent fields stay. */
export const UpdateDatanetBody = z.strictObject({
  summary: CreateDatanetBody.shape.summary.optional(),
  card: z.string().max(20_000).optional(),
  guidelines: z.string().max(8_000).optional(),
  languages: Languages.removeDefault().optional(),
  access: DatanetAccess.optional(),
});
export type UpdateDatanetBody = z.infer<typeof UpdateDatanetBody>;

/** The wallet sent `createDatanet`; the server checks the transaction and waits for its log. */
export const ReportPublicationBody = z.strictObject({ txHash: Hash32 });

export const DatanetMember = z.object({ address: Address, handle: z.string(), since: Timestamp });
export type DatanetMember = z.infer<typeof DatanetMember>;
export const DatanetMemberPage = page(DatanetMember);
export const AddMemberBody = z.strictObject({ address: Address });

export const DatanetContributor = z.object({
  contributorId: Hash32,
  handle: z.string(),
  payee: Address.nullable(),
  records: z.int(),
  paidWei: Wei,
});
export type DatanetContributor = z.infer<typeof DatanetContributor>;
export const DatanetContributorPage = page(DatanetContributor);

/** What records of a Datanet earned lately; no promise about others. */
export const EarningsForecast = z.object({
  days: z.int(),
  /** Records that are first of their kind in the newest version. */
  leaders: z.int(),
  /** Per such record: a tenth earned less than the first, a tenth more than the second. Null while nothing was earned. */
  range: z.object({ p10Wei: Wei, p90Wei: Wei }).nullable(),
});
export type EarningsForecast = z.infer<typeof EarningsForecast>;
