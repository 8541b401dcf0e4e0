// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IDatanetRegistry} from "../datanets/IDatanetRegistry.sol";
import {IndexedMerkle} from "../libraries/IndexedMerkle.sol";
import {MeterHash} from "../libraries/MeterHash.sol";
import {SplitExact} from "../libraries/SplitExact.sol";
import {IModelRegistry} from "../models/IModelRegistry.sol";
import {Policy} from "../payments/IPolicyBook.sol";
import {Accrual, IInferenceMeter, Leaf, Payout, Receipt, SignedReceipt} from "./IInferenceMeter.sol";
import {Bundle, IReceiptChecker, Tally} from "./IReceiptChecker.sol";

/// @title ReceiptChecker
/// @notice See IReceiptChecker.
contract ReceiptChecker is IReceiptChecker {
    using MeterHash for *;

    uint256 private constant MAX_LEAVES = 64;
    uint8 private constant PLATFORM = 0;
    uint8 private constant MODEL = 1;
    uint8 private constant STAKER = 2;
    uint8 private constant DATA = 3;
    uint8 private constant TREASURY = 4;

    address public immutable staking;
    IDatanetRegistry public immutable datanets;
    IModelRegistry public immutable models;

    constructor(address staking_, IDatanetRegistry datanets_, IModelRegistry models_) {
        staking = staking_;
        datanets = datanets_;
        models = models_;
    }

    // ----------------------------------------------------------------- tally

    /// @inheritdoc IReceiptChecker
    function tally(Bundle calldata bundle, SignedReceipt[] calldata receipts)
        external
        view
        returns (Tally memory sum)
    {
        uint256 count = receipts.length;
        if (count == 0) revert IInferenceMeter.Meter_BrokenChain(bundle.sessionId, bundle.fromSeq);
        bytes32[] memory hashes = new bytes32[](count);
        uint256 leafCount;
        sum.toSeq = bundle.fromSeq;
        sum.toSpent = bundle.fromSpent;
        for (uint256 i; i < count; ++i) {
            hashes[i] = _follow(bundle, receipts[i], sum);
            leafCount += receipts[i].leaves.length;
        }
        sum.voucherHash = receipts[count - 1].receipt.voucherHash;
        sum.receiptHash = hashes[count - 1];
        sum.receiptsRoot = IndexedMerkle.root(hashes);
        _merge(receipts, leafCount, sum);
    }

    /// @dev One receipt further: sequence, arithmetic, signature, leaves.
    function _follow(Bundle calldata bundle, SignedReceipt calldata signed, Tally memory sum)
        private
        pure
        returns (bytes32 receiptHash)
    {
        Receipt calldata receipt = signed.receipt;
        uint64 seq = sum.toSeq + 1;
        if (
            receipt.sessionId != bundle.sessionId || receipt.seq != seq
                || receipt.cumulative != uint256(sum.toSpent) + receipt.charge
        ) revert IInferenceMeter.Meter_BrokenChain(bundle.sessionId, seq);
        receiptHash = receipt.hash();
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(
            MessageHashUtils.toTypedDataHash(bundle.domain, receiptHash), signed.signature
        );
        if (failure != ECDSA.RecoverError.NoError || recovered != bundle.operator) {
            revert IInferenceMeter.Meter_BadReceiptSigner(bundle.sessionId, seq, bundle.operator);
        }
        uint256 paid;
        for (uint256 i; i < signed.leaves.length; ++i) {
            paid += signed.leaves[i].amount;
        }
        if (
            paid != receipt.charge || signed.leaves.length > MAX_LEAVES
                || splitRoot(signed.leaves) != receipt.splitRoot
        ) revert IInferenceMeter.Meter_BadSplit(bundle.sessionId, seq);
        sum.toSeq = seq;
        sum.toSpent = receipt.cumulative;
    }

    /// @dev Insertion into two ascending lists; msg.sender is the meter, which can no more be paid than its token.
    function _merge(SignedReceipt[] calldata receipts, uint256 leafCount, Tally memory sum) private view {
        Payout[] memory payouts = new Payout[](leafCount);
        Accrual[] memory accruals = new Accrual[](leafCount);
        uint256 paid;
        uint256 accrued;
        for (uint256 i; i < receipts.length; ++i) {
            Leaf[] calldata leaves = receipts[i].leaves;
            for (uint256 j; j < leaves.length; ++j) {
                Leaf calldata leaf = leaves[j];
                if (leaf.amount == 0) continue;
                if (leaf.payee != address(0) && !datanets.isSystem(leaf.payee) || leaf.payee == staking) {
                    paid = _addPayout(payouts, paid, leaf.payee, leaf.amount);
                } else if (leaf.payee == address(0) && leaf.kind == DATA && datanets.isContributor(leaf.ref))
                {
                    accrued = _addAccrual(accruals, accrued, leaf.ref, leaf.amount);
                } else {
                    sum.unpayable += leaf.amount;
                }
            }
        }
        assembly ("memory-safe") {
            mstore(payouts, paid)
            mstore(accruals, accrued)
        }
        sum.payouts = payouts;
        sum.accruals = accruals;
    }

    function _addPayout(Payout[] memory list, uint256 used, address to, uint96 amount)
        private
        pure
        returns (uint256)
    {
        uint256 at = used;
        while (at > 0 && list[at - 1].to > to) --at;
        if (at > 0 && list[at - 1].to == to) {
            list[at - 1].amount += amount;
            return used;
        }
        for (uint256 i = used; i > at; --i) {
            list[i] = list[i - 1];
        }
        list[at] = Payout(to, amount);
        return used + 1;
    }

    function _addAccrual(Accrual[] memory list, uint256 used, bytes32 id, uint96 amount)
        private
        pure
        returns (uint256)
    {
        uint256 at = used;
        while (at > 0 && list[at - 1].contributorId > id) --at;
        if (at > 0 && list[at - 1].contributorId == id) {
            list[at - 1].amount += amount;
            return used;
        }
        for (uint256 i = used; i > at; --i) {
            list[i] = list[i - 1];
        }
        list[at] = Accrual(id, amount);
        return used + 1;
    }

    // ----------------------------------------------------------------- split

    /// @inheritdoc IReceiptChecker
    function isSplitSound(
        Receipt calldata receipt,
        Leaf[] calldata leaves,
        Policy calldata policy,
        uint256 providerId
    ) external view returns (bool) {
        if (receipt.charge == 0) {
            return receipt.tokensIn == 0 && receipt.tokensOut == 0 && leaves.length == 0;
        }
        if (leaves.length > MAX_LEAVES || !_isOrdered(leaves)) return false;
        uint256 versions = models.versionCount(receipt.modelId);
        if (receipt.modelVersion == 0 || receipt.modelVersion > versions) return false;

        uint256[] memory sums = new uint256[](5);
        uint256[] memory counts = new uint256[](5);
        for (uint256 i; i < leaves.length; ++i) {
            sums[leaves[i].kind] += leaves[i].amount;
            counts[leaves[i].kind] += 1;
        }
        if (counts[PLATFORM] > 1 || counts[STAKER] > 1 || counts[TREASURY] > 1) return false;
        uint256[] memory parts = _parts(receipt.charge, policy);
        if (
            sums[PLATFORM] != parts[PLATFORM] || sums[STAKER] != parts[STAKER]
                || sums[DATA] + sums[TREASURY] != parts[DATA]
        ) return false;

        return _isModelSound(receipt, leaves, parts[MODEL], counts)
            && _isRestSound(receipt, leaves, counts[PLATFORM] + counts[MODEL], providerId);
    }

    /// @inheritdoc IReceiptChecker
    function splitRoot(Leaf[] calldata leaves) public pure returns (bytes32) {
        bytes32[] memory digests = new bytes32[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            digests[i] = leaves[i].leaf();
        }
        return IndexedMerkle.root(digests);
    }

    // ----------------------------------------------------------------- price

    /// @inheritdoc IReceiptChecker
    function fairCharge(Receipt calldata receipt) external view returns (uint256 charge) {
        (charge,) = _price(receipt, receipt.priceId);
    }

    /// @inheritdoc IReceiptChecker
    function staleExcess(Receipt calldata receipt, uint32 revenueDelay) external view returns (uint256) {
        uint64 modelId = receipt.modelId;
        (uint256 used, uint256 activeAt) = _price(receipt, receipt.priceId);
        if (used == 0) return 0;
        (uint256 fair,) = _price(receipt, _priceIdAt(modelId, receipt.servedAt));
        if (used <= fair) return 0;
        uint256 from = receipt.servedAt > revenueDelay ? receipt.servedAt - revenueDelay : 0;
        if (_priceIdAt(modelId, from) == receipt.priceId) return 0;
        // It came into force meanwhile, unless a later price had replaced it before it did.
        if (
            activeAt > from && activeAt <= receipt.servedAt
                && _priceIdAt(modelId, activeAt) == receipt.priceId
        ) return 0;
        return used - fair;
    }

    function _price(Receipt calldata receipt, uint32 priceId)
        private
        view
        returns (uint256 charge, uint256 activeAt)
    {
        if (priceId == 0 || priceId > models.priceCount(receipt.modelId)) return (0, 0);
        IModelRegistry.PriceEntry memory price = models.priceOf(receipt.modelId, priceId);
        uint256 scaled =
            uint256(receipt.tokensIn) * price.inPer1k + uint256(receipt.tokensOut) * price.outPer1k;
        return ((scaled + 999) / 1_000, price.activeAt);
    }

    /// @dev A model has no price before its first; a call dated there is judged by the first.
    function _priceIdAt(uint64 modelId, uint256 timestamp) private view returns (uint32 priceId) {
        uint256 first = models.priceOf(modelId, 1).activeAt;
        (priceId,,) = models.priceAt(modelId, uint48(timestamp < first ? first : timestamp));
    }

    function _parts(uint256 charge, Policy calldata policy) private pure returns (uint256[] memory) {
        uint256[] memory weights = new uint256[](4);
        weights[PLATFORM] = policy.platformBps;
        weights[MODEL] = policy.modelBps;
        weights[STAKER] = policy.stakerBps;
        weights[DATA] = policy.dataBps;
        return SplitExact.split(charge, weights);
    }

    /// @dev Ascending by (kind, ref, payee), known kinds, nothing zero.
    function _isOrdered(Leaf[] calldata leaves) private pure returns (bool) {
        for (uint256 i; i < leaves.length; ++i) {
            if (leaves[i].amount == 0 || leaves[i].kind > TREASURY) return false;
            if (i == 0) continue;
            (Leaf calldata a, Leaf calldata b) = (leaves[i - 1], leaves[i]);
            if (a.kind != b.kind ? a.kind > b.kind : a.ref != b.ref ? a.ref > b.ref : a.payee >= b.payee) {
                return false;
            }
        }
        return true;
    }

    /// @dev The model leaves are the revenue state's accounts, in their order, less those whose part is zero.
    function _isModelSound(
        Receipt calldata receipt,
        Leaf[] calldata leaves,
        uint256 part,
        uint256[] memory counts
    ) private view returns (bool) {
        (address[] memory accounts, uint16[] memory bps) =
            models.revenueAt(receipt.modelId, uint48(receipt.servedAt));
        uint256[] memory weights = new uint256[](bps.length);
        for (uint256 i; i < bps.length; ++i) {
            weights[i] = bps[i];
        }
        uint256[] memory amounts = SplitExact.split(part, weights);
        uint256 at = counts[PLATFORM];
        uint256 end = at + counts[MODEL];
        for (uint256 i; i < accounts.length; ++i) {
            if (amounts[i] == 0) continue;
            if (at == end) return false;
            Leaf calldata leaf = leaves[at++];
            if (
                leaf.ref != bytes32(uint256(receipt.modelId)) || leaf.payee != accounts[i]
                    || leaf.amount != amounts[i]
            ) return false;
        }
        return at == end;
    }

    function _isRestSound(Receipt calldata receipt, Leaf[] calldata leaves, uint256 from, uint256 providerId)
        private
        view
        returns (bool)
    {
        bytes32[] memory keys = models.versionAt(receipt.modelId, receipt.modelVersion).datanetKeys;
        for (uint256 i = from; i < leaves.length; ++i) {
            Leaf calldata leaf = leaves[i];
            if (leaf.kind == STAKER) {
                if (leaf.ref != bytes32(providerId) || leaf.payee != staking) return false;
            } else if (leaf.kind == DATA) {
                if (!_contains(keys, datanets.datanetKeyOf(leaf.ref))) return false;
            } else if (leaf.ref != keys[0] || leaf.payee != datanets.datanetOf(keys[0]).treasury) {
                return false;
            }
        }
        return true;
    }

    function _contains(bytes32[] memory keys, bytes32 key) private pure returns (bool) {
        for (uint256 i; i < keys.length; ++i) {
            if (keys[i] == key) return true;
        }
        return false;
    }
}
