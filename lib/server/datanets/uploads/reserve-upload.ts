import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { DatanetUpload } from "@/lib/generated/prisma/client";
import type { Account } from "@/lib/schemas/accounts";
import { db } from "@/lib/server/db/prisma";
import { DAY_BYTES, EXPIRY_MS, IN_FLIGHT, MAX_TABLE_BYTES, STORED_BYTES } from "./tunables";

const inWords = (bytes: number) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Takes the room for a file before its first byte comes. One lock per account, so that two uploads that start at the
 * same moment do not both find the last room free.
 * @throws AppError payload_too_large | rate_limited / quota_bytes
 */
export async function reserveUpload(
  account: Account,
  filename: string,
  size: number,
): Promise<DatanetUpload> {
  if (size > MAX_TABLE_BYTES)
    throw new AppError(
      "payload_too_large",
      `"${filename}" has ${inWords(size)}; the limit is 5 GiB. Split it.`,
    );
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`upload:${account.id}`}))`;
    const now = new Date();
    const open = await tx.datanetUpload.count({
      where: { accountId: account.id, state: "receiving", expiresAt: { gt: now } },
    });
    if (open >= IN_FLIGHT)
      throw new AppError(
        "rate_limited",
        `${IN_FLIGHT} uploads are under way. Wait for one of them, or cancel it.`,
        {
          reason: "uploads_in_flight",
        },
      );
    const today = await tx.datanetUpload.aggregate({
      where: { accountId: account.id, createdAt: { gt: new Date(now.getTime() - 24 * 3600 * 1000) } },
      _sum: { size: true },
    });
    const left = DAY_BYTES - Number(today._sum.size ?? 0n);
    if (size > left)
      throw new AppError(
        "rate_limited",
        `${inWords(Math.max(left, 0))} are left today; "${filename}" has ${inWords(size)}. Go on tomorrow.`,
        { reason: "quota_bytes" },
      );
    const stored = await tx.sourceFile.aggregate({
      where: { contribution: { authorId: account.id } },
      _sum: { bytes: true },
    });
    const room = STORED_BYTES - Number(stored._sum.bytes ?? 0n);
    if (size > room)
      throw new AppError(
        "rate_limited",
        `${inWords(Math.max(room, 0))} of your 20 GiB are free; "${filename}" has ${inWords(size)}.`,
        { reason: "quota_bytes" },
      );
    return tx.datanetUpload.create({
      data: {
        accountId: account.id,
        filename,
        size: BigInt(size),
        expiresAt: new Date(now.getTime() + EXPIRY_MS),
      },
    });
  });
}
