// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Policy} from "../payments/IPolicyBook.sol";
import {Accrual, Leaf, Payout, Receipt, SignedReceipt} from "./IInferenceMeter.sol";

/// @notice Where a session stands when its receipts are handed in.
struct Bundle {
    bytes32 sessionId;
    address operator;
    uint64 fromSeq;
    uint96 fromSpent;
    /// EIP-712 domain separator of the meter.
    bytes32 domain;
}

/// @notice What the receipts of a bundle add up to.
struct Tally {
    uint64 toSeq;
    uint96 toSpent;
    /// `voucherHash` of the last receipt.
    bytes32 voucherHash;
    bytes32 receiptHash;
    bytes32 receiptsRoot;
    /// Leaves nobody could receive: no payee, or a contract that holds others' money.
    uint96 unpayable;
    /// Ascending by payee, merged.
    Payout[] payouts;
    /// Ascending by contributor, merged.
    Accrual[] accruals;
}

/// @title Rules of receipts, leaves and splits
/// @notice Stateless and view: what `forceSettle` and FaultProver share.
interface IReceiptChecker {
    /// @notice Add up the receipts of one session.
    /// @dev Reverts with Meter_BrokenChain, Meter_BadReceiptSigner or Meter_BadSplit.
    function tally(Bundle calldata bundle, SignedReceipt[] calldata receipts)
        external
        view
        returns (Tally memory);

    /// @notice Whether the leaves are exactly those the rules allow for this receipt: parts by the policy, model
    /// leaves by the revenue state at `servedAt`, stakers' leaf to the provider's pool, data leaves of the version's
    /// Datanets, treasury leaf to the first Datanet's treasury. Who of the contributors gets how much is not judged.
    function isSplitSound(
        Receipt calldata receipt,
        Leaf[] calldata leaves,
        Policy calldata policy,
        uint256 providerId
    ) external view returns (bool);

    /// @notice What the receipt's tokens cost at the price it names, rounded up; a price that does not exist costs
    /// nothing.
    function fairCharge(Receipt calldata receipt) external view returns (uint256);

    /// @notice What the receipt's price takes above the one in force at `servedAt`; zero when its own was in force at
    /// any time from `revenueDelay` before on.
    function staleExcess(Receipt calldata receipt, uint32 revenueDelay) external view returns (uint256);

    /// @notice Root over the leaves in their order.
    function splitRoot(Leaf[] calldata leaves) external pure returns (bytes32);
}
