import "server-only";
import { appealUntil } from "@/lib/domain/datanets/review-times";
import type { Contribution, ContributionAppeal } from "@/lib/generated/prisma/client";

type Judged = Pick<Contribution, "state" | "reviewedAt" | "rejectionsSentAt"> & {
  appeal: ContributionAppeal | null;
};

/** Once, within its time, while the rejections are not on the chain. The author is checked by the caller. */
export function mayAppeal(row: Judged, rejected: number): boolean {
  return (
    (row.state === "rejected" || row.state === "partly_accepted") &&
    rejected > 0 &&
    row.appeal === null &&
    row.rejectionsSentAt === null &&
    row.reviewedAt !== null &&
    appealUntil(row.reviewedAt).getTime() > Date.now()
  );
}
