// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Assignment,
    CheckpointReceipt,
    FundAuthorization,
    ITrainingEscrow,
    Run,
    Submission
} from "../../../src/training/ITrainingEscrow.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract TrainingEscrowTest is Stage {
    address internal worker = walletOf("worker");
    address internal evaluator = walletOf("evaluator");
    address internal fees = walletOf("fees");

    function runOrder(bytes32 salt) internal view returns (Run memory) {
        return
            Run(
                user,
                100 * ONE,
                "plan",
                1,
                evaluator,
                fees,
                0,
                uint64(nowSeconds() + 1 hours),
                5 minutes,
                salt
            );
    }

    function idOf(Run memory run) internal view returns (bytes32) {
        return keccak256(abi.encode(escrow.RUN_TYPEHASH(), run));
    }

    function authorize(Run memory run, bytes32 nonce) internal view returns (FundAuthorization memory a) {
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        a.validBefore = nowSeconds() + 1 hours;
        bytes32 hash =
            keccak256(abi.encode(typeHash, user, address(escrow), uint256(run.cap), 0, a.validBefore, nonce));
        (a.v, a.r, a.s) = vm.sign(keyOf("user"), digestOf(token.DOMAIN_SEPARATOR(), hash));
    }

    function fund(bytes32 salt) internal returns (bytes32 id) {
        Run memory run = runOrder(salt);
        id = escrow.fund(run, authorize(run, idOf(run)));
    }

    function accept(bytes32 id, uint64 fence, string memory who) internal {
        Assignment memory a = Assignment(id, walletOf(who), 1, fence, uint64(nowSeconds() + 1 minutes));
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        escrow.accept(a, signatureOf("evaluator", digest), signatureOf(who, digest));
    }

    function submit(bytes32 id, uint64 fence, uint96 accrued, string memory who) internal {
        Submission memory s = Submission(id, 1, "checkpoint", "head", accrued, fence);
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.SUBMISSION_TYPEHASH(), s)));
        escrow.submit(s, signatureOf(who, digest));
    }

    function credit(bytes32 id, uint64 fence, string memory who, uint96 from, uint96 to) internal {
        CheckpointReceipt memory r = CheckpointReceipt(id, walletOf(who), 1, "checkpoint", from, to, fence);
        bytes32 digest = digestOf(
            escrow.domainSeparator(), keccak256(abi.encode(escrow.CHECKPOINT_RECEIPT_TYPEHASH(), r))
        );
        escrow.acceptCheckpoint(r, signatureOf("evaluator", digest));
    }

    function test_WholeRun() public {
        uint256 before = token.balanceOf(user);
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        submit(id, 1, 60 * ONE, "worker");
        credit(id, 1, "worker", 0, 60 * ONE);
        vm.prank(evaluator);
        escrow.complete(id, "done");
        assertEq(token.balanceOf(worker), 57 * ONE, "worker less 5 %");
        assertEq(token.balanceOf(fees), 3 * ONE, "fee");
        assertEq(before - token.balanceOf(user), 60 * ONE, "rest returned");
        assertEq(token.balanceOf(address(escrow)), 0, "I9: nothing stays");
    }

    /// @dev FundFrontRun: the authorisation's nonce is the whole run, another evaluator is another nonce.
    function test_FundFrontRun() public {
        Run memory run = runOrder("a");
        FundAuthorization memory a = authorize(run, idOf(run));
        run.evaluator = walletOf("thief");
        vm.expectRevert();
        escrow.fund(run, a);
        run.evaluator = evaluator;
        escrow.fund(run, a);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_Exists.selector, idOf(run)));
        escrow.fund(run, a);
    }

    /// @dev StrangerAccepts: the evaluator's signature and the next fence are needed.
    function test_StrangerAccepts() public {
        bytes32 id = fund("a");
        Assignment memory a =
            Assignment(id, walletOf("thief"), 1, type(uint64).max, uint64(nowSeconds() + 60));
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        bytes memory signature = signatureOf("thief", digest);
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_StaleFence.selector, id, type(uint64).max, 1)
        );
        escrow.accept(a, signature, signature);
        a.fence = 1;
        digest = digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        signature = signatureOf("thief", digest);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_BadSignature.selector, id, evaluator));
        escrow.accept(a, signature, signature);
    }

    /// @dev SecondWorkerTakesMilestones: a lost worker keeps what was accepted, also after the hand-over.
    function test_SecondWorkerTakesMilestones() public {
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        submit(id, 1, 40 * ONE, "worker");
        accept(id, 2, "second");
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_StaleFence.selector, id, 1, 2));
        this.submitOut(id, 1, 50 * ONE, "worker");
        credit(id, 1, "worker", 0, 40 * ONE);
        submit(id, 2, 70 * ONE, "second");
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_BadAccrued.selector, id, 40 * ONE, 70 * ONE, 100 * ONE)
        );
        this.creditOut(id, 2, "second", 0, 70 * ONE);
        credit(id, 2, "second", 40 * ONE, 70 * ONE);
        vm.prank(evaluator);
        escrow.complete(id, "done");
        assertEq(token.balanceOf(worker), 38 * ONE, "first");
        assertEq(token.balanceOf(walletOf("second")), 28.5e18, "second");
    }

    function submitOut(bytes32 id, uint64 fence, uint96 accrued, string memory who) external {
        submit(id, fence, accrued, who);
    }

    function creditOut(bytes32 id, uint64 fence, string memory who, uint96 from, uint96 to) external {
        credit(id, fence, who, from, to);
    }

    function test_ContestedWaitsAndReturns() public {
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        submit(id, 1, 60 * ONE, "worker");
        credit(id, 1, "worker", 0, 20 * ONE);
        uint256 before = token.balanceOf(user);
        vm.prank(evaluator);
        escrow.reject(id, "fraud");
        assertEq(token.balanceOf(user) - before, 40 * ONE, "uncontested rest");
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_NotExpired.selector, id, nowSeconds() + 1 minutes)
        );
        escrow.release(id);
        skip(1 minutes);
        escrow.release(id);
        assertEq(token.balanceOf(user) - before, 80 * ONE, "contested returned");
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NothingContested.selector, id));
        escrow.release(id);
    }

    /// @dev CancelInFrontOfReceipt: a cancel cannot outrun a receipt that was earned.
    function test_CancelInFrontOfReceipt() public {
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        submit(id, 1, 50 * ONE, "worker");
        vm.prank(user);
        escrow.cancel(id);
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_Cancelled.selector, id, uint40(nowSeconds()))
        );
        this.submitOut(id, 1, 60 * ONE, "worker");
        credit(id, 1, "worker", 0, 50 * ONE);
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_NotExpired.selector, id, nowSeconds() + 5 minutes)
        );
        escrow.refundExpired(id);
        skip(5 minutes);
        escrow.refundExpired(id);
        assertEq(token.balanceOf(worker), 47.5e18, "paid");
    }

    function test_CancelBeforeAnyWorkerRefundsAtOnce() public {
        uint256 before = token.balanceOf(user);
        bytes32 id = fund("a");
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_NotActor.selector, id, address(this), user)
        );
        escrow.cancel(id);
        vm.prank(user);
        escrow.cancel(id);
        assertEq(token.balanceOf(user), before, "whole cap");
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_WrongState.selector, id, ITrainingEscrow.State.Expired)
        );
        this.acceptOut(id, 1, "worker");
    }

    function acceptOut(bytes32 id, uint64 fence, string memory who) external {
        accept(id, fence, who);
    }

    /// @dev SubmitForever: the run ends by its own date whatever is submitted; SilentEvaluatorTakesBond: no bond moves.
    function test_SubmitForever() public {
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        skip(1 hours);
        submit(id, 1, 50 * ONE, "worker");
        skip(1);
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_Late.selector, id, escrow.runOf(id).expiry)
        );
        this.submitOut(id, 1, 60 * ONE, "worker");
        skip(5 minutes);
        escrow.refundExpired(id);
        assertEq(escrow.runOf(id).contested, 50 * ONE, "held");
    }

    function test_BondNeedsOwnBackingAndIsFreed() public {
        Run memory run = runOrder("bonded");
        run.bond = 10 * ONE;
        bytes32 id = escrow.fund(run, authorize(run, idOf(run)));
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NoBond.selector, id, worker, 10 * ONE, 0));
        this.acceptOut(id, 1, "worker");
        give(worker, 10 * uint256(ONE));
        vm.startPrank(worker);
        token.approve(address(staking), type(uint256).max);
        staking.stake(uint256(uint160(worker)), 10 * uint256(ONE));
        staking.provision("worker", 10 * uint256(ONE));
        vm.stopPrank();
        accept(id, 1, "worker");
        assertEq(escrow.bondReserved(worker), 10 * ONE, "reserved");
        vm.prank(evaluator);
        escrow.complete(id, 0);
        assertEq(escrow.bondReserved(worker), 0, "freed");
    }

    function testFuzz_NothingIsLostOrMade(uint96 submitted, uint96 accepted, bool good) public {
        submitted = uint96(bound(submitted, 1, 100 * ONE));
        accepted = uint96(bound(accepted, 1, submitted));
        uint256 before = token.balanceOf(user);
        bytes32 id = fund("a");
        accept(id, 1, "worker");
        submit(id, 1, submitted, "worker");
        credit(id, 1, "worker", 0, accepted);
        vm.prank(evaluator);
        if (good) escrow.complete(id, 0);
        else escrow.reject(id, 0);
        skip(1 minutes);
        if (submitted > accepted) escrow.release(id);
        assertEq(token.balanceOf(worker) + token.balanceOf(fees), accepted, "paid what was accepted");
        assertEq(before - token.balanceOf(user), accepted, "refunded the rest");
        assertEq(token.balanceOf(address(escrow)), 0, "I9");
    }
}
