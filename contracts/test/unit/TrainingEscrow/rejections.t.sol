// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Assignment,
    CheckpointReceipt,
    ITrainingEscrow,
    Run,
    Submission
} from "../../../src/training/ITrainingEscrow.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

/// @notice What the escrow refuses, argument by argument.
contract EscrowRejections is Stage {
    address internal evaluator = walletOf("evaluator");

    function order() internal view returns (Run memory) {
        return Run(
            user,
            100 * ONE,
            "plan",
            1,
            evaluator,
            walletOf("fees"),
            0,
            uint64(nowSeconds() + 1 hours),
            5 minutes,
            0
        );
    }

    function expectBad(Run memory run, bytes32 field, uint256 asked, uint256 min, uint256 max) internal {
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_BadRun.selector, field, asked, min, max));
        escrow.fundByApproval(run);
    }

    function fund() internal returns (bytes32 id) {
        Run memory run = order();
        vm.startPrank(user);
        token.approve(address(escrow), 100 * ONE);
        id = escrow.fundByApproval(run);
        vm.stopPrank();
    }

    function assignment(bytes32 id, uint64 fence, string memory who)
        internal
        view
        returns (Assignment memory a, bytes memory byEvaluator, bytes memory byWorker)
    {
        a = Assignment(id, walletOf(who), 1, fence, uint64(nowSeconds() + 1 minutes));
        bytes32 digest =
            digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        return (a, signatureOf("evaluator", digest), signatureOf(who, digest));
    }

    function accept(bytes32 id, uint64 fence, string memory who) internal {
        (Assignment memory a, bytes memory e, bytes memory w) = assignment(id, fence, who);
        escrow.accept(a, e, w);
    }

    function test_RevertWhen_OrderIsBad() public {
        Run memory run = order();
        run.cap = 0;
        expectBad(run, "cap", 0, 1, type(uint96).max);
        run = order();
        run.evaluator = address(0);
        expectBad(run, "evaluator", 0, 1, type(uint160).max);
        run = order();
        run.feeWallet = address(0);
        expectBad(run, "feeWallet", 0, 1, type(uint160).max);
        run = order();
        run.policyVersion = 2;
        expectBad(run, "policyVersion", 2, 1, 1);
        run = order();
        run.reviewWindow = 1;
        expectBad(run, "reviewWindow", 1, 5 minutes, 72 hours);
        run = order();
        run.expiry = uint64(nowSeconds());
        expectBad(run, "expiry", nowSeconds(), nowSeconds() + 1, nowSeconds() + 30 days);
        run = order();
        bytes32 id = keccak256(abi.encode(escrow.RUN_TYPEHASH(), run));
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_NotActor.selector, id, address(this), user)
        );
        escrow.fundByApproval(run);
        fund();
        vm.prank(user);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_Exists.selector, id));
        escrow.fundByApproval(run);
    }

    function test_RevertWhen_ClientOrEvaluatorIsAnother() public {
        bytes32 id = fund();
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_NotActor.selector, id, address(this), user)
        );
        escrow.cancel(id);
        bytes memory notEvaluator =
            abi.encodeWithSelector(ITrainingEscrow.Job_NotActor.selector, id, address(this), evaluator);
        vm.expectRevert(notEvaluator);
        escrow.complete(id, 0);
        vm.expectRevert(notEvaluator);
        escrow.reject(id, 0);
        vm.expectRevert(notEvaluator);
        escrow.rejectForFraud(id, 0);
        accept(id, 1, "worker");
        vm.startPrank(user);
        escrow.cancel(id);
        uint40 cancelledAt = uint40(nowSeconds());
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_Cancelled.selector, id, cancelledAt));
        escrow.cancel(id);
        vm.stopPrank();
        uint256 from = nowSeconds() + 5 minutes;
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NotExpired.selector, id, from));
        escrow.refundExpired(id);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_NothingContested.selector, id));
        escrow.release(id);
    }

    function test_RevertWhen_AcceptingLateOrUnsigned() public {
        bytes32 id = fund();
        (Assignment memory a, bytes memory e, bytes memory w) = assignment(id, 1, "worker");
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_BadSignature.selector, id, walletOf("worker"))
        );
        escrow.accept(a, e, e);
        skip(1 minutes + 1);
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_Late.selector, id, uint256(a.deadline)));
        escrow.accept(a, e, w);
    }

    function test_RevertWhen_AmountsOrFencesDoNotFit() public {
        bytes32 id = fund();
        accept(id, 1, "worker");
        Submission memory s = Submission(id, 1, 0, 0, uint96(101 * ONE), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrainingEscrow.Job_BadAccrued.selector, id, 0, uint96(101 * ONE), uint96(100 * ONE)
            )
        );
        escrow.submit(s, "");
        s.fence = 2;
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_StaleFence.selector, id, uint64(2), uint64(1))
        );
        escrow.submit(s, "");
        CheckpointReceipt memory r = CheckpointReceipt(id, walletOf("worker"), 1, 0, 0, uint96(101 * ONE), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrainingEscrow.Job_BadAccrued.selector, id, 0, uint96(101 * ONE), uint96(100 * ONE)
            )
        );
        escrow.acceptCheckpoint(r, "");
        r.fence = 3;
        vm.expectRevert(
            abi.encodeWithSelector(ITrainingEscrow.Job_StaleFence.selector, id, uint64(3), uint64(1))
        );
        escrow.acceptCheckpoint(r, "");
    }

    function test_SixteenWorkersAtMost() public {
        bytes32 id = fund();
        for (uint64 i = 1; i <= 16; ++i) {
            accept(id, i, string.concat("worker", vm.toString(i)));
        }
        // One who comes again takes no new place.
        accept(id, 17, "worker1");
        (Assignment memory a, bytes memory e, bytes memory w) = assignment(id, 18, "worker17");
        vm.expectRevert(abi.encodeWithSelector(ITrainingEscrow.Job_TooManyWorkers.selector, id, 16));
        escrow.accept(a, e, w);
        // Fifteen of them are credited nothing and are paid nothing.
        CheckpointReceipt memory r = CheckpointReceipt(id, walletOf("worker1"), 1, 0, 0, uint96(ONE), 17);
        bytes32 digest = digestOf(
            escrow.domainSeparator(), keccak256(abi.encode(escrow.CHECKPOINT_RECEIPT_TYPEHASH(), r))
        );
        escrow.acceptCheckpoint(r, signatureOf("evaluator", digest));
        vm.prank(evaluator);
        escrow.complete(id, 0);
        assertEq(token.balanceOf(walletOf("worker1")), 0.95e18, "less the fee");
        assertEq(token.balanceOf(walletOf("worker2")), 0, "nothing");
    }
}
