import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Contribution } from "@/lib/schemas/contributions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { findOrCreateContributor } from "./find-or-create-contributor";
import { enqueueImport } from "./imports/enqueue-import";
import { toContribution } from "./to-contribution";
import { completeUpload } from "./uploads/complete-upload";
import { FILES_PER_CONTRIBUTION } from "./uploads/tunables";

/**
 * Makes a contribution of uploaded files. Nothing is read here: the keeper looks into the files, and the contribution
 * stays `checking` until it has.
 * @throws AppError not_found when an upload is not the author's, not complete, or used already
 */
export async function createContribution(call: {
  actor: Actor;
  slug: string;
  uploadIds: string[];
  note: string;
}): Promise<Contribution> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  if (datanet.state === "archived")
    throw new AppError("conflict", `"${datanet.name}" is archived and takes no rows any more.`);
  if (call.uploadIds.length > FILES_PER_CONTRIBUTION)
    throw new AppError(
      "invalid_input",
      `${call.uploadIds.length} files are more than the ${FILES_PER_CONTRIBUTION} of one contribution. Offer them in two.`,
    );
  for (const id of call.uploadIds) await completeUpload(id);
  const uploads = await db().datanetUpload.findMany({
    where: { id: { in: call.uploadIds }, accountId: account.id, state: "complete" },
  });
  const files = call.uploadIds.map((id) => uploads.find((upload) => upload.id === id));
  const contributor = await findOrCreateContributor(datanet, account);
  const id = await db().$transaction(async (tx) => {
    const { count } = await tx.datanetUpload.updateMany({
      where: { id: { in: call.uploadIds }, accountId: account.id, state: "complete" },
      data: { state: "used" },
    });
    const [first] = files;
    if (!first || count !== call.uploadIds.length || files.includes(undefined))
      throw new AppError("not_found", "An upload is missing or not complete. Choose the files again.");
    const row = await tx.contribution.create({
      data: {
        datanetId: datanet.id,
        authorId: account.id,
        contributorRef: contributor.id,
        state: "checking",
        filename: files.length > 1 ? `${first.filename} and ${files.length - 1} more` : first.filename,
        note: call.note,
        files: {
          create: files.map((file, position) => ({
            position,
            filename: file?.filename ?? "",
            sha256: file?.sha256 ?? "",
            bytes: file?.size ?? 0n,
          })),
        },
      },
    });
    await enqueueImport(tx, row.id, "inspect");
    return row.id;
  });
  return toContribution(id, call.actor);
}
