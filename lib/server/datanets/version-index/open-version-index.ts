import "server-only";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { versionIndexPath } from "./version-index-path";

const MOST_OPEN = 16;
/** An open index stays right until rows of its version are withdrawn; the least recently used one is closed. */
const open = new Map<string, DatabaseSync>();

/** Null while the index is not built yet. */
export function openVersionIndex(versionId: string): DatabaseSync | null {
  const known = open.get(versionId);
  if (known) {
    open.delete(versionId);
    open.set(versionId, known);
    return known;
  }
  const path = versionIndexPath(versionId);
  if (!existsSync(path)) return null;
  const index = new DatabaseSync(path, { readOnly: true });
  open.set(versionId, index);
  const [oldest] = open;
  if (oldest && open.size > MOST_OPEN) {
    oldest[1].close();
    open.delete(oldest[0]);
  }
  return index;
}

/** For a version whose index was deleted: the next question opens the one that is made anew. */
export function closeVersionIndex(versionId: string): void {
  open.get(versionId)?.close();
  open.delete(versionId);
}
