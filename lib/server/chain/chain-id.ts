import "server-only";
import { addressBook } from "./address-book";

/** Chain that this instance belongs to. */
export async function chainId(): Promise<number> {
  return (await addressBook()).chainId;
}
