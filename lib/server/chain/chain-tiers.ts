import "server-only";
import type { ChainContext } from "./chain-context";

/** How far the chain is, and up to where it is safe and final. */
export interface ChainTiers {
  head: number;
  safe: number;
  final: number;
}

/** Heights by the node's tags; by depth where the node knows no tags. */
export async function chainTiers(context: ChainContext): Promise<ChainTiers> {
  const head = Number(await context.client.getBlockNumber());
  const at = async (blockTag: "safe" | "finalized", depth: number): Promise<number> => {
    try {
      return Number((await context.client.getBlock({ blockTag })).number);
    } catch {
      // Chains without these tags answer with an error; the depth is their rule.
      return Math.max(0, head - depth);
    }
  };
  const safe = await at("safe", context.tunables.safeDepth);
  const final = await at("finalized", context.tunables.finalDepth);
  return { head, safe, final };
}

export function tierOfBlock(tiers: ChainTiers, block: number): "seen" | "safe" | "final" {
  if (block <= tiers.final) return "final";
  return block <= tiers.safe ? "safe" : "seen";
}
