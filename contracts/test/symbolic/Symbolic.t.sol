// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Charge, IInferenceMeter, Payout, Settlement, Voucher} from "../../src/inference/IInferenceMeter.sol";
import {IndexedMerkle} from "../../src/libraries/IndexedMerkle.sol";
import {Policy} from "../../src/payments/IPolicyBook.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Proofs over every input, run by halmos (`check_` functions; forge does not run them). Bounds stand with
/// each: what is not bounded here holds for the whole type.
contract SymbolicTest is Stage {
    // InferenceMeter's layout: EIP712 takes slots 0 and 1.
    uint256 internal constant CREDIT_SLOT = 2;
    uint256 internal constant LOCKED_SLOT = 3;
    uint256 internal constant SESSIONS_SLOT = 4;
    bytes32 internal constant ID = keccak256("session");

    function setUp() public override {
        vm.warp(1_800_000_000);
        deployAll();
    }

    /// @dev Bound: three leaves, proof of two words; any leaf, any proof. Nothing else stands at the place.
    function check_MerkleKnowsThePlace(bytes32 a, bytes32 b, bytes32 c, bytes32 other) public pure {
        bytes32[] memory digests = new bytes32[](3);
        (digests[0], digests[1], digests[2]) = (a, b, c);
        bytes32 root = IndexedMerkle.root(digests);
        bytes32[] memory proof = new bytes32[](2);
        proof[0] = IndexedMerkle.leaf(a);
        proof[1] = keccak256(abi.encodePacked(IndexedMerkle.leaf(c), bytes32(0)));
        assert(IndexedMerkle.verify(root, 3, 1, b, proof));
        if (other != b) assert(!IndexedMerkle.verify(root, 3, 1, other, proof));
    }

    /// @dev No bound: whatever policy governance asks for, what is published keeps the hard limits.
    function check_PolicyKeepsItsLimits(Policy memory p) public {
        vm.prank(governance);
        try policyBook.publish(p, uint64(1_800_000_000)) returns (uint32 version) {
            Policy memory q = policyBook.policyAt(version);
            assert(uint256(q.platformBps) + q.modelBps + q.stakerBps + q.dataBps == 10_000);
            assert(q.platformBps <= 2_000 && q.dataBps >= 3_000);
            assert(q.claimWindow <= 1 days && q.grace < q.claimWindow / 2 + 1 && q.grace >= 1 minutes);
            assert(uint256(q.faultWindow) + q.demandWindow <= policyBook.maxFaultSpan());
            assert(q.maxPayees >= 64 && q.maxSessions >= 1 && q.maxReceipts >= 64);
            assert(q.freezeTail >= 4 && q.freezeTail <= 256);
            assert(q.maxSession <= 7 days && q.maxApiSession <= 7 days);
            assert(q.rotationDelay <= 72 hours && q.revenueDelay <= 72 hours);
            assert(q.exposureBps <= 10_000 && q.rulingDeadline <= 30 days);
        } catch {}
    }

    struct Slots {
        uint96 cap;
        uint96 spent;
        uint96 maxPerCall;
        uint64 seq;
        uint40 expiry;
        uint40 claimUntil;
        bool api;
    }

    function place(Slots memory s, uint256 locked) internal {
        uint256 base = uint256(keccak256(abi.encode(ID, SESSIONS_SLOT)));
        store(base, uint256(uint160(walletOf("session"))) | uint256(s.spent) << 160);
        store(base + 1, uint256(uint160(operator)) | uint256(s.cap) << 160);
        uint256 third = uint256(s.maxPerCall) | uint256(s.seq) << 96 | uint256(s.expiry) << 160;
        third |= uint256(s.claimUntil) << 200 | (s.api ? uint256(1) << 240 : 0) | uint256(1) << 248;
        store(base + 2, third);
        store(base + 3, uint256(uint160(user)) | uint256(1) << 160);
        // The operator key belongs to nobody here, so its provider is 0.
        store(uint256(keccak256(abi.encode(uint256(0), LOCKED_SLOT))), locked);
    }

    function store(uint256 slot, uint256 value) internal {
        vm.store(address(meter), bytes32(slot), bytes32(value));
    }

    /// @dev I1, I2, I3, I13 of a freeze. Bound: `spent <= cap`, `cap - spent <= locked` (their invariants before),
    /// credit below 2^128.
    function check_FreezeOnlyLowers(Slots memory s, uint128 locked, uint128 credit) public {
        vm.assume(s.spent <= s.cap && s.cap - s.spent <= locked);
        place(s, locked);
        store(uint256(keccak256(abi.encode(user, CREDIT_SLOT))), credit);
        vm.prank(user);
        meter.freezeSession(ID);
        IInferenceMeter.Session memory after_ = meter.sessionOf(ID);
        assert(after_.expiry <= s.expiry && after_.claimUntil <= s.claimUntil);
        assert(after_.cap <= s.cap && after_.spent == s.spent && after_.spent <= after_.cap);
        assert(meter.credit(user) - credit == s.cap - after_.cap);
        assert(locked - meter.lockedTotal(0) == s.cap - after_.cap);
    }

    /// @dev I1, I2 of a release: what leaves the reserve is what becomes credit, once. Bounds as above.
    function check_ReleaseConserves(Slots memory s, uint128 locked, uint128 credit) public {
        vm.assume(s.spent <= s.cap && s.cap - s.spent <= locked);
        place(s, locked);
        store(uint256(keccak256(abi.encode(user, CREDIT_SLOT))), credit);
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (ID, ID);
        meter.releaseSessions(ids);
        uint256 freed = meter.credit(user) - credit;
        assert(locked - meter.lockedTotal(0) == freed);
        assert(freed == 0 || freed == s.cap - s.spent);
        if (s.claimUntil >= 1_800_000_000) assert(freed == 0);
    }

    struct Settling {
        uint64 seq;
        uint96 cumulative;
        uint96 maxCumulative;
        uint64 fromSeq;
        uint96 fromSpent;
        uint96 paid;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    /// @dev I2 to I5, I13 of a settlement that succeeds, whatever session, voucher and signature it is. Bounds: one
    /// session, one payee, `spent <= cap` and `cap - spent <= locked` before; a signature is any 65 bytes.
    function check_SettleKeepsTheBooks(Slots memory s, uint128 locked, Settling memory c) public {
        vm.assume(s.spent <= s.cap && s.cap - s.spent <= locked);
        place(s, locked);
        give(address(meter), 1e27);
        address payee = address(0xBEEF);
        Settlement memory settlement;
        settlement.charges = new Charge[](1);
        settlement.charges[0] = Charge(
            Voucher(ID, c.seq, c.maxCumulative, 0, 0),
            c.fromSeq,
            c.fromSpent,
            c.cumulative,
            0,
            abi.encodePacked(c.r, c.s, c.v)
        );
        settlement.payouts = new Payout[](1);
        settlement.payouts[0] = Payout(payee, c.paid);
        vm.prank(operator);
        try meter.settle(settlement) {
            IInferenceMeter.Session memory after_ = meter.sessionOf(ID);
            assert(after_.spent >= s.spent && after_.spent <= s.cap && after_.spent <= c.maxCumulative);
            assert(after_.seq > s.seq && c.fromSeq == s.seq && c.fromSpent == s.spent);
            uint256 charged = after_.spent - s.spent;
            assert(charged <= uint256(s.maxPerCall) * (after_.seq - s.seq));
            assert(c.paid == charged && token.balanceOf(payee) == charged);
            assert(locked - meter.lockedTotal(0) == charged);
            assert(after_.expiry == s.expiry && after_.claimUntil == s.claimUntil && after_.cap == s.cap);
            assert(s.claimUntil >= 1_800_000_000);
        } catch {}
    }
}
