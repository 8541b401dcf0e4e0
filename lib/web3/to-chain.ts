import { type Chain, defineChain } from "viem";
import type { InstanceStatus } from "@/lib/schemas/status";

/** The instance's chain, described by the instance itself: nothing about it is fixed at build time. */
export const toChain = (chain: InstanceStatus["chain"]): Chain =>
  defineChain({
    id: chain.id,
    name: chain.name,
    nativeCurrency: { name: "Network coin", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [chain.rpcUrl] } },
    testnet: chain.playMoney,
    ...(chain.explorerUrl
      ? { blockExplorers: { default: { name: "Explorer", url: chain.explorerUrl } } }
      : {}),
  });
