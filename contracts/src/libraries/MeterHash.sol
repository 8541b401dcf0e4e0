// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Accrual,
    BatchHeader,
    ChargeRow,
    Close,
    Leaf,
    Payout,
    Receipt,
    SessionGrant,
    Voucher
} from "../inference/IInferenceMeter.sol";

/// @title Struct hashes of the meter's typed data
/// @notice All members are static, so `abi.encode(TYPEHASH, struct)` is the EIP-712 encoding and equals viem's
/// `hashStruct`. `lib/domain/payments/typed-data.ts` carries the same types; vectors hold the two equal.
library MeterHash {
    bytes32 internal constant SESSION_GRANT_TYPEHASH = keccak256(
        "SessionGrant(address user,address operator,address signer,uint96 cap,uint96 maxPerCall,uint64 expiry,uint32 policyVersion,uint8 kind,uint256 nonce)"
    );
    bytes32 internal constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(bytes32 sessionId,uint64 seq,uint96 maxCumulative,bytes32 requestHash,bytes32 prevReceipt)"
    );
    bytes32 internal constant RECEIPT_TYPEHASH = keccak256(
        "Receipt(bytes32 sessionId,uint64 seq,bytes32 voucherHash,bytes32 responseHash,uint64 modelId,uint32 modelVersion,uint32 priceId,uint32 tokensIn,uint32 tokensOut,uint96 charge,uint96 cumulative,bytes32 splitRoot,bytes32 evidenceHash,uint64 servedAt)"
    );
    bytes32 internal constant CLOSE_TYPEHASH =
        keccak256("Close(bytes32 sessionId,uint64 seq,uint96 cumulative,bytes32 lastReceipt)");
    bytes32 internal constant ADMIT_TYPEHASH = keccak256("Admit(bytes32 grantDigest,uint64 deadline)");

    function hash(SessionGrant calldata grant) internal pure returns (bytes32) {
        return keccak256(abi.encode(SESSION_GRANT_TYPEHASH, grant));
    }

    function hash(Voucher calldata voucher) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOUCHER_TYPEHASH, voucher));
    }

    function hash(Receipt memory receipt) internal pure returns (bytes32) {
        return keccak256(abi.encode(RECEIPT_TYPEHASH, receipt));
    }

    function hash(Close calldata close) internal pure returns (bytes32) {
        return keccak256(abi.encode(CLOSE_TYPEHASH, close));
    }

    function admit(bytes32 grantDigest, uint64 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(ADMIT_TYPEHASH, grantDigest, deadline));
    }

    /// @notice What a voucher's `requestHash` commits to; opening it proves the price the user agreed to.
    function request(
        uint64 modelId,
        uint32 modelVersion,
        uint32 priceId,
        uint32 maxTokensOut,
        bytes32 promptCommitment
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(modelId, modelVersion, priceId, maxTokensOut, promptCommitment));
    }

    /// @notice Digest of one payee leaf, to stand in an IndexedMerkle.
    function leaf(Leaf memory entry) internal pure returns (bytes32) {
        return keccak256(abi.encode(entry));
    }

    function header(BatchHeader memory batch) internal pure returns (bytes32) {
        return keccak256(abi.encode(batch));
    }

    function charges(ChargeRow[] memory rows) internal pure returns (bytes32) {
        return keccak256(abi.encode(rows));
    }

    function payouts(Payout[] calldata paid, Accrual[] calldata accrued) internal pure returns (bytes32) {
        return keccak256(abi.encode(paid, accrued));
    }
}
