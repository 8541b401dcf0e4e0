import "server-only";
import { randomBytes } from "node:crypto";
import { findLicence, licenceHash } from "@/lib/domain/datanets/licences";
import { AppError } from "@/lib/errors/app-error";
import type { CreateDatanetBody, Datanet } from "@/lib/schemas/datanets";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { toDatanet } from "./to-datanet";

function slugify(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 48)
    .replace(/-$/, "");
  return slug.length >= 2 ? slug : `datanet-${slug || "x"}`;
}

/** Makes a draft that only its owner sees; the owner's wallet then opens it on chain. */
export async function createDatanet(call: { actor: Actor; input: CreateDatanetBody }): Promise<Datanet> {
  const account = requireAccount(call.actor);
  const { input } = call;
  if (!findLicence(input.spdxId)) {
    throw new AppError(
      "invalid_input",
      `The licence "${input.spdxId}" is not known here. Choose one of the list.`,
      {
        reason: "licence_missing",
        invalidParams: [{ name: "spdxId", reason: "choose one of the list" }],
      },
    );
  }
  const base = slugify(input.name);
  const taken = await db().datanet.count({ where: { slug: base } });
  const row = await db().datanet.create({
    data: {
      slug: taken ? `${base}-${randomBytes(3).toString("hex")}` : base,
      ownerId: account.id,
      name: input.name,
      summary: input.summary,
      card: input.card,
      guidelines: input.guidelines,
      languages: input.languages,
      access: input.access,
      kind: input.kind,
      spdxId: input.spdxId,
      licenceHash: licenceHash(input.spdxId),
      datanetKey: `0x${randomBytes(32).toString("hex")}`,
    },
    include: { owner: true },
  });
  return toDatanet(row, call.actor);
}
