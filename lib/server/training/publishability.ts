import "server-only";
import { findLicence } from "@/lib/domain/datanets/licences";
import type { RunRow } from "./find-run-row";
import type { FoundSweep } from "./find-sweep";

/** Why a run cannot be published yet, as a sentence; null when it can. */
export function publishability(row: RunRow, sweep: FoundSweep | null): string | null {
  if (row.model) return "This run is published already.";
  if (row.state !== "SUCCEEDED" && row.state !== "STOPPED") return "The run has to be complete first.";
  if (!row.adapterHash || !row.indexRoot) return "The attribution index is missing.";
  if (sweep && !sweep.ended)
    return "The other runs of its sweep have to end first; the best by held-out loss is kept.";
  if (sweep?.best && sweep.best !== row.id)
    return "Another run of its sweep has a lower held-out loss and is kept instead.";
  const refused = row.snapshots.find(({ version }) => !findLicence(version.datanet.spdxId)?.publish);
  if (refused)
    return `"${refused.version.datanet.name}" is ${refused.version.datanet.spdxId}, which does not allow publishing a model.`;
  return null;
}
