// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IFaultProver, Item, Placed} from "../../src/attribution/IFaultProver.sol";
import {Accrual, IInferenceMeter, Payout, Receipt} from "../../src/inference/IInferenceMeter.sol";
import {Call, Scene, Settled} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice An operator who cheats in every way at once and watchers who prove it by every rule, again and again, in
/// any order, with time passing. Every proof that succeeds is sent a second time.
contract FaultHandler is Scene {
    struct Batch {
        uint64 id;
        uint256 charge;
        bytes32 receiptHash;
        bytes32 sessionId;
        uint256 aliceDue;
        uint256 aliceGot;
    }

    Batch[] public batches;
    mapping(uint256 at => bytes) internal evidence;
    bytes32 internal id;
    uint256 internal sessions;
    address internal watcher = walletOf("watcher");
    uint256 public userGot;
    uint256 public seized;
    uint256 public proofs;
    bool public paidTwice;
    uint256 internal last;

    function setUp() public override {
        super.setUp();
        give(user, 20_000e18);
        give(watcher, 100_000e18);
        vm.prank(watcher);
        token.approve(address(prover), type(uint256).max);
        open();
    }

    function open() internal {
        id = openSession(200 * ONE, ++sessions);
    }

    /// @dev One call, bent by the bits of `how`, and settled.
    function cheat(uint8 how) external {
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        if (sessions > 40) return;
        if (nowSeconds() > session.claimUntil || session.spent + 3 * ONE > session.cap) open();
        Call[] memory calls = serveMany(id, 1);
        uint256 at = leafOf(calls[0], alice);
        uint256 due = calls[0].leaves[at].amount;
        if (how & 1 != 0) calls[0].receipt.tokensOut = 100;
        if (how & 2 != 0) calls[0].receipt.servedAt = 1;
        if (how & 4 != 0) calls[0].leaves[at].payee = feeWallet;
        if (how & 8 != 0) calls[0].leaves[3].payee = operator;
        calls[0].receipt.splitRoot = rootOf(calls[0].leaves);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        for (uint256 i; i < payouts.length; ++i) {
            if (how & 16 != 0 && payouts[i].to == feeWallet) payouts[i].amount += ONE / 2;
            if (how & 32 != 0 && payouts[i].to == alice) payouts[i].amount -= ONE / 10;
            if (how & 32 != 0 && how & 4 == 0 && payouts[i].to == feeWallet) payouts[i].amount += ONE / 10;
        }
        Settled memory settled = settleCallsAs(calls, payouts, accruals);
        uint256 charge = settled.data.rows[0].toSpent - settled.data.rows[0].fromSpent;
        evidence[batches.length] = abi.encode(settled, calls);
        batches.push(Batch(settled.data.header.id, charge, settled.receiptHashes[0], id, due, 0));
    }

    function leafOf(Call memory call, address payee) internal pure returns (uint256 at) {
        while (call.leaves[at].payee != payee) ++at;
    }

    function prove(uint256 pick, uint8 rule) external {
        if (batches.length == 0) return;
        pick %= batches.length;
        uint256[3] memory before = [token.balanceOf(user), token.balanceOf(alice), backing()];
        if (!attempt(pick, rule)) return;
        ++proofs;
        last = pick;
        userGot += token.balanceOf(user) - before[0];
        batches[pick].aliceGot += token.balanceOf(alice) - before[1];
        seized += before[2] - backing();
        if (attempt(pick, rule)) paidTwice = true;
    }

    function attempt(uint256 pick, uint8 rule) internal returns (bool proven) {
        (Settled memory settled, Call[] memory calls) = abi.decode(evidence[pick], (Settled, Call[]));
        vm.startPrank(watcher);
        try this.proveBy(rule % 7, settled, calls) {
            proven = true;
        } catch {}
        vm.stopPrank();
    }

    /// @dev External only so that a refusal can be caught; the watcher stays the sender of what it sends on.
    function proveBy(uint8 rule, Settled memory settled, Call[] memory calls) external {
        vm.stopPrank();
        vm.startPrank(watcher);
        Placed memory placed = placedOf(settled, calls, 0);
        if (rule == 0) prover.proveWrongCharge(settled.data, placed);
        if (rule == 1) prover.proveBadTime(settled.data, placed, none());
        if (rule == 2) prover.proveRowOvercharge(settled.data, placed);
        if (rule == 3) prover.proveBadSplit(settled.data, placed, calls[0].leaves);
        if (rule == 4) proveWrongPayee(settled, calls, placed);
        if (rule == 5) proveUnderpaid(settled, calls);
        if (rule == 6) {
            bytes32 demandId = prover.demandReceipt(settled.data, 0, calls[0].receipt.seq);
            skip(2 minutes + 1);
            prover.proveWithheld(demandId, settled.data);
        }
        vm.stopPrank();
    }

    function proveWrongPayee(Settled memory settled, Call[] memory calls, Placed memory placed) internal {
        for (uint256 at = 4; at < 7; ++at) {
            if (calls[0].leaves[at].payee != feeWallet) continue;
            bytes32[] memory proof = proofOf(digestsOf(calls[0].leaves), at);
            prover.proveWrongPayee(settled.data, placed, calls[0].leaves[at], at, proof);
            return;
        }
        revert();
    }

    function proveUnderpaid(Settled memory settled, Call[] memory calls) internal {
        bytes32 sumId = prover.openSum(settled.data, alice, 0);
        uint256 at = leafOf(calls[0], alice);
        Item[] memory items = new Item[](1);
        items[0].receipt = calls[0].receipt;
        items[0].receiptProof = proofOf(settled.receiptHashes, 0);
        items[0].leafIndex = at;
        items[0].leaf = calls[0].leaves[at];
        items[0].leafProof = proofOf(digestsOf(calls[0].leaves), at);
        prover.addItems(sumId, settled.data.header, items);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
    }

    function pass(uint16 secs) external {
        skip(bound(secs, 1, 4 minutes));
    }

    // ---------------------------------------------------------------- the books

    /// @dev What the last proof touched; cheap enough for every step.
    function checkLast() external view {
        assertTrue(!paidTwice, "I14: a proof that held was sent again and held again");
        if (batches.length == 0) return;
        Batch memory batch = batches[last];
        assertLe(prover.repaid(batch.id, 0), batch.charge, "I14: a row's payer got more back than he paid");
        assertLe(batch.aliceGot, batch.aliceDue, "I14: a payee got more than the leaf");
    }

    /// @dev Everything that ever was, against the prover's books.
    function check() external view {
        assertTrue(!paidTwice, "I14: a proof that held was sent again and held again");
        uint256 repaid;
        uint256 slashed;
        for (uint256 i; i < batches.length; ++i) {
            Batch memory batch = batches[i];
            uint256 ofRow = prover.repaid(batch.id, 0);
            assertLe(ofRow, batch.charge, "I14: a row's payer got more back than he paid");
            assertLe(batch.aliceGot, batch.aliceDue, "I14: a payee got more than the leaf");
            repaid += ofRow;
            slashed += slashedOf(batch);
        }
        assertEq(userGot, repaid, "I14: repaid what was booked");
        // Shares round by a wei a proof.
        assertLe(seized, slashed + 2 * proofs, "I14: slashed more than was booked");
        assertLe(slashed, seized + 2 * proofs, "I14: booked more than was slashed");
    }

    function slashedOf(Batch memory batch) internal view returns (uint256 sum) {
        Receipt memory receipt;
        (, Call[] memory calls) = abi.decode(evidenceOf(batch.id), (Settled, Call[]));
        receipt = calls[0].receipt;
        sum += prover.slashedFor(
            keccak256(abi.encode(IFaultProver.Fault.Overcharge, receipt.sessionId, receipt.seq))
        );
        sum += prover.slashedFor(keccak256(abi.encode(IFaultProver.Fault.BadSplit, batch.receiptHash)));
        sum += prover.slashedFor(
            keccak256(abi.encode(IFaultProver.Fault.Underpaid, batch.id, alice, bytes32(0)))
        );
        for (uint256 at = 4; at < 7; ++at) {
            sum += prover.slashedFor(
                keccak256(abi.encode(IFaultProver.Fault.WrongPayee, batch.receiptHash, at))
            );
        }
        sum += prover.slashedFor(
            keccak256(abi.encode(IFaultProver.Fault.Withheld, batch.id, "row", uint256(0)))
        );
        sum += prover.slashedFor(keccak256(abi.encode(IFaultProver.Fault.Withheld, batch.id, uint256(0))));
    }

    function evidenceOf(uint64 batchId) internal view returns (bytes memory) {
        uint256 at;
        while (batches[at].id != batchId) ++at;
        return evidence[at];
    }
}

/// @notice In prose. I14: whatever is proven, however often, by whichever rule and in whichever order, a fault's subject
/// is slashed and its harmed are paid once: the payer of a row never gets back more than the row's charge, a payee
/// never more than the leaf, and no stake leaves without standing in the books of what was proven.
contract FaultInvariants is Scene {
    FaultHandler internal handler;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public override {
        handler = new FaultHandler();
        handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targeted) {
        targeted = new FuzzSelector[](1);
        targeted[0].addr = address(handler);
        targeted[0].selectors = new bytes4[](4);
        targeted[0].selectors[0] = handler.cheat.selector;
        targeted[0].selectors[1] = handler.prove.selector;
        targeted[0].selectors[2] = handler.prove.selector;
        targeted[0].selectors[3] = handler.pass.selector;
    }

    function invariant_I14() public view {
        handler.checkLast();
    }

    function afterInvariant() public view {
        handler.check();
    }
}
