// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BatchData, Placed, Request} from "../../src/attribution/IFaultProver.sol";
import {VersionAnchor} from "../../src/datanets/IDatanetRegistry.sol";
import {
    Accrual,
    BatchHeader,
    Charge,
    ChargeRow,
    IInferenceMeter,
    Leaf,
    Payout,
    Receipt,
    Settlement,
    SignedReceipt,
    Voucher
} from "../../src/inference/IInferenceMeter.sol";
import {IndexedMerkle} from "../../src/libraries/IndexedMerkle.sol";
import {MeterHash} from "../../src/libraries/MeterHash.sol";
import {SplitExact} from "../../src/libraries/SplitExact.sol";
import {ModelVersion, Price, Share} from "../../src/models/IModelRegistry.sol";
import {Stage} from "./Stage.sol";
import {vm} from "./Vm.sol";

/// @notice One served call with everything both sides signed.
struct Call {
    Voucher voucher;
    bytes voucherSignature;
    Request request;
    Receipt receipt;
    Leaf[] leaves;
}

/// @notice A settled batch of one session and what it was made of.
struct Settled {
    BatchData data;
    Payout[] payouts;
    Accrual[] accruals;
    bytes32[] receiptHashes;
}

/// @notice A Datanet with three contributors (the third without a wallet), a priced model with a co-author, and the
/// means to serve and settle calls of one session honestly; tests bend what comes out.
abstract contract Scene is Stage {
    bytes32 internal constant KEY = "datanet";
    address internal owner = walletOf("owner");
    address internal author = walletOf("co-author");
    address internal feeWallet = walletOf("fee wallet");
    address internal netTreasury = walletOf("datanet treasury");
    address internal alice = walletOf("alice");
    address internal bob = walletOf("bob");
    bytes32 internal aliceId;
    bytes32 internal bobId;
    bytes32 internal unboundId;
    uint64 internal modelId;

    function setUp() public virtual override {
        super.setUp();
        vm.startPrank(owner);
        datanets.createDatanet(KEY, "licence", 0, netTreasury, owner);
        datanets.anchorVersion(VersionAnchor(KEY, 1, "snapshot", "clusters", 1, 0, 0));
        aliceId = datanets.registerContributor(KEY, "alice", alice, owner);
        bobId = datanets.registerContributor(KEY, "bob", bob, owner);
        unboundId = datanets.registerContributor(KEY, "nobody", address(0), owner);
        Share[] memory shares = new Share[](1);
        shares[0] = Share(author, 2_500);
        modelId = models.publish("model", modelVersion(), Price(ONE / 2, 2 * ONE), shares);
        vm.stopPrank();
        skip(2 minutes);
    }

    function modelVersion() internal pure returns (ModelVersion memory version) {
        version.datanetKeys = new bytes32[](1);
        version.snapshotRoots = new bytes32[](1);
        version.datanetKeys[0] = KEY;
        version.snapshotRoots[0] = "snapshot";
    }

    // ------------------------------------------------------------------ calls

    /// @dev 400 + 400 tokens cost 1 OPEN.
    function serve(bytes32 id, uint64 seq, uint96 before, bytes32 prevReceipt)
        internal
        view
        returns (Call memory call)
    {
        call.request = Request(modelId, 1, 1, 400, "prompt");
        call.voucher = Voucher(id, seq, before + 2 * ONE, keccak256(abi.encode(call.request)), prevReceipt);
        call.voucherSignature = signVoucher("session", call.voucher);
        call.leaves = leavesOf(ONE);
        Receipt memory receipt;
        receipt.sessionId = id;
        receipt.seq = seq;
        receipt.voucherHash = keccak256(abi.encode(MeterHash.VOUCHER_TYPEHASH, call.voucher));
        receipt.modelId = modelId;
        receipt.modelVersion = 1;
        receipt.priceId = 1;
        receipt.tokensIn = 400;
        receipt.tokensOut = 400;
        receipt.charge = ONE;
        receipt.cumulative = before + ONE;
        receipt.splitRoot = rootOf(call.leaves);
        receipt.servedAt = uint64(nowSeconds());
        call.receipt = receipt;
    }

    function serveMany(bytes32 id, uint256 count) internal view returns (Call[] memory calls) {
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        calls = new Call[](count);
        bytes32 previous;
        for (uint256 i; i < count; ++i) {
            calls[i] = serve(id, session.seq + uint64(i) + 1, session.spent + uint96(i) * ONE, previous);
            previous = hashOf(calls[i].receipt);
        }
    }

    /// @dev The leaves of the specification's example: 0.1 platform, 0.15/0.05 model, 0.2 stakers, data 7:5:3.
    function leavesOf(uint96 charge) internal view returns (Leaf[] memory leaves) {
        uint256[] memory parts = splitBy(charge, 1_000, 2_000, 2_000, 5_000);
        uint256[] memory model = new uint256[](2);
        (address[] memory accounts, uint16[] memory bps) = models.revenueAt(modelId, uint48(nowSeconds()));
        (model[0], model[1]) = (bps[0], bps[1]);
        model = SplitExact.split(parts[1], model);
        uint256[] memory data = splitBy(parts[3], 7, 5, 3, 0);
        leaves = new Leaf[](7);
        leaves[0] = Leaf(0, 0, feeWallet, uint96(parts[0]));
        leaves[1] = Leaf(1, bytes32(uint256(modelId)), accounts[0], uint96(model[0]));
        leaves[2] = Leaf(1, bytes32(uint256(modelId)), accounts[1], uint96(model[1]));
        leaves[3] = Leaf(2, bytes32(providerId), address(staking), uint96(parts[2]));
        leaves[4] = Leaf(3, aliceId, alice, uint96(data[0]));
        leaves[5] = Leaf(3, bobId, bob, uint96(data[1]));
        leaves[6] = Leaf(3, unboundId, address(0), uint96(data[2]));
        for (uint256 i = 5; i < 7; ++i) {
            for (uint256 j = i; j > 4 && leaves[j - 1].ref > leaves[j].ref; --j) {
                (leaves[j - 1], leaves[j]) = (leaves[j], leaves[j - 1]);
            }
        }
    }

    function splitBy(uint256 amount, uint256 a, uint256 b, uint256 c, uint256 d)
        internal
        pure
        returns (uint256[] memory)
    {
        uint256[] memory weights = new uint256[](4);
        (weights[0], weights[1], weights[2], weights[3]) = (a, b, c, d);
        return SplitExact.split(amount, weights);
    }

    function hashOf(Receipt memory receipt) internal pure returns (bytes32) {
        return keccak256(abi.encode(MeterHash.RECEIPT_TYPEHASH, receipt));
    }

    function signReceipt(string memory key, Receipt memory receipt) internal view returns (bytes memory) {
        return signatureOf(key, digestOf(meter.domainSeparator(), hashOf(receipt)));
    }

    function signedOf(Call memory call) internal view returns (SignedReceipt memory) {
        return SignedReceipt(call.receipt, signReceipt("operator", call.receipt), call.leaves);
    }

    function bundleOf(Call[] memory calls) internal view returns (SignedReceipt[] memory bundle) {
        bundle = new SignedReceipt[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            bundle[i] = signedOf(calls[i]);
        }
    }

    function force(Call[] memory calls) internal returns (uint64) {
        Call memory last = calls[calls.length - 1];
        return meter.forceSettle(last.voucher, last.voucherSignature, bundleOf(calls));
    }

    // ---------------------------------------------------------------- settling

    /// @dev Settles the calls as they stand; payouts are merged from the leaves, or `payouts` where given.
    function settleCalls(Call[] memory calls) internal returns (Settled memory settled) {
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        return settleCallsAs(calls, payouts, accruals);
    }

    function settleCallsAs(Call[] memory calls, Payout[] memory payouts, Accrual[] memory accruals)
        internal
        returns (Settled memory settled)
    {
        settled.payouts = payouts;
        settled.accruals = accruals;
        settled.receiptHashes = new bytes32[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            settled.receiptHashes[i] = hashOf(calls[i].receipt);
        }
        _settle(calls, settled, IndexedMerkle.root(settled.receiptHashes));
    }

    function _settle(Call[] memory calls, Settled memory settled, bytes32 root) internal {
        Call memory last = calls[calls.length - 1];
        IInferenceMeter.Session memory session = meter.sessionOf(last.voucher.sessionId);
        uint96 total;
        for (uint256 i; i < settled.payouts.length; ++i) {
            total += settled.payouts[i].amount;
        }
        for (uint256 i; i < settled.accruals.length; ++i) {
            total += settled.accruals[i].amount;
        }
        Settlement memory s;
        s.charges = new Charge[](1);
        s.charges[0] = Charge(
            last.voucher,
            session.seq,
            session.spent,
            session.spent + total,
            hashOf(last.receipt),
            last.voucherSignature
        );
        s.payouts = settled.payouts;
        s.accruals = settled.accruals;
        s.receiptsRoot = root;
        vm.prank(operator);
        uint64 batchId = meter.settle(s);
        settled.data.rows = new ChargeRow[](1);
        settled.data.rows[0] = ChargeRow(
            last.voucher.sessionId, session.seq, last.voucher.seq, session.spent, session.spent + total
        );
        settled.data.header = headerOf(batchId, s, settled.data.rows);
    }

    function headerOf(uint64 batchId, Settlement memory s, ChargeRow[] memory rows)
        internal
        view
        returns (BatchHeader memory header)
    {
        uint256 receipts;
        for (uint256 i; i < rows.length; ++i) {
            receipts += rows[i].toSeq - rows[i].fromSeq;
        }
        header.id = batchId;
        header.operator = operator;
        header.policyVersion = 1;
        header.settledAt = uint64(nowSeconds());
        header.receiptCount = uint32(receipts);
        header.receiptsRoot = s.receiptsRoot;
        header.chargesHash = keccak256(abi.encode(rows));
        header.payoutsHash = keccak256(abi.encode(s.payouts, s.accruals));
        header.dataHash = s.dataHash;
        assertEq(meter.batchHash(batchId), keccak256(abi.encode(header)), "header");
    }

    function merge(Call[] memory calls)
        internal
        pure
        returns (Payout[] memory payouts, Accrual[] memory accruals)
    {
        payouts = new Payout[](0);
        accruals = new Accrual[](0);
        for (uint256 i; i < calls.length; ++i) {
            for (uint256 j; j < calls[i].leaves.length; ++j) {
                Leaf memory leaf = calls[i].leaves[j];
                if (leaf.payee == address(0)) accruals = accrue(accruals, leaf.ref, leaf.amount);
                else payouts = pay(payouts, leaf.payee, leaf.amount);
            }
        }
    }

    function pay(Payout[] memory list, address to, uint96 amount) internal pure returns (Payout[] memory) {
        uint256 at;
        while (at < list.length && list[at].to < to) ++at;
        if (at < list.length && list[at].to == to) {
            list[at].amount += amount;
            return list;
        }
        Payout[] memory longer = new Payout[](list.length + 1);
        for (uint256 i; i < longer.length; ++i) {
            longer[i] = i < at ? list[i] : i == at ? Payout(to, amount) : list[i - 1];
        }
        return longer;
    }

    function accrue(Accrual[] memory list, bytes32 id, uint96 amount)
        internal
        pure
        returns (Accrual[] memory)
    {
        uint256 at;
        while (at < list.length && list[at].contributorId < id) ++at;
        if (at < list.length && list[at].contributorId == id) {
            list[at].amount += amount;
            return list;
        }
        Accrual[] memory longer = new Accrual[](list.length + 1);
        for (uint256 i; i < longer.length; ++i) {
            longer[i] = i < at ? list[i] : i == at ? Accrual(id, amount) : list[i - 1];
        }
        return longer;
    }

    // ------------------------------------------------------------------ proofs

    function placedOf(Settled memory settled, Call[] memory calls, uint256 at)
        internal
        pure
        returns (Placed memory)
    {
        return Placed(calls[at].receipt, 0, proofOf(settled.receiptHashes, at));
    }

    function none() internal pure returns (Placed memory placed) {}

    function rootOf(Leaf[] memory leaves) internal pure returns (bytes32) {
        return IndexedMerkle.root(digestsOf(leaves));
    }

    function digestsOf(Leaf[] memory leaves) internal pure returns (bytes32[] memory digests) {
        digests = new bytes32[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            digests[i] = keccak256(abi.encode(leaves[i]));
        }
    }

    function proofOf(bytes32[] memory digests, uint256 index) internal pure returns (bytes32[] memory proof) {
        uint256 depth;
        while (1 << depth < digests.length) ++depth;
        bytes32[] memory level = new bytes32[](1 << depth);
        for (uint256 i; i < digests.length; ++i) {
            level[i] = keccak256(abi.encodePacked(uint8(0), digests[i]));
        }
        proof = new bytes32[](depth);
        for (uint256 d; d < depth; ++d) {
            proof[d] = level[index ^ 1];
            index >>= 1;
            for (uint256 i; i < level.length >> (d + 1); ++i) {
                level[i] = keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]));
            }
        }
    }

    // ------------------------------------------------------------------ others

    /// @dev OPEN and an allowance for bonds.
    function fundFor(address who, address spender) internal {
        give(who, 1_000 * uint256(ONE));
        vm.prank(who);
        token.approve(spender, type(uint256).max);
    }

    function backing() internal view returns (uint256) {
        return staking.ownBacking(providerId, INFERENCE);
    }
}
