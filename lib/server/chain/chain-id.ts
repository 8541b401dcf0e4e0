import "server-only";
import { addressBook } from "./address-book";

/** Id of the chain the contracts stand on. */
export async function chainId(): Promise<number> {
  return (await addressBook()).chainId;
}
