import "server-only";
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { db } from "@/lib/server/db/prisma";
import { LARGEST_ON_DEMAND } from "./find-or-build-index";
import { versionIndexPath } from "./version-index-path";

/** Keeper step: builds one large version's index, apart, because SQLite blocks the process that writes it. */
export async function indexNextVersion(): Promise<void> {
  const large = await db().datanetVersion.findMany({
    where: { recordCount: { gt: LARGEST_ON_DEMAND } },
    select: { id: true },
    orderBy: { createdAt: "desc" },
  });
  const next = large.find(({ id }) => !existsSync(versionIndexPath(id)));
  if (!next) return;
  await new Promise<void>((done, fail) => {
    const child = fork("scripts/index-version.ts", [next.id]);
    child.on("error", fail);
    child.on("exit", (code) =>
      code === 0 ? done() : fail(new Error(`Indexing version ${next.id} ended with ${code}.`)),
    );
  });
}
