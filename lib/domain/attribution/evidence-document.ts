import canonicalize from "canonicalize";
import { type Hex, keccak256, toBytes } from "viem";
import type { EvidenceDocument } from "@/lib/schemas/attribution";

/**
 * What a receipt's `evidenceHash` commits to: keccak256 of the document's canonical JSON (RFC 8785). Timings are the
 * machine's, not the answer's, and stay outside.
 */
export function evidenceHash(document: EvidenceDocument): Hex {
  const { evidence, ...rest } = document;
  const signed = evidence ? { ...evidence, ms: {} } : null;
  return keccak256(toBytes(canonicalize({ ...rest, evidence: signed }) ?? ""));
}
