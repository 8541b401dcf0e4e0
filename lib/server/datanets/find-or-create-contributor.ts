import "server-only";
import { randomBytes } from "node:crypto";
import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import type { Contributor } from "@/lib/generated/prisma/client";
import type { Account } from "@/lib/schemas/accounts";
import { db } from "@/lib/server/db/prisma";

/** contributorId = keccak256(abi.encode(datanetKey, personCommitment)); the commitment is random, never derived from the wallet. */
export async function findOrCreateContributor(
  datanet: { id: string; datanetKey: string },
  account: Account,
): Promise<Contributor> {
  const personCommitment: Hex = `0x${randomBytes(32).toString("hex")}`;
  const contributorId = keccak256(
    encodeAbiParameters(
      [{ type: "bytes32" }, { type: "bytes32" }],
      [datanet.datanetKey as Hex, personCommitment],
    ),
  );
  return db().contributor.upsert({
    where: { datanetId_accountId: { datanetId: datanet.id, accountId: account.id } },
    update: {},
    create: {
      datanetId: datanet.id,
      accountId: account.id,
      handle: account.handle,
      payee: account.address.toLowerCase(),
      personCommitment,
      contributorId,
    },
  });
}
