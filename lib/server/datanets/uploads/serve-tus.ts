import "server-only";
import { ERRORS, MemoryLocker, Server } from "@tus/server";
import { AppError } from "@/lib/errors/app-error";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { problemBody } from "@/lib/server/http/problem";
import { completeUpload } from "./complete-upload";
import { displayName } from "./display-name";
import { reserveUpload } from "./reserve-upload";
import { MAX_TABLE_BYTES } from "./tunables";
import { UploadStore } from "./upload-store";

const PATH = "/api/v1/uploads";
/** Two parts of one upload are never written at once. */
const locker = new MemoryLocker();

function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if ((error as NodeJS.ErrnoException).code !== "ENOSPC") return null;
  return new AppError(
    "upstream_unavailable",
    "The server's disk is full. What arrived is kept; go on later.",
    {
      reason: "disk_full",
    },
  );
}

/**
 * One request of the tus 1.0 protocol by a signed-in account. Room is reserved and the id is drawn by the server before
 * the first byte; a foreign upload does not exist.
 */
export async function serveTus(call: {
  actor: Actor;
  request: Request;
  requestId: string;
}): Promise<Response> {
  const account = requireAccount(call.actor);
  const server = new Server({
    path: PATH,
    datastore: new UploadStore(),
    locker,
    relativeLocation: true,
    maxSize: MAX_TABLE_BYTES,
    allowedOrigins: [],
    namingFunction: async (request, metadata) => {
      const size = Number(request.headers.get("upload-length"));
      if (!Number.isSafeInteger(size)) throw ERRORS.INVALID_LENGTH;
      return (await reserveUpload(account, displayName(metadata?.filename ?? "rows"), size)).id;
    },
    onIncomingRequest: async (_request, id) => {
      const own = await db().datanetUpload.count({
        where: { id, accountId: account.id, expiresAt: { gt: new Date() } },
      });
      if (own !== 1) throw ERRORS.FILE_NOT_FOUND;
    },
    onUploadFinish: async (_request, upload) => {
      await completeUpload(upload.id);
      return {};
    },
    onResponseError: (_request, error) => {
      const refusal = asAppError(error);
      if (!refusal) return undefined;
      return { status_code: refusal.status, body: JSON.stringify(problemBody(refusal, call.requestId)) };
    },
  });
  return server.handleWeb(call.request);
}
