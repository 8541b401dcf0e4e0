import "server-only";
import { applyAccessGranted } from "@/lib/server/datanets/access/apply-access-granted";
import { applyBatchAnchored } from "@/lib/server/datanets/apply-batch-anchored";
import { integer, type Projector, text } from "./projector";

/** Datanet rows follow the registry's logs; a page shows them as soon as they are in a block. */
export const datanetProjectors: readonly Projector[] = [
  {
    contract: "DatanetRegistry",
    events: ["DatanetCreated"],
    seen: async (tx, log) => {
      await tx.datanet.updateMany({
        // Only its owner can open a Datanet here: another wallet that took the key opened something else.
        where: {
          datanetKey: text(log, "datanetKey"),
          state: { in: ["draft", "publishing"] },
          owner: { address: text(log, "owner").toLowerCase() },
        },
        data: { state: "published", txHash: log.txHash },
      });
    },
    undone: async (tx, log) => {
      await tx.datanet.updateMany({
        where: { datanetKey: text(log, "datanetKey"), state: "published" },
        data: { state: "publishing" },
      });
    },
  },
  {
    contract: "DatanetRegistry",
    events: ["ContributorRegistered"],
    seen: async (tx, log) => {
      await tx.contributor.updateMany({
        where: { contributorId: text(log, "contributorId") },
        data: { registered: true },
      });
    },
  },
  {
    contract: "DatanetRegistry",
    events: ["BatchAnchored"],
    seen: (tx, log) =>
      applyBatchAnchored(tx, {
        datanetKey: text(log, "datanetKey"),
        contributorId: text(log, "contributorId"),
        root: text(log, "root"),
        batchId: Number(integer(log, "batchId")),
        txHash: log.txHash,
      }),
  },
  {
    contract: "DatanetRegistry",
    events: ["VersionAnchored"],
    seen: async (tx, log) => {
      await tx.datanetVersion.updateMany({
        where: {
          snapshotRoot: text(log, "snapshotRoot"),
          number: Number(integer(log, "number")),
          datanet: { datanetKey: text(log, "datanetKey") },
        },
        data: { state: "anchored", txHash: log.txHash },
      });
    },
    undone: async (tx, log) => {
      await tx.datanetVersion.updateMany({
        where: { snapshotRoot: text(log, "snapshotRoot"), state: "anchored" },
        data: { state: "sealed" },
      });
    },
  },
  {
    contract: "DatanetRegistry",
    events: ["AccessGranted"],
    seen: (tx, log) => applyAccessGranted(tx, log),
    undone: async (tx, log) => {
      await tx.accessGrant.updateMany({ where: { grantId: text(log, "grantId") }, data: { txHash: null } });
    },
  },
  {
    contract: "DatanetRegistry",
    events: ["GrantRevoked"],
    seen: async (tx, log) => {
      await tx.accessGrant.updateMany({
        where: { grantId: text(log, "grantId"), state: "granted" },
        data: { state: "revoked" },
      });
    },
  },
];
