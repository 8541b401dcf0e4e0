const DAY_MS = 86_400_000;

/** How long a person may object to rejected rows, from the end of the review. */
export const APPEAL_DAYS = 14;
/** How long a drawn panel has; a majority decides earlier. */
export const PANEL_DAYS = 7;
export const PANEL_SIZE = 3;

export function appealUntil(reviewedAt: Date): Date {
  return new Date(reviewedAt.getTime() + APPEAL_DAYS * DAY_MS);
}

export function panelUntil(openedAt: Date): Date {
  return new Date(openedAt.getTime() + PANEL_DAYS * DAY_MS);
}

/** What the votes say so far; null while neither side has a majority of the whole panel. */
export function panelVerdict(votes: readonly boolean[], panel: number): "overturned" | "upheld" | null {
  const overturn = votes.filter(Boolean).length;
  if (overturn * 2 > panel) return "overturned";
  // A tie of all votes leaves the verdict as it was.
  return (votes.length - overturn) * 2 > panel || votes.length === panel ? "upheld" : null;
}
