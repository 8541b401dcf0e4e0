import "server-only";
import { createPublicClient, http, type PublicClient } from "viem";
import { serverEnv } from "@/lib/env/server-env";

const RPC_TIMEOUT_MS = 5_000;

let cached: PublicClient | undefined;

/** The process's read client for CHAIN_RPC_URL. */
export function publicClient(): PublicClient {
  cached ??= createPublicClient({
    transport: http(serverEnv().CHAIN_RPC_URL, { timeout: RPC_TIMEOUT_MS, retryCount: 1 }),
    pollingInterval: 500,
    // Without a chain definition viem would cache the block number for a while; the indexer asks every tick.
    cacheTime: 0,
  });
  return cached;
}
