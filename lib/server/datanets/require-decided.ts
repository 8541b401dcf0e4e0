import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { countUndecidedDetails } from "./count-undecided-details";

/** Nothing is signed while a possible personal detail waits. @throws AppError conflict / pii_undecided */
export async function requireDecided(contributionId: string): Promise<void> {
  const count = await countUndecidedDetails(contributionId);
  if (count === 0) return;
  throw new AppError(
    "conflict",
    `${count} possible personal ${count === 1 ? "detail needs" : "details need"} a decision: redact it, drop its row, or keep it with a reason.`,
    { reason: "pii_undecided" },
  );
}
