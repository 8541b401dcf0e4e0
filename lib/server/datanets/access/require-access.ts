import "server-only";
import { covers } from "@/lib/domain/datanets/access-rule";
import { AppError } from "@/lib/errors/app-error";
import type { AccessPurpose } from "@/lib/schemas/datanet-access";
import { type GuardedDatanet, purposeOfViewer, type Viewer } from "./purpose-of-viewer";

const WORDS: Record<AccessPurpose, string> = {
  read: "reads its rows",
  evaluate: "evaluates with its rows",
  train: "trains on its rows",
};

/** @throws AppError forbidden with the way to get access */
export async function requireAccess(
  datanet: GuardedDatanet,
  viewer: Viewer,
  purpose: AccessPurpose,
): Promise<void> {
  if (covers(await purposeOfViewer(datanet, viewer), purpose)) return;
  throw new AppError(
    "forbidden",
    `"${datanet.name}" is ${datanet.access}: only who has its owner's grant ${WORDS[purpose]}. Ask for access on its page.`,
    { reason: "access_needed" },
  );
}
