import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/** What a voucher agrees to: which model at which price, how long the answer may be, and which prompt. */
export interface PricedRequest {
  modelId: bigint;
  modelVersion: number;
  priceId: number;
  maxTokensOut: number;
  promptCommitment: Hex;
}

/** `keccak256(abi.encode(modelId, modelVersion, priceId, maxTokensOut, promptCommitment))`. */
export function requestHash(request: PricedRequest): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "uint64" }, { type: "uint32" }, { type: "uint32" }, { type: "uint32" }, { type: "bytes32" }],
      [
        request.modelId,
        request.modelVersion,
        request.priceId,
        request.maxTokensOut,
        request.promptCommitment,
      ],
    ),
  );
}
