// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Disclosure, IFaultProver, Item, Placed} from "../../src/attribution/IFaultProver.sol";
import {
    Accrual,
    Charge,
    ChargeRow,
    IInferenceMeter,
    Leaf,
    Payout,
    Receipt,
    Settlement,
    Voucher
} from "../../src/inference/IInferenceMeter.sol";
import {IndexedMerkle} from "../../src/libraries/IndexedMerkle.sol";
import {Price, Share} from "../../src/models/IModelRegistry.sol";
import {Call, Scene, Settled} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Operators who cheat, and provers who cheat honest operators. Every attack is committed for real.
contract FaultAttacks is Scene {
    bytes32 internal id;
    address internal watcher = walletOf("watcher");

    function setUp() public override {
        super.setUp();
        id = openSession(100 * ONE, 1);
        fundFor(watcher, address(prover));
        vm.startPrank(watcher);
    }

    // ------------------------------------------------------------ underpaying

    function itemOf(Settled memory settled, Call[] memory calls, uint256 at, uint256 leaf)
        internal
        pure
        returns (Item memory)
    {
        return Item({
            index: at,
            receipt: calls[at].receipt,
            receiptProof: proofOf(settled.receiptHashes, at),
            leafIndex: leaf,
            leaf: calls[at].leaves[leaf],
            leafProof: proofOf(digestsOf(calls[at].leaves), leaf)
        });
    }

    /// @dev Gives `skimmed` wei of every call's first data leaf to the operator's fee wallet instead.
    function skim(uint256 count, uint96 skimmed)
        internal
        returns (Settled memory settled, Call[] memory calls, Leaf memory victim)
    {
        calls = serveMany(id, count);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        victim = calls[0].leaves[4].payee == address(0) ? calls[0].leaves[5] : calls[0].leaves[4];
        for (uint256 i; i < payouts.length; ++i) {
            if (payouts[i].to == victim.payee) payouts[i].amount -= skimmed;
            if (payouts[i].to == feeWallet) payouts[i].amount += skimmed;
        }
        vm.stopPrank();
        settled = settleCallsAs(calls, payouts, accruals);
        vm.startPrank(watcher);
    }

    function victimLeaf(Call memory call, address payee) internal pure returns (uint256 at) {
        while (call.leaves[at].payee != payee) ++at;
    }

    function sumUp(Settled memory settled, Call[] memory calls, address payee)
        internal
        returns (bytes32 sumId)
    {
        sumId = prover.openSum(settled.data, payee, 0);
        Item[] memory items = new Item[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            items[i] = itemOf(settled, calls, i, victimLeaf(calls[i], payee));
        }
        prover.addItems(sumId, settled.data.header, items);
    }

    /// @dev Skimming operator: the batch pays a contributor less than the signed receipts say.
    function test_SkimmingOperator() public {
        (Settled memory settled, Call[] memory calls, Leaf memory victim) = skim(3, ONE / 10);
        uint256 before = token.balanceOf(victim.payee);
        uint256 stake = backing();
        bytes32 sumId = sumUp(settled, calls, victim.payee);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(token.balanceOf(victim.payee), before + ONE / 10, "made whole");
        assertEq(stake - backing(), 100e18, "minimum penalty");
        assertEq(token.balanceOf(watcher), 1_000e18, "bond came back");
    }

    function test_SkimmingOperator_UnboundContributor() public {
        Call[] memory calls = serveMany(id, 1);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        accruals[0].amount -= 50;
        payouts[0].amount += 50;
        vm.stopPrank();
        Settled memory settled = settleCallsAs(calls, payouts, accruals);
        vm.startPrank(watcher);
        bytes32 sumId = prover.openSum(settled.data, address(0), unboundId);
        Item[] memory items = new Item[](1);
        items[0] = itemOf(settled, calls, 0, victimLeaf(calls[0], address(0)));
        prover.addItems(sumId, settled.data.header, items);
        uint256 owed = ledger.owed(unboundId);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(ledger.owed(unboundId), owed + 50, "booked for the contributor");
        assertEq(ledger.totalOwed(), token.balanceOf(address(ledger)), "I7");
    }

    /// @dev CheapProofFirst: a proof over one leaf only must not block the proof over all of them.
    function test_CheapProofFirst() public {
        (Settled memory settled, Call[] memory calls, Leaf memory victim) = skim(40, 4 * ONE);
        bytes32 sumId = prover.openSum(settled.data, victim.payee, 0);
        uint256 before = token.balanceOf(victim.payee);
        // Enough leaves for a deficit of little; the payee was paid all but 4 OPEN.
        uint256 each = calls[0].leaves[victimLeaf(calls[0], victim.payee)].amount;
        uint256 paid = 40 * each - 4 * ONE;
        uint256 cheap = paid / each + 1;
        Item[] memory items = new Item[](cheap);
        for (uint256 i; i < cheap; ++i) {
            items[i] = itemOf(settled, calls, i, victimLeaf(calls[i], victim.payee));
        }
        prover.addItems(sumId, settled.data.header, items);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        uint256 first = token.balanceOf(victim.payee) - before;
        assertTrue(first > 0 && first < 4 * ONE, "only a part");
        sumId = sumUp(settled, calls, victim.payee);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(token.balanceOf(victim.payee) - before, 4 * ONE, "all of it");
        // FaultTwice: and no third time.
        sumId = sumUp(settled, calls, victim.payee);
        vm.expectRevert();
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
    }

    function test_HonestPayeeCannotBeSummedTwice() public {
        Call[] memory calls = serveMany(id, 2);
        vm.stopPrank();
        Settled memory settled = settleCalls(calls);
        vm.startPrank(watcher);
        bytes32 sumId = sumUp(settled, calls, alice);
        Item[] memory again = new Item[](1);
        again[0] = itemOf(settled, calls, 1, victimLeaf(calls[1], alice));
        uint256 at = 64 + again[0].leafIndex;
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unordered.selector, at + 1, at));
        prover.addItems(sumId, settled.data.header, again);
        (,,,,,,,,, uint256 sum) = unpack(sumId);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NotShort.selector, sum, sum));
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
    }

    function unpack(bytes32 sumId)
        internal
        view
        returns (address, uint96, address, uint40, bool, address, uint64, bytes32, uint256, uint256)
    {
        return prover.sums(sumId);
    }

    function test_StakersPartSkimmedIsOnlyPunished() public {
        Call[] memory calls = serveMany(id, 1);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        for (uint256 i; i < payouts.length; ++i) {
            if (payouts[i].to == address(staking)) payouts[i].amount -= 7;
            if (payouts[i].to == feeWallet) payouts[i].amount += 7;
        }
        vm.stopPrank();
        Settled memory settled = settleCallsAs(calls, payouts, accruals);
        vm.startPrank(watcher);
        bytes32 sumId = sumUp(settled, calls, address(staking));
        uint256 held = token.balanceOf(address(staking));
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(token.balanceOf(address(staking)), held, "stays as reserve");
        (uint256 reserve,,,) = staking.punitives(providerId);
        assertEq(reserve, 100e18, "all punitive");
    }

    // ----------------------------------------------------------- equivocation

    /// @dev RestoreSignsSeqTwice: a restored server signs the same call again, differently.
    function test_RestoreSignsSeqTwice() public {
        Call memory call = serve(id, 1, 0, 0);
        Receipt memory other = serve(id, 1, 0, 0).receipt;
        other.responseHash = "another answer";
        uint256 stake = backing();
        bytes memory a = signReceipt("operator", call.receipt);
        bytes memory b = signReceipt("operator", other);
        prover.proveEquivocation(call.receipt, a, other, b);
        assertEq(stake - backing(), 1_000e18, "1,000 OPEN");
        vm.expectRevert(
            abi.encodeWithSelector(
                IFaultProver.Fault_AlreadyProven.selector,
                keccak256(abi.encode(IFaultProver.Fault.Equivocation, id, uint64(1)))
            )
        );
        prover.proveEquivocation(other, b, call.receipt, a);
    }

    function test_EquivocationAgainstTheBatch() public {
        Call[] memory calls = serveMany(id, 2);
        vm.stopPrank();
        Settled memory settled = settleCalls(calls);
        vm.startPrank(watcher);
        Receipt memory other = calls[1].receipt;
        bytes32 settledHash = hashOf(other);
        bytes32[] memory proof = proofOf(settled.receiptHashes, 1);
        bytes memory same = signReceipt("operator", other);
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_NotEquivocal.selector, settledHash, settledHash)
        );
        prover.proveSettledOther(settled.data, 0, settledHash, proof, other, same);
        other.responseHash = "another answer";
        bytes memory signature = signReceipt("operator", other);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveSettledOther(settled.data, 0, "not it", proof, other, signature);
        prover.proveSettledOther(settled.data, 0, settledHash, proof, other, signature);
    }

    function test_HonestReceiptsAreNoEquivocation() public {
        Call[] memory calls = serveMany(id, 2);
        bytes memory a = signReceipt("operator", calls[0].receipt);
        bytes memory b = signReceipt("operator", calls[1].receipt);
        vm.expectRevert(
            abi.encodeWithSelector(
                IFaultProver.Fault_NotEquivocal.selector, hashOf(calls[0].receipt), hashOf(calls[1].receipt)
            )
        );
        prover.proveEquivocation(calls[0].receipt, a, calls[1].receipt, b);
        Receipt memory forged = calls[0].receipt;
        forged.seq = 2;
        bytes memory byAnother = signReceipt("watcher", forged);
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_BadSignature.selector, hashOf(forged), operator)
        );
        prover.proveEquivocation(calls[1].receipt, b, forged, byAnother);
    }

    /// @dev IndexShift: a forced settlement in front of the operator's must not make his batch look equivocal.
    function test_IndexShift() public {
        Call[] memory calls = serveMany(id, 3);
        skip(2 minutes);
        Call[] memory firstOnly = new Call[](1);
        firstOnly[0] = calls[0];
        force(firstOnly);
        Settlement memory s;
        s.charges = new Charge[](1);
        s.charges[0] = Charge(calls[2].voucher, 0, 0, 3 * ONE, "r", calls[2].voucherSignature);
        s.payouts = new Payout[](1);
        s.payouts[0] = Payout(alice, 3 * ONE);
        vm.stopPrank();
        vm.prank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_StaleSeq.selector, id, uint64(0), uint64(1))
        );
        meter.settle(s);
    }

    // ------------------------------------------------------------ overcharging

    function settleBent(Call[] memory calls) internal returns (Settled memory settled) {
        vm.stopPrank();
        settled = settleCalls(calls);
        vm.startPrank(watcher);
    }

    /// @dev Overcharging operator: the batch takes more than the last receipt says.
    function test_OverchargingOperator() public {
        Call[] memory calls = serveMany(id, 2);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        payouts[0].amount += ONE;
        vm.stopPrank();
        Settled memory settled = settleCallsAs(calls, payouts, accruals);
        vm.startPrank(watcher);
        uint256 before = token.balanceOf(user);
        Placed memory last = placedOf(settled, calls, 1);
        prover.proveRowOvercharge(settled.data, last);
        assertEq(token.balanceOf(user) - before, ONE, "the user is made whole");
        Placed memory first = placedOf(settled, calls, 0);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt)));
        prover.proveRowOvercharge(settled.data, first);
        // FaultTwice
        vm.expectRevert(
            abi.encodeWithSelector(
                IFaultProver.Fault_AlreadyProven.selector,
                keccak256(abi.encode(IFaultProver.Fault.Overcharge, id, uint64(2)))
            )
        );
        prover.proveRowOvercharge(settled.data, last);
    }

    /// @dev FaultTwice: the same fault of the same call is paid once, by whichever rule it is shown.
    function test_FaultTwice() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].receipt.tokensOut = 100;
        calls[0].receipt.servedAt = 1;
        Settled memory settled = settleBent(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        uint256 before = token.balanceOf(user);
        // 400 in + 100 out cost 0.4; charged 1: excess 0.6.
        prover.proveWrongCharge(settled.data, placed);
        assertEq(token.balanceOf(user) - before, 0.6e18, "the excess");
        // The whole charge by its date: only what is left of it.
        prover.proveBadTime(settled.data, placed, none());
        assertEq(token.balanceOf(user) - before, ONE, "never more than the charge");
        vm.expectRevert();
        prover.proveBadTime(settled.data, placed, none());
    }

    /// @dev Nor a second time by hiding the receipt of a call that was repaid.
    function test_FaultTwice_ByAnotherKind() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].receipt.servedAt = 1;
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        prover.proveBadTime(settled.data, placedOf(settled, calls, 0), none());
        assertEq(token.balanceOf(user) - before, ONE, "the whole charge");
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 1);
        skip(2 minutes + 1);
        prover.proveWithheld(demandId, settled.data);
        assertEq(token.balanceOf(user) - before, ONE, "once");
    }

    function test_HonestCallsAreNoOvercharge() public {
        Call[] memory calls = serveMany(id, 2);
        Settled memory settled = settleBent(calls);
        Placed memory first = placedOf(settled, calls, 0);
        Placed memory second = placedOf(settled, calls, 1);
        bytes memory noFault =
            abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[1].receipt));
        vm.expectRevert(noFault);
        prover.proveRowOvercharge(settled.data, second);
        vm.expectRevert(noFault);
        prover.proveWrongCharge(settled.data, second);
        vm.expectRevert(noFault);
        prover.proveBrokenStep(settled.data, second, first);
        vm.expectRevert(noFault);
        prover.proveBadTime(settled.data, second, first);
        vm.expectRevert(noFault);
        prover.proveWrongRequest(settled.data, second, calls[1].voucher, calls[1].request);
        vm.expectRevert(noFault);
        prover.proveStalePrice(settled.data, second);
        vm.expectRevert(noFault);
        prover.proveBadSplit(settled.data, second, calls[1].leaves);
        uint256 leaf = victimLeaf(calls[1], alice);
        bytes32[] memory proof = proofOf(digestsOf(calls[1].leaves), leaf);
        vm.expectRevert(noFault);
        prover.proveWrongPayee(settled.data, second, calls[1].leaves[leaf], leaf, proof);
        bytes memory firstNoFault =
            abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt));
        vm.expectRevert(firstNoFault);
        prover.proveBrokenStep(settled.data, first, none());
        vm.expectRevert(firstNoFault);
        prover.proveBadTime(settled.data, first, none());
    }

    /// @dev A mistake in the user's favour is no fault, and says so instead of counting below zero.
    function test_CheaperThanDueIsNoOvercharge() public {
        Call[] memory calls = serveMany(id, 2);
        calls[0].receipt.tokensOut = 800;
        calls[1].receipt.cumulative -= 5;
        Settled memory settled = settleBent(calls);
        Placed memory first = placedOf(settled, calls, 0);
        Placed memory second = placedOf(settled, calls, 1);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt)));
        prover.proveWrongCharge(settled.data, first);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[1].receipt)));
        prover.proveBrokenStep(settled.data, second, first);
    }

    /// @dev A watcher cannot convict by a batch of his own making: header and rows are the settled ones or nothing.
    function test_ForgedBatchConvictsNobody() public {
        Call[] memory calls = serveMany(id, 2);
        Settled memory settled = settleBent(calls);
        bytes memory unbound =
            abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id);
        Placed memory last = placedOf(settled, calls, 1);
        settled.data.rows[0].toSpent += 1;
        vm.expectRevert(unbound);
        prover.proveRowOvercharge(settled.data, last);
        settled.data.rows[0].toSpent -= 1;

        calls[0].receipt.tokensOut = 0;
        settled.receiptHashes[0] = hashOf(calls[0].receipt);
        settled.data.header.receiptsRoot = IndexedMerkle.root(settled.receiptHashes);
        Placed memory forged = placedOf(settled, calls, 0);
        vm.expectRevert(unbound);
        prover.proveWrongCharge(settled.data, forged);
    }

    function test_BrokenStep() public {
        Call[] memory calls = serveMany(id, 2);
        calls[1].receipt.cumulative += 5;
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        Placed memory wrongBefore = placedOf(settled, calls, 1);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveBrokenStep(settled.data, wrongBefore, wrongBefore);
        prover.proveBrokenStep(settled.data, wrongBefore, placedOf(settled, calls, 0));
        assertEq(token.balanceOf(user) - before, 5, "the jump");
    }

    /// @dev BackdatedReceipt: dated before the session, before its predecessor, after its end, or into the future.
    function test_BackdatedReceipt() public {
        Call[] memory calls = serveMany(id, 2);
        calls[1].receipt.servedAt -= 1;
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        prover.proveBadTime(settled.data, placedOf(settled, calls, 1), placedOf(settled, calls, 0));
        assertEq(token.balanceOf(user) - before, ONE, "whole charge");

        calls = serveMany(id, 1);
        calls[0].receipt.servedAt = uint64(nowSeconds() + 121);
        settled = settleBent(calls);
        prover.proveBadTime(settled.data, placedOf(settled, calls, 0), none());
        assertEq(token.balanceOf(user) - before, 2 * ONE, "above settledAt");

        calls = serveMany(id, 1);
        calls[0].receipt.servedAt = uint64(meter.sessionOf(id).expiry) + 121;
        skip(35 minutes);
        settled = settleBent(calls);
        prover.proveBadTime(settled.data, placedOf(settled, calls, 0), none());
        assertEq(token.balanceOf(user) - before, 3 * ONE, "after expiry");
    }

    /// @dev FreezeConvictsOperator: what was served before the freeze, or in its notice, stays honest.
    function test_FreezeConvictsOperator() public {
        Call[] memory calls = serveMany(id, 1);
        vm.stopPrank();
        vm.prank(user);
        meter.freezeSession(id);
        skip(2 minutes);
        Call[] memory inNotice = new Call[](2);
        inNotice[0] = calls[0];
        inNotice[1] = serve(id, 2, ONE, hashOf(calls[0].receipt));
        skip(3 minutes);
        Settled memory settled = settleCalls(inNotice);
        Placed memory first = placedOf(settled, inNotice, 0);
        Placed memory second = placedOf(settled, inNotice, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(inNotice[1].receipt))
        );
        prover.proveBadTime(settled.data, second, first);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt)));
        prover.proveBadTime(settled.data, first, none());
    }

    function test_WrongRequest() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].request.maxTokensOut = 399;
        calls[0].voucher.requestHash = keccak256(abi.encode(calls[0].request));
        resign(calls[0]);
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        Placed memory placed = placedOf(settled, calls, 0);
        Voucher memory another = serve(id, 9, 0, 0).voucher;
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveWrongRequest(settled.data, placed, another, calls[0].request);
        prover.proveWrongRequest(settled.data, placed, calls[0].voucher, calls[0].request);
        assertEq(token.balanceOf(user) - before, ONE, "whole charge");
    }

    function resign(Call memory call) internal view {
        call.voucherSignature = signVoucher("session", call.voucher);
        call.receipt.voucherHash = keccak256(abi.encode(VOUCHER(), call.voucher));
    }

    function VOUCHER() internal pure returns (bytes32) {
        return keccak256(
            "Voucher(bytes32 sessionId,uint64 seq,uint96 maxCumulative,bytes32 requestHash,bytes32 prevReceipt)"
        );
    }

    // ------------------------------------------------------------------ prices

    function setPrice(uint96 inPer1k, uint96 outPer1k) internal {
        vm.stopPrank();
        vm.prank(owner);
        models.setPrice(modelId, Price(inPer1k, outPer1k));
        vm.startPrank(watcher);
    }

    /// @dev DearerPriceId: user and operator agreed on an old, dearer price.
    function test_DearerPriceId() public {
        setPrice(ONE / 4, ONE);
        skip(5 minutes);
        Call[] memory calls = serveMany(id, 1);
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        prover.proveStalePrice(settled.data, placedOf(settled, calls, 0));
        assertEq(token.balanceOf(user) - before, ONE / 2, "the difference");
    }

    /// @dev A dear price that was announced and withdrawn was never in force.
    function test_DearerPriceId_NeverInForce() public {
        setPrice(10 * ONE, 10 * ONE);
        setPrice(ONE / 2, 2 * ONE);
        skip(1 hours - 1 minutes);
        vm.stopPrank();
        id = openSession(100 * ONE, 2);
        vm.startPrank(watcher);
        skip(2 minutes);
        Call[] memory calls = serveMany(id, 1);
        calls[0].receipt.priceId = 2;
        Settled memory settled = settleBent(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        // At price 2 the tokens would cost 8, so 1 is no wrong charge; it is the price that never held.
        prover.proveStalePrice(settled.data, placed);
    }

    /// @dev PriceChangeConvictsOperator: an operator who read the price a moment before a fall, or after a rise.
    function test_PriceChangeConvictsOperator() public {
        setPrice(ONE / 4, ONE);
        Call[] memory calls = serveMany(id, 1);
        Settled memory settled = settleBent(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        bytes memory noFault =
            abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt));
        vm.expectRevert(noFault);
        prover.proveStalePrice(settled.data, placed);

        setPrice(ONE, 4 * ONE);
        skip(1 hours);
        vm.stopPrank();
        id = openSession(100 * ONE, 2);
        vm.startPrank(watcher);
        calls = serveMany(id, 1);
        calls[0].receipt.priceId = 3;
        settled = settleBent(calls);
        placed = placedOf(settled, calls, 0);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt)));
        prover.proveStalePrice(settled.data, placed);
    }

    function test_PriceThatDoesNotExist() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].receipt.priceId = 99;
        Settled memory settled = settleBent(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        vm.expectRevert();
        prover.proveStalePrice(settled.data, placed);
        uint256 before = token.balanceOf(user);
        prover.proveWrongCharge(settled.data, placed);
        assertEq(token.balanceOf(user) - before, ONE, "nothing was due");
    }

    // --------------------------------------------------------- payees, splits

    function test_WrongPayee() public {
        Call[] memory calls = serveMany(id, 1);
        uint256 at = victimLeaf(calls[0], alice);
        calls[0].leaves[at].payee = feeWallet;
        calls[0].receipt.splitRoot = rootOf(calls[0].leaves);
        Settled memory settled = settleBent(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        Leaf memory leaf = calls[0].leaves[at];
        bytes32[] memory proof = proofOf(digestsOf(calls[0].leaves), at);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveWrongPayee(settled.data, placed, leaf, at ^ 1, proof);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveWrongPayee(settled.data, placed, leaf, 64, proof);
        prover.proveWrongPayee(settled.data, placed, leaf, at, proof);
        assertEq(token.balanceOf(alice), leaf.amount, "the right payee");
    }

    function test_WrongPayee_InPlaceOfNobody() public {
        Call[] memory calls = serveMany(id, 1);
        uint256 at = victimLeaf(calls[0], address(0));
        calls[0].leaves[at].payee = feeWallet;
        calls[0].receipt.splitRoot = rootOf(calls[0].leaves);
        Settled memory settled = settleBent(calls);
        bytes32[] memory proof = proofOf(digestsOf(calls[0].leaves), at);
        prover.proveWrongPayee(settled.data, placedOf(settled, calls, 0), calls[0].leaves[at], at, proof);
        assertEq(ledger.owed(unboundId), calls[0].leaves[at].amount, "kept for him");
    }

    /// @dev Payee rotation in mid-batch: the payee at `servedAt` is paid, before and after, and neither is a fault.
    function test_PayeeRotationInMidBatch() public {
        vm.stopPrank();
        vm.prank(alice);
        datanets.requestPayee(aliceId, walletOf("alice two"));
        Call[] memory calls = serveMany(id, 1);
        skip(3 minutes);
        Call memory second = serve(id, 2, ONE, hashOf(calls[0].receipt));
        uint256 at = victimLeaf(second, alice);
        second.leaves[at].payee = walletOf("alice two");
        second.receipt.splitRoot = rootOf(second.leaves);
        Call[] memory both = new Call[](2);
        (both[0], both[1]) = (calls[0], second);
        Settled memory settled = settleCalls(both);
        for (uint256 i; i < 2; ++i) {
            Placed memory placed = placedOf(settled, both, i);
            bytes32[] memory proof = proofOf(digestsOf(both[i].leaves), at);
            vm.expectRevert(
                abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(both[i].receipt))
            );
            prover.proveWrongPayee(settled.data, placed, both[i].leaves[at], at, proof);
        }
        assertEq(token.balanceOf(alice), both[0].leaves[at].amount, "old wallet");
        assertEq(token.balanceOf(walletOf("alice two")), both[1].leaves[at].amount, "new wallet");
        // After the rotation the old wallet would be wrong.
        Call[] memory stale = new Call[](1);
        stale[0] = serve(id, 3, 2 * ONE, hashOf(second.receipt));
        settled = settleCalls(stale);
        bytes32[] memory staleProof = proofOf(digestsOf(stale[0].leaves), at);
        prover.proveWrongPayee(settled.data, placedOf(settled, stale, 0), stale[0].leaves[at], at, staleProof);
    }

    function proveSplit(Call[] memory calls) internal {
        calls[0].receipt.splitRoot = rootOf(calls[0].leaves);
        Settled memory settled = settleBent(calls);
        uint256 stake = backing();
        prover.proveBadSplit(settled.data, placedOf(settled, calls, 0), calls[0].leaves);
        assertEq(stake - backing(), 100e18, "slashed");
    }

    /// @dev OwnWalletAsStaker: the stakers' leaf goes to the operator.
    function test_OwnWalletAsStaker() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].leaves[3].payee = operator;
        proveSplit(calls);
    }

    /// @dev OtherModelsOwner: the model part goes to another model's people.
    function test_OtherModelsOwner() public {
        vm.stopPrank();
        vm.startPrank(operator);
        uint64 mine = models.publish("mine", modelVersion(), Price(ONE / 2, 2 * ONE), new Share[](0));
        vm.stopPrank();
        vm.startPrank(watcher);
        Call[] memory calls = serveMany(id, 1);
        calls[0].leaves[1] = Leaf(1, bytes32(uint256(mine)), operator, ONE / 5);
        calls[0].leaves[2] = calls[0].leaves[3];
        calls[0].leaves[3] = calls[0].leaves[4];
        calls[0].leaves[4] = calls[0].leaves[5];
        calls[0].leaves[5] = calls[0].leaves[6];
        Leaf[] memory leaves = calls[0].leaves;
        assembly ("memory-safe") {
            mstore(leaves, 6)
        }
        proveSplit(calls);
    }

    /// @dev OwnTreasury: data money to a treasury of the operator's own.
    function test_OwnTreasury() public {
        Call[] memory calls = serveMany(id, 1);
        calls[0].leaves[6] = Leaf(4, KEY, operator, calls[0].leaves[6].amount);
        proveSplit(calls);
    }

    /// @dev TransferConvictsOperator: the model is sold in the middle; receipts served before pay the former state.
    function test_TransferConvictsOperator() public {
        vm.stopPrank();
        vm.prank(owner);
        models.transferFrom(owner, bob, modelId);
        Call[] memory calls = serveMany(id, 1);
        skip(2 minutes);
        Settled memory settled = settleCalls(calls);
        Placed memory placed = placedOf(settled, calls, 0);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt)));
        prover.proveBadSplit(settled.data, placed, calls[0].leaves);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveBadSplit(settled.data, placed, new Leaf[](0));
    }

    /// @dev Batches of several sessions: a receipt's place counts the rows before its own.
    function test_PlacesCountTheRowsBefore() public {
        vm.stopPrank();
        bytes32 other = openSession(100 * ONE, 2);
        (bytes32 low, bytes32 high) = id < other ? (id, other) : (other, id);
        Call[] memory calls = new Call[](3);
        calls[0] = serve(low, 1, 0, 0);
        calls[1] = serve(low, 2, ONE, 0);
        calls[2] = serve(high, 1, 0, 0);
        calls[2].receipt.tokensOut = 0;
        Settled memory settled;
        Settlement memory s;
        (s.payouts, s.accruals) = merge(calls);
        settled.receiptHashes = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            settled.receiptHashes[i] = hashOf(calls[i].receipt);
        }
        s.receiptsRoot = IndexedMerkle.root(settled.receiptHashes);
        s.charges = new Charge[](2);
        s.charges[0] = Charge(calls[1].voucher, 0, 0, 2 * ONE, "r", calls[1].voucherSignature);
        s.charges[1] = Charge(calls[2].voucher, 0, 0, ONE, "r", calls[2].voucherSignature);
        settled.data.rows = new ChargeRow[](2);
        settled.data.rows[0] = ChargeRow(low, 0, 2, 0, 2 * ONE);
        settled.data.rows[1] = ChargeRow(high, 0, 1, 0, ONE);
        vm.prank(operator);
        settled.data.header = headerOf(meter.settle(s), s, settled.data.rows);
        uint256 before = token.balanceOf(user);
        Placed memory placed = Placed(calls[2].receipt, 1, proofOf(settled.receiptHashes, 2));
        prover.proveWrongCharge(settled.data, placed);
        assertEq(token.balanceOf(user) - before, 0.8e18, "priced at 0.2");
    }

    function test_PayeesThatAreInNoPayout() public {
        Call[] memory calls = serveMany(id, 1);
        vm.stopPrank();
        Payout[] memory all = new Payout[](1);
        all[0] = Payout(feeWallet, ONE);
        Settled memory settled = settleCallsAs(calls, all, new Accrual[](0));
        vm.startPrank(watcher);
        bytes32 sumId = sumUp(settled, calls, alice);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(token.balanceOf(alice), calls[0].leaves[victimLeaf(calls[0], alice)].amount, "alice");
        sumId = prover.openSum(settled.data, address(0), unboundId);
        Item[] memory items = new Item[](1);
        items[0] = itemOf(settled, calls, 0, victimLeaf(calls[0], address(0)));
        prover.addItems(sumId, settled.data.header, items);
        prover.proveUnderpaid(sumId, settled.data.header, settled.payouts, settled.accruals);
        assertEq(ledger.owed(unboundId), items[0].leaf.amount, "nobody yet");
        // Leaves that are no data, or wait in the ledger, pay no wrong wallet.
        Placed memory placed = placedOf(settled, calls, 0);
        bytes memory noFault =
            abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, hashOf(calls[0].receipt));
        bytes32[] memory proof = proofOf(digestsOf(calls[0].leaves), 0);
        vm.expectRevert(noFault);
        prover.proveWrongPayee(settled.data, placed, calls[0].leaves[0], 0, proof);
        uint256 at = items[0].leafIndex;
        vm.expectRevert(noFault);
        prover.proveWrongPayee(settled.data, placed, items[0].leaf, at, items[0].leafProof);
        // A proof of another depth is no proof.
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id));
        prover.proveSettledOther(settled.data, 0, hashOf(calls[0].receipt), proof, calls[0].receipt, "");
    }

    function test_BackdatedBehindItsPredecessor() public {
        skip(10);
        Call[] memory calls = serveMany(id, 2);
        calls[1].receipt.servedAt -= 5;
        Settled memory settled = settleBent(calls);
        uint256 before = token.balanceOf(user);
        prover.proveBadTime(settled.data, placedOf(settled, calls, 1), placedOf(settled, calls, 0));
        assertEq(token.balanceOf(user) - before, ONE, "after opening, before its predecessor");
    }

    // --------------------------------------------------------------- withheld

    function disclosureOf(Settled memory settled, Call[] memory calls, uint256 at)
        internal
        view
        returns (Disclosure memory shown)
    {
        shown.signed = signedOf(calls[at]);
        shown.proof = proofOf(settled.receiptHashes, at);
        shown.voucher = calls[at].voucher;
        shown.voucherSignature = calls[at].voucherSignature;
        shown.request = calls[at].request;
    }

    /// @dev Hidden receipts: the operator settles and shows nobody what for.
    function test_HiddenReceipts() public {
        Call[] memory calls = serveMany(id, 60);
        Settled memory settled = settleBent(calls);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 7);
        vm.expectRevert();
        prover.proveWithheld(demandId, settled.data);
        skip(2 minutes + 1);
        uint256 before = token.balanceOf(user);
        uint256 stake = backing();
        prover.proveWithheld(demandId, settled.data);
        assertEq(token.balanceOf(user) - before, 60 * ONE, "the whole row");
        assertEq(stake - backing(), 500e18, "500 OPEN");
        assertEq(token.balanceOf(watcher), 1_000e18, "bond came back");
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NotOpen.selector, demandId));
        prover.proveWithheld(demandId, settled.data);
    }

    /// @dev WithholdIsCheaper: hiding a dear row costs three times the row.
    function test_WithholdIsCheaper() public {
        vm.stopPrank();
        give(user, 2_000e18);
        bytes32 dear = openSession(1_000 * ONE, 2);
        Call[] memory calls = new Call[](1);
        calls[0] = serve(dear, 1, 0, 0);
        calls[0].voucher.maxCumulative = 1_000 * ONE;
        resign(calls[0]);
        Payout[] memory payouts = new Payout[](1);
        payouts[0] = Payout(operator, 1_000 * ONE);
        Settled memory settled = settleCallsAs(calls, payouts, new Accrual[](0));
        vm.startPrank(watcher);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 1);
        skip(2 minutes + 1);
        uint256 stake = backing();
        prover.proveWithheld(demandId, settled.data);
        assertEq(stake - backing(), 3_000e18, "three times what it hid");
    }

    /// @dev WithheldTwice: ten indices of one row repay it once, each further one costs 500.
    function test_WithheldTwice() public {
        Call[] memory calls = serveMany(id, 10);
        Settled memory settled = settleBent(calls);
        bytes32[] memory demands = new bytes32[](10);
        for (uint64 i; i < 10; ++i) {
            demands[i] = prover.demandReceipt(settled.data, 0, i + 1);
        }
        skip(2 minutes + 1);
        uint256 before = token.balanceOf(user);
        uint256 stake = backing();
        for (uint256 i; i < 10; ++i) {
            prover.proveWithheld(demands[i], settled.data);
        }
        assertEq(token.balanceOf(user) - before, 10 * ONE, "the row, once");
        assertEq(stake - backing(), 5_000e18, "500 each");
    }

    /// @dev RandomSplitRoot: a root no leaves open cannot be answered for.
    function test_RandomSplitRoot() public {
        Call[] memory calls = serveMany(id, 1);
        (Payout[] memory payouts, Accrual[] memory accruals) = merge(calls);
        calls[0].receipt.splitRoot = "random";
        vm.stopPrank();
        Settled memory settled = settleCallsAs(calls, payouts, accruals);
        vm.startPrank(watcher);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 1);
        Disclosure memory shown = disclosureOf(settled, calls, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_BadDisclosure.selector, demandId, bytes32("leaves"))
        );
        prover.answerDemand(demandId, settled.data, shown);
        skip(2 minutes + 1);
        prover.proveWithheld(demandId, settled.data);
    }

    function test_HonestOperatorAnswers() public {
        Call[] memory calls = serveMany(id, 3);
        Settled memory settled = settleBent(calls);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 2);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_AlreadyOpen.selector, demandId));
        prover.demandReceipt(settled.data, 0, 2);
        Disclosure memory shown = disclosureOf(settled, calls, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_BadDisclosure.selector, demandId, bytes32("receipt"))
        );
        prover.answerDemand(demandId, settled.data, shown);
        shown = disclosureOf(settled, calls, 1);
        shown.voucher.seq = 77;
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_BadDisclosure.selector, demandId, bytes32("voucher"))
        );
        prover.answerDemand(demandId, settled.data, shown);
        shown.voucher.seq = 2;
        shown = disclosureOf(settled, calls, 1);
        shown.request.promptCommitment = "other";
        vm.expectRevert(
            abi.encodeWithSelector(IFaultProver.Fault_BadDisclosure.selector, demandId, bytes32("request"))
        );
        prover.answerDemand(demandId, settled.data, shown);
        shown.request.promptCommitment = "prompt";
        shown = disclosureOf(settled, calls, 1);
        shown.voucherSignature = signVoucher("watcher", shown.voucher);
        vm.expectRevert();
        prover.answerDemand(demandId, settled.data, shown);
        shown = disclosureOf(settled, calls, 1);
        vm.stopPrank();
        prover.answerDemand(demandId, settled.data, shown);
        assertEq(token.balanceOf(address(this)), 10e18, "the bond is the answerer's");
        skip(2 minutes + 1);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NotOpen.selector, demandId));
        prover.proveWithheld(demandId, settled.data);
    }

    // ------------------------------------------------------------- the frame

    function test_RevertWhen_DataIsNotTheBatchs() public {
        Call[] memory calls = serveMany(id, 2);
        Settled memory settled = settleBent(calls);
        uint64 batchId = settled.data.header.id;
        bytes memory unbound = abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, batchId);
        Placed memory placed = placedOf(settled, calls, 1);
        placed.row = 1;
        vm.expectRevert(unbound);
        prover.proveWrongCharge(settled.data, placed);
        placed = placedOf(settled, calls, 1);
        placed.receipt.charge += 1;
        vm.expectRevert(unbound);
        prover.proveWrongCharge(settled.data, placed);
        placed.receipt.seq = 3;
        vm.expectRevert(unbound);
        prover.proveWrongCharge(settled.data, placed);
        placed = placedOf(settled, calls, 1);
        settled.data.rows[0].toSpent += 1;
        vm.expectRevert(unbound);
        prover.proveRowOvercharge(settled.data, placed);
        settled.data.rows[0].toSpent -= 1;
        vm.expectRevert(unbound);
        prover.demandReceipt(settled.data, 1, 1);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 1);
        settled.data.header.receiptCount = 9;
        vm.expectRevert(unbound);
        prover.proveWrongCharge(settled.data, placed);
        vm.expectRevert(unbound);
        prover.proveWithheld(demandId, settled.data);
    }

    function test_RevertWhen_TooLate() public {
        Call[] memory calls = serveMany(id, 1);
        Settled memory settled = settleBent(calls);
        bytes32 sumId = sumUp(settled, calls, alice);
        bytes32 demandId = prover.demandReceipt(settled.data, 0, 1);
        Disclosure memory shown = disclosureOf(settled, calls, 0);
        uint256 until = nowSeconds() + 2 minutes;
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_TooEarly.selector, sumId, until));
        prover.lapseSum(sumId);
        skip(2 minutes + 1);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Late.selector, sumId, until));
        prover.addItems(sumId, settled.data.header, new Item[](0));
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Late.selector, demandId, until));
        prover.answerDemand(demandId, settled.data, shown);
        prover.lapseSum(sumId);
        assertEq(token.balanceOf(provider), 1_000_010e18, "the bond of an unproven sum");
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NotOpen.selector, sumId));
        prover.lapseSum(sumId);
        uint256 closesAt = settled.data.header.settledAt + 10 minutes;
        skip(10 minutes);
        Placed memory placed = placedOf(settled, calls, 0);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_WindowOver.selector, closesAt));
        prover.proveWrongCharge(settled.data, placed);
    }

    function test_RevertWhen_SumIsNotOnes() public {
        Call[] memory calls = serveMany(id, 1);
        Settled memory settled = settleBent(calls);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NoFault.selector, bytes32(0)));
        prover.openSum(settled.data, address(meter), 0);
        bytes32 sumId = prover.openSum(settled.data, alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_AlreadyOpen.selector, sumId));
        prover.openSum(settled.data, alice, 0);
        Item[] memory items = new Item[](1);
        items[0] = itemOf(settled, calls, 0, victimLeaf(calls[0], bob));
        bytes memory unbound =
            abi.encodeWithSelector(IFaultProver.Fault_Unbound.selector, settled.data.header.id);
        vm.expectRevert(unbound);
        prover.addItems(sumId, settled.data.header, items);
        items[0].leafIndex = 64;
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_Unordered.selector, 0, 64));
        prover.addItems(sumId, settled.data.header, items);
        bytes32 nobody = prover.openSum(settled.data, address(0), aliceId);
        items[0] = itemOf(settled, calls, 0, victimLeaf(calls[0], address(0)));
        vm.expectRevert(unbound);
        prover.addItems(nobody, settled.data.header, items);
        Payout[] memory other = new Payout[](1);
        vm.expectRevert(unbound);
        prover.proveUnderpaid(sumId, settled.data.header, other, settled.accruals);
        settled.data.header.settledAt += 1;
        vm.expectRevert(unbound);
        prover.addItems(sumId, settled.data.header, new Item[](0));
        settled.data.header.settledAt -= 1;
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IFaultProver.Fault_NotOpen.selector, sumId));
        prover.addItems(sumId, settled.data.header, new Item[](0));
    }
}
