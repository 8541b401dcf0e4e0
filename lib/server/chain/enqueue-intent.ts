import "server-only";
import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
} from "viem";
import type { Tx } from "@/lib/server/db/prisma";
import { addressBook } from "./address-book";
import type { ContractName } from "./address-book-file";
import { CONTRACT_ABIS, type ContractAbis } from "./contract-abis";
import type { Lane } from "./lanes";

/** A transaction that a business fact wants. `after` names an intent of another lane that must be in a block first. */
export interface NewIntent<
  C extends ContractName = ContractName,
  F extends ContractFunctionName<ContractAbis[C], "nonpayable"> = ContractFunctionName<
    ContractAbis[C],
    "nonpayable"
  >,
> {
  /** Unique name of the fact, for example `settle:<batch id>`. */
  key: string;
  lane: Lane;
  contract: C;
  functionName: F;
  args: ContractFunctionArgs<ContractAbis[C], "nonpayable", F>;
  after?: string;
}

/**
 * Write the intent in the fact's own transaction; the keeper sends it. A key that is known changes nothing, so a
 * repeated operation stays one transaction on chain.
 * @returns the intent's id
 */
export async function enqueueIntent<
  C extends ContractName,
  F extends ContractFunctionName<ContractAbis[C], "nonpayable">,
>(tx: Tx, intent: NewIntent<C, F>): Promise<string> {
  const book = await addressBook();
  const data = encodeFunctionData({
    abi: CONTRACT_ABIS[intent.contract] as Abi,
    functionName: intent.functionName,
    args: intent.args,
  } as unknown as EncodeFunctionDataParameters);
  // createMany, because a failed insert would end the caller's transaction.
  await tx.chainIntent.createMany({
    data: {
      key: intent.key,
      chainId: book.chainId,
      lane: intent.lane,
      contract: intent.contract,
      functionName: intent.functionName,
      to: book.contracts[intent.contract].address,
      data,
      after: intent.after ?? null,
    },
    skipDuplicates: true,
  });
  const row = await tx.chainIntent.findUniqueOrThrow({ where: { key: intent.key }, select: { id: true } });
  return row.id;
}
