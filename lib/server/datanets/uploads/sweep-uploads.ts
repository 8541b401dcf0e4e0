import "server-only";
import { rm } from "node:fs/promises";
import { db } from "@/lib/server/db/prisma";
import { uploadPath } from "./upload-store";

const AT_ONCE = 100;

/** Gives up uploads that ran out: their bytes and then their rows go. */
export async function sweepUploads(): Promise<number> {
  const over = await db().datanetUpload.findMany({
    where: { expiresAt: { lt: new Date() }, state: { in: ["receiving", "complete"] } },
    select: { id: true },
    take: AT_ONCE,
  });
  for (const { id } of over) {
    await rm(uploadPath(id), { force: true });
    await db().datanetUpload.deleteMany({ where: { id, state: { in: ["receiving", "complete"] } } });
  }
  return over.length;
}
