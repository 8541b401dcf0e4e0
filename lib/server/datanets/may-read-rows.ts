import "server-only";
import { mayReview } from "./may-review";

/** Whose business every row of a contribution is, rejected ones too: its author, the reviewers, an appeal's panel. */
export async function mayReadRows(
  contribution: Parameters<typeof mayReview>[0] & { appeal: { panel: string[] } | null },
  accountId: string | undefined,
): Promise<boolean> {
  if (accountId === undefined) return false;
  if (accountId === contribution.authorId || contribution.appeal?.panel.includes(accountId)) return true;
  return mayReview(contribution, accountId);
}
