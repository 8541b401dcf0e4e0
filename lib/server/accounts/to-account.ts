import "server-only";
import { getAddress } from "viem";
import type { Account as AccountRow } from "@/lib/generated/prisma/client";
import type { Account } from "@/lib/schemas/accounts";

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    address: getAddress(row.address),
    handle: row.handle,
    createdAt: row.createdAt.toISOString(),
  };
}
