import "server-only";
import { createPublicClient, http, type PublicClient } from "viem";
import { serverEnv } from "@/lib/env/server-env";

let client: PublicClient | undefined;

/** Reads from CHAIN_RPC_URL; five seconds per call, so that a dead node is an error and not a hang. */
export function publicClient(): PublicClient {
  client ??= createPublicClient({
    transport: http(serverEnv().CHAIN_RPC_URL, { timeout: 5_000, retryCount: 1 }),
    pollingInterval: 500,
    // viem would answer the block number from memory for seconds, and the indexer would read behind the chain.
    cacheTime: 0,
  });
  return client;
}
