import "server-only";
import { getAddress } from "viem";
import {
  type Contribution,
  ConversionReport,
  ImportOptions,
  ImportProblem,
  ScoreCard,
} from "@/lib/schemas/contributions";
import type { ChainState } from "@/lib/schemas/primitives";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { countUndecidedDetails } from "./count-undecided-details";
import { countVerdicts } from "./count-verdicts";
import { findContributionRow } from "./find-contribution-row";
import { ImportProgress } from "./imports/import-progress";
import { mayAppeal } from "./may-appeal";
import { mayReadRows } from "./may-read-rows";
import { mayReview } from "./may-review";

type Row = Awaited<ReturnType<typeof findContributionRow>>;

function anchorState(row: Row): ChainState {
  if (row.batchId !== null) return "seen";
  if (row.state === "anchoring") return row.txHash ? "sent" : "queued";
  return row.state === "failed" ? "failed" : "none";
}

async function progressOf(row: Row): Promise<Contribution["progress"]> {
  if (row.state !== "checking") return null;
  const job = await db().datanetJob.findFirst({
    where: { subjectId: row.id },
    orderBy: { createdAt: "desc" },
  });
  const { phase, rows, done } = ImportProgress.parse(job?.progress ?? {});
  return { phase, rows, done };
}

export async function toContribution(id: string, actor: Actor): Promise<Contribution> {
  const row = await findContributionRow(id, actor);
  const viewer = actor.account?.id;
  const verdicts = await countVerdicts(row.id);
  // The file as it came holds rows that were refused, and details that were redacted: it is its author's alone.
  const readsFile = row.authorId === viewer;
  const readsRows = await mayReadRows(row, viewer);
  const report = row.report === null ? null : ConversionReport.parse(row.report);
  const [withdrawn, erased] = await Promise.all([
    db().datanetRecord.count({ where: { contributionId: row.id, withdrawnAt: { not: null } } }),
    db().datanetRecord.count({ where: { contributionId: row.id, erasedAt: { not: null } } }),
  ]);
  const taken = { withdrawn, erased };
  const columns = row.columns as Contribution["columns"];
  return {
    id: row.id,
    datanet: row.datanet.slug,
    author: { address: getAddress(row.author.address), handle: row.author.handle },
    state: row.state,
    filename: row.filename,
    format: row.format as Contribution["format"],
    files: row.files.map(({ filename, bytes, sha256 }) => ({ filename, bytes: Number(bytes), sha256 })),
    options: ImportOptions.parse(row.options),
    problem: row.problem === null ? null : ImportProblem.parse(row.problem),
    progress: await progressOf(row),
    note: row.note,
    columns: readsFile ? columns : columns.map((column) => ({ ...column, samples: [] })),
    preview: readsFile ? (row.preview as Contribution["preview"]) : [],
    report: report && !readsFile ? { ...report, samples: [] } : report,
    root: row.root,
    contributorId: row.contributor.contributorId,
    anchor: { state: anchorState(row), txHash: row.txHash },
    verdicts,
    copies: row.comparedAt
      ? await db().datanetRecord.count({ where: { contributionId: row.id, copyOfId: { not: null } } })
      : null,
    scoreCard: row.scoreCard === null ? null : ScoreCard.parse(row.scoreCard),
    personalDetails: row.personalDetails,
    // Nothing is signed while one waits, so only drafts have any.
    undecidedDetails: row.state === "ready" ? await countUndecidedDetails(row.id) : 0,
    selfAccepted: row.selfAccepted,
    viewerReadsRows: readsRows,
    viewerIsAuthor: row.authorId === viewer,
    viewerMayReview: row.state === "in_review" && (await mayReview(row, viewer)),
    viewerMayAppeal: row.authorId === viewer && mayAppeal(row, verdicts.rejected),
    appealed: row.appeal !== null,
    ...taken,
    viewerMayWithdraw:
      viewer !== undefined &&
      (row.authorId === viewer || row.datanet.ownerId === viewer) &&
      row.batchId !== null &&
      ["accepted", "partly_accepted", "rejected"].includes(row.state) &&
      taken.erased < verdicts.accepted + verdicts.rejected,
    createdAt: row.createdAt.toISOString(),
  };
}
