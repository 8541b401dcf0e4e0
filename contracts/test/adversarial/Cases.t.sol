// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IDisputes} from "../../src/attribution/IDisputes.sol";
import {IStaking} from "../../src/compute/IStaking.sol";
import {IDatanetRegistry, ReviewWord, RightToLicense} from "../../src/datanets/IDatanetRegistry.sol";
import {BatchHeader} from "../../src/inference/IInferenceMeter.sol";
import {
    Assignment,
    CheckpointReceipt,
    ITrainingEscrow,
    Run,
    Submission
} from "../../src/training/ITrainingEscrow.sol";
import {Call, Scene, Settled} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice What people rule about: attribution, reviews, training; and how an arbiter, an opener, a client or an
/// evaluator might abuse it.
contract CaseAttacks is Scene {
    address internal opener = walletOf("opener");
    address internal worker = walletOf("worker");
    address internal evaluator = walletOf("evaluator");
    address internal fees = walletOf("fees");

    function setUp() public override {
        super.setUp();
        fundFor(opener, address(disputes));
        fundFor(worker, address(disputes));
        vm.prank(user);
        token.approve(address(disputes), type(uint256).max);
    }

    // ------------------------------------------------------------- attribution

    function batch() internal returns (BatchHeader memory) {
        bytes32 id = openSession(10 * ONE, 1);
        return settleCalls(serveMany(id, 2)).data.header;
    }

    function openCase(BatchHeader memory header, uint96 claim) internal returns (uint256 caseId) {
        vm.prank(opener);
        return disputes.openAttribution(header, 1, claim, "evidence");
    }

    function test_AttributionUpheld() public {
        BatchHeader memory header = batch();
        uint256 caseId = openCase(header, 70e18);
        (uint256 held, uint40 until) = staking.heldOf(providerId);
        assertEq(held, 70e18, "held");
        assertEq(until, nowSeconds() + 10 minutes, "until the deadline");
        vm.prank(provider);
        disputes.answer(caseId, "answer");
        vm.prank(arbiter);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.Dispute_ExceedsAllowed.selector, caseId, 71e18, 70e18)
        );
        disputes.upholdAttribution(caseId, 71e18, "reason");
        vm.prank(arbiter);
        disputes.upholdAttribution(caseId, 60e18, "reason");
        assertEq(token.balanceOf(opener), 1_060e18, "bond and amount");
        (held,) = staking.heldOf(providerId);
        assertEq(held, 0, "I15");
        assertEq(backing(), 1_000_000e18 - 60e18, "no penalty on top");
        vm.prank(arbiter);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_NotOpen.selector, caseId));
        disputes.dismiss(caseId, 0);
    }

    /// @dev ArbiterTooSlow: no ruling is a dismissal; the hold ends with the deadline whoever sleeps.
    function test_ArbiterTooSlow() public {
        uint256 caseId = openCase(batch(), type(uint96).max);
        assertEq(disputes.caseOf(caseId).most, 100_000e18, "a tenth at most");
        uint40 deadline = disputes.caseOf(caseId).deadline;
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_TooEarly.selector, caseId, deadline));
        disputes.lapse(caseId);
        skip(10 minutes + 1);
        (uint256 held,) = staking.heldOf(providerId);
        assertEq(held, 0, "over by itself");
        vm.startPrank(arbiter);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_Late.selector, caseId, deadline));
        disputes.upholdAttribution(caseId, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_Late.selector, caseId, deadline));
        disputes.dismiss(caseId, 0);
        vm.stopPrank();
        uint256 before = token.balanceOf(provider);
        disputes.lapse(caseId);
        assertEq(token.balanceOf(provider) - before, 25e18, "half of the bond");
        assertEq(token.balanceOf(opener), 975e18, "the other half");
    }

    function test_DismissedByRuling() public {
        uint256 caseId = openCase(batch(), 1e18);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_NotArbiter.selector, address(this)));
        disputes.dismiss(caseId, 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_NotAccused.selector, caseId, address(this)));
        disputes.answer(caseId, 0);
        vm.startPrank(arbiter);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputes.Dispute_WrongKind.selector, caseId, IDisputes.Kind.Attribution)
        );
        disputes.upholdTraining(caseId, 0, 0, 0);
        disputes.dismiss(caseId, "nothing wrong");
        vm.stopPrank();
        (uint256 held,) = staking.heldOf(providerId);
        assertEq(held, 0, "released");
    }

    function test_RevertWhen_CaseCannotBeOpened() public {
        BatchHeader memory header = batch();
        bytes32 subject = keccak256(abi.encode(header.id, uint32(1)));
        uint256 caseId = openCase(header, 1);
        vm.startPrank(opener);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_AlreadyOpen.selector, subject, caseId));
        disputes.openAttribution(header, 1, 1, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputes.Dispute_Unbound.selector, keccak256(abi.encode(header.id, uint32(2)))
            )
        );
        disputes.openAttribution(header, 2, 1, 0);
        header.dataHash = "other";
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_Unbound.selector, subject));
        disputes.openAttribution(header, 1, 1, 0);
        header.dataHash = 0;
        skip(10 minutes + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputes.Dispute_WindowOver.selector,
                keccak256(abi.encode(header.id, uint32(0))),
                header.settledAt + 10 minutes
            )
        );
        disputes.openAttribution(header, 0, 1, 0);
    }

    function test_GovernanceNamesTheArbiter() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_NotGovernance.selector, address(this)));
        disputes.setArbiter(address(this));
        vm.prank(governance);
        disputes.setArbiter(opener);
        assertEq(disputes.arbiter(), opener, "a council");
        vm.expectRevert(IDisputes.Wire_AlreadyDone.selector);
        disputes.wire(escrow);
        vm.prank(opener);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Wire_NotDeployer.selector, opener));
        disputes.wire(escrow);
    }

    // ------------------------------------------------------------------ reviews

    function reviewed() internal returns (ReviewWord memory correction) {
        RightToLicense memory statement =
            RightToLicense(KEY, aliceId, "root", 4, "licence", uint64(nowSeconds()));
        bytes32 hash = keccak256(abi.encode(datanets.RIGHT_TO_LICENSE_TYPEHASH(), statement));
        bytes memory signature = signatureOf("alice", digestOf(datanets.domainSeparator(), hash));
        vm.startPrank(owner);
        datanets.anchorBatch(statement, signature);
        datanets.review(ReviewWord(KEY, 1, 0, 3, 4, "reasons"));
        vm.stopPrank();
        return ReviewWord(KEY, 1, 0, 4, 1, "overturned");
    }

    function test_ReviewAppeal() public {
        ReviewWord memory correction = reviewed();
        vm.prank(opener);
        uint256 caseId = disputes.openReview(correction, "evidence");
        assertEq(disputes.caseOf(caseId).accused, owner, "the Datanet's owner");
        ReviewWord memory another = ReviewWord(KEY, 1, 0, 4, 3, "overturned");
        bytes32 subject = keccak256(abi.encode(KEY, uint32(1), uint32(0)));
        vm.startPrank(arbiter);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_Unbound.selector, subject));
        disputes.upholdReview(caseId, another, 0);
        disputes.upholdReview(caseId, correction, "reason");
        vm.stopPrank();
        assertEq(datanets.accepted(KEY, 1, 0), 6, "bit 2 in, bit 0 out");
        assertEq(datanets.rejected(KEY, 1, 0), 1, "I11");
        vm.prank(opener);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputes.Dispute_Unbound.selector, keccak256(abi.encode(KEY, uint32(1), uint32(1)))
            )
        );
        disputes.openReview(ReviewWord(KEY, 1, 1, 1, 0, 0), 0);
    }

    function test_ReviewAppealDismissedOrLate() public {
        ReviewWord memory correction = reviewed();
        uint256 closesAt = nowSeconds() + 1 minutes;
        vm.prank(opener);
        uint256 caseId = disputes.openReview(correction, "evidence");
        vm.prank(arbiter);
        disputes.dismiss(caseId, 0);
        assertEq(token.balanceOf(owner), 25e18, "half of the bond");
        skip(1 minutes + 1);
        vm.prank(opener);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputes.Dispute_WindowOver.selector,
                keccak256(abi.encode(KEY, uint32(1), uint32(0))),
                closesAt
            )
        );
        disputes.openReview(correction, "evidence");
    }

    function test_RevertWhen_OverturningWrongly() public {
        ReviewWord memory correction = reviewed();
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotDisputes.selector, address(this)));
        datanets.overturn(correction);
        vm.startPrank(address(disputes));
        correction.acceptBits = 8;
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_NotReviewed.selector, uint32(1), uint32(0), 8)
        );
        datanets.overturn(correction);
    }

    // ----------------------------------------------------------------- training

    function fund(uint96 bond) internal returns (bytes32 runId) {
        Run memory run = Run(
            user, 100 * ONE, "plan", 1, evaluator, fees, bond, uint64(nowSeconds() + 1 hours), 5 minutes, 0
        );
        vm.startPrank(user);
        token.approve(address(escrow), 100 * ONE);
        runId = escrow.fundByApproval(run);
        vm.stopPrank();
    }

    function back(address who, uint256 amount) internal {
        give(who, amount);
        vm.startPrank(who);
        token.approve(address(staking), amount);
        staking.stake(uint256(uint160(who)), amount);
        staking.provision("worker", amount);
        vm.stopPrank();
    }

    function accept(bytes32 runId, uint64 fence, string memory who) internal {
        Assignment memory a = Assignment(runId, walletOf(who), 1, fence, uint64(nowSeconds() + 1 minutes));
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        escrow.accept(a, signatureOf("evaluator", digest), signatureOf(who, digest));
    }

    function submit(bytes32 runId, uint96 accrued) internal {
        Submission memory s = Submission(runId, 1, "checkpoint", "head", accrued, 1);
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.SUBMISSION_TYPEHASH(), s)));
        escrow.submit(s, signatureOf("worker", digest));
    }

    function contested(uint96 bond) internal returns (bytes32 runId) {
        runId = fund(bond);
        if (bond > 0) back(worker, bond);
        accept(runId, 1, "worker");
        submit(runId, 40 * ONE);
    }

    function test_TrainingCase() public {
        bytes32 runId = contested(0);
        vm.prank(evaluator);
        escrow.reject(runId, "bad work");
        vm.prank(worker);
        uint256 caseId = disputes.openTraining(runId, "evidence");
        assertEq(disputes.caseOf(caseId).accused, user, "the client");
        vm.prank(arbiter);
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_BadAccrued.selector, runId, 0, 41 * ONE, 40 * ONE)
        );
        disputes.upholdTraining(caseId, 41 * ONE, 0, 0);
        uint256 before = token.balanceOf(user);
        vm.prank(arbiter);
        disputes.upholdTraining(caseId, 30 * ONE, 0, "mostly good");
        assertEq(token.balanceOf(worker), 1_030e18, "worker, and the bond");
        assertEq(token.balanceOf(user) - before, 10e18, "the rest");
        assertEq(token.balanceOf(address(escrow)), 0, "I9");
    }

    /// @dev RefundOverDispute: the contested part does not leave while a case about it is open.
    function test_RefundOverDispute() public {
        bytes32 runId = contested(0);
        vm.prank(evaluator);
        escrow.complete(runId, 0);
        vm.prank(worker);
        uint256 caseId = disputes.openTraining(runId, "evidence");
        skip(1 minutes + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrainingEscrow.Job_NotExpired.selector, runId, disputes.caseOf(caseId).deadline
            )
        );
        escrow.release(runId);
        vm.prank(arbiter);
        disputes.dismiss(caseId, 0);
        escrow.release(runId);
        assertEq(token.balanceOf(address(escrow)), 0, "released by the dismissal");
    }

    function test_LapsedTrainingCaseReleasesAtItsDeadline() public {
        bytes32 runId = contested(0);
        vm.prank(evaluator);
        escrow.complete(runId, 0);
        vm.prank(user);
        uint256 caseId = disputes.openTraining(runId, "evidence");
        assertEq(disputes.caseOf(caseId).accused, worker, "the worker");
        skip(10 minutes + 1);
        escrow.release(runId);
        disputes.lapse(caseId);
        assertEq(token.balanceOf(address(escrow)), 0, "nobody had to rule");
    }

    function test_RevertWhen_NothingIsContested() public {
        bytes32 runId = contested(0);
        vm.prank(opener);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.Dispute_NotParty.selector, runId, opener));
        disputes.openTraining(runId, 0);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NothingContested.selector, runId));
        disputes.openTraining(runId, 0);
        vm.prank(evaluator);
        escrow.complete(runId, 0);
        uint40 until = escrow.runOf(runId).contestedUntil;
        skip(1 minutes + 1);
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_Late.selector, runId, until));
        disputes.openTraining(runId, 0);
        bytes memory notDisputes =
            abi.encodeWithSelector(ITrainingEscrow.Job_NotDisputes.selector, address(this));
        vm.expectRevert(notDisputes);
        escrow.hold(runId, 1);
        vm.expectRevert(notDisputes);
        escrow.endHold(runId);
        vm.expectRevert(notDisputes);
        escrow.rule(runId, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NothingContested.selector, runId));
        escrow.slashBond(runId);
    }

    /// @dev SilentEvaluatorTakesBond: silence, a plain rejection or an expiry never touch a bond.
    function test_SilentEvaluatorTakesBond() public {
        bytes32 runId = contested(uint96(10 * ONE));
        skip(1 hours + 5 minutes + 1);
        escrow.refundExpired(runId);
        assertEq(escrow.bondReserved(worker), 0, "freed");
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NothingContested.selector, runId));
        escrow.slashBond(runId);
        assertEq(staking.ownBacking(uint256(uint160(worker)), "worker"), 10e18, "whole");
    }

    function test_FraudTakesTheBondWhenNobodyObjects() public {
        bytes32 runId = contested(uint96(10 * ONE));
        vm.prank(evaluator);
        escrow.rejectForFraud(runId, "copied checkpoint");
        assertEq(escrow.bondReserved(worker), 10e18, "stays reserved");
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrainingEscrow.Job_NotExpired.selector, runId, escrow.runOf(runId).contestedUntil
            )
        );
        escrow.slashBond(runId);
        skip(1 minutes + 1);
        uint256 before = token.balanceOf(user);
        escrow.slashBond(runId);
        assertEq(token.balanceOf(user) - before, 10e18, "to the client");
        assertEq(escrow.bondReserved(worker), 0, "no more reserved");
        escrow.release(runId);
        assertEq(token.balanceOf(address(escrow)), 0, "I9");
    }

    function test_FraudCaseRuled() public {
        bytes32 runId = contested(uint96(10 * ONE));
        vm.prank(evaluator);
        escrow.rejectForFraud(runId, "copied checkpoint");
        vm.prank(worker);
        uint256 caseId = disputes.openTraining(runId, "evidence");
        vm.startPrank(arbiter);
        vm.expectRevert();
        disputes.upholdTraining(caseId, 0, uint96(11 * ONE), 0);
        disputes.upholdTraining(caseId, 40 * ONE, 0, "no fraud");
        vm.stopPrank();
        assertEq(staking.ownBacking(uint256(uint160(worker)), "worker"), 10e18, "bond untouched");
        assertEq(token.balanceOf(worker), 1_040e18, "paid");
        assertEq(escrow.bondReserved(worker), 0, "freed");
    }

    /// @dev A bond at risk outlasts the thaw: it cannot be withdrawn from under a run.
    function test_BondCannotThawAway() public {
        bytes32 runId = contested(uint96(10 * ONE));
        vm.prank(worker);
        uint256 request = staking.requestUnstake(uint256(uint160(worker)), "worker", 10e18 * 1e3);
        skip(91 minutes);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.Stake_Held.selector, uint256(uint160(worker)), 10e18, uint40(0))
        );
        staking.withdraw(request);
        escrow.refundExpired(runId);
        assertEq(staking.withdraw(request), 10e18, "free with the run's end");
    }

    /// @dev SupersedeTakesBond: a second worker frees the first one's bond and does not endanger it.
    function test_SupersedeTakesBond() public {
        bytes32 runId = contested(uint96(10 * ONE));
        back(walletOf("second"), 10e18);
        accept(runId, 2, "second");
        assertEq(escrow.bondReserved(worker), 0, "first is free");
        vm.prank(evaluator);
        escrow.rejectForFraud(runId, "second cheated");
        skip(1 minutes + 1);
        escrow.slashBond(runId);
        assertEq(staking.ownBacking(uint256(uint160(worker)), "worker"), 10e18, "first keeps it");
        assertEq(staking.ownBacking(uint256(uint160(walletOf("second"))), "worker"), 0, "second pays");
    }
}
