// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Slash} from "../../src/compute/IStaking.sol";
import {ReviewWord, RightToLicense} from "../../src/datanets/IDatanetRegistry.sol";
import {IInferenceMeter} from "../../src/inference/IInferenceMeter.sol";
import {
    Assignment,
    CheckpointReceipt,
    ITrainingEscrow,
    Run,
    Submission
} from "../../src/training/ITrainingEscrow.sol";
import {Call, Scene} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Users, operator, contributors, stakers, a prover, workers and an evaluator, all at once, in any order, with
/// time passing. Expected refusals are caught; nothing else may revert.
contract SystemHandler is Scene {
    bytes32[] public sessions;
    bytes32[] public runs;
    mapping(bytes32 run => uint96) public lastAccrued;
    uint256 public lastSupply;
    bool public broken;
    address internal delegator = walletOf("delegator");
    address internal evaluator = walletOf("evaluator");
    address internal fees = walletOf("training fees");
    address internal worker = walletOf("worker");

    function setUp() public override {
        super.setUp();
        give(delegator, 1_000_000e18);
        vm.startPrank(delegator);
        token.approve(address(staking), type(uint256).max);
        token.approve(address(gopen), type(uint256).max);
        vm.stopPrank();
        vm.prank(user);
        token.approve(address(escrow), type(uint256).max);
        RightToLicense memory statement =
            RightToLicense(KEY, aliceId, "root", 200, "licence", uint64(nowSeconds()));
        bytes32 hash = keccak256(abi.encode(datanets.RIGHT_TO_LICENSE_TYPEHASH(), statement));
        bytes memory signature = signatureOf("alice", digestOf(datanets.domainSeparator(), hash));
        vm.prank(owner);
        datanets.anchorBatch(statement, signature);
        lastSupply = token.totalSupply();
    }

    // ---------------------------------------------------------------- inference

    function open() external {
        if (token.balanceOf(user) < 10 * uint256(ONE) || sessions.length > 30) return;
        if (staking.ownBacking(providerId, INFERENCE) < 20_000e18) return;
        if (meter.lockedTotal(providerId) + meter.settledRecently(providerId) > 10_000e18) return;
        sessions.push(openSession(10 * ONE, sessions.length + 1));
    }

    /// @dev Honest settlements with contributors that have no wallet, by the operator or by force.
    function settle(uint256 pick, uint8 count, bool forced) external {
        if (sessions.length == 0) return;
        bytes32 id = sessions[pick % sessions.length];
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        uint256 room = (session.cap - session.spent) / ONE;
        uint256 calls = bound(count, 1, 3);
        if (session.status != 1 || nowSeconds() > session.claimUntil || calls > room) return;
        Call[] memory served = serveMany(id, calls);
        uint256 held = token.balanceOf(address(meter));
        if (forced) {
            skip(1 minutes);
            if (nowSeconds() > session.claimUntil) return;
            force(served);
        } else {
            settleCalls(served);
        }
        // I4, I5
        if (held - token.balanceOf(address(meter)) != calls * ONE) broken = true;
    }

    function freezeOrRelease(uint256 pick, bool freeze) external {
        if (sessions.length == 0) return;
        bytes32 id = sessions[pick % sessions.length];
        if (freeze && meter.sessionOf(id).status == 1) {
            vm.prank(user);
            meter.freezeSession(id);
        } else {
            bytes32[] memory ids = new bytes32[](1);
            ids[0] = id;
            meter.releaseSessions(ids);
        }
    }

    function withdrawCredit() external {
        uint256 free = meter.credit(user);
        if (free == 0) return;
        vm.prank(user);
        meter.withdraw(free, user);
    }

    // ------------------------------------------------------------------ staking

    function stake(uint96 amount) external {
        (uint256 assets, uint256 shares,,,) = staking.pools(providerId);
        uint256 wanted = bound(amount, 1, 1_000e18);
        if (token.balanceOf(delegator) < wanted || (assets == 0 && shares != 0)) return;
        vm.prank(delegator);
        staking.stake(providerId, wanted);
    }

    function unstake(uint96 amount, bool own) external {
        address who = own ? provider : delegator;
        (uint256 shares,,) = staking.positions(providerId, who);
        if (shares < 2) return;
        vm.prank(who);
        try staking.requestUnstake(providerId, own ? INFERENCE : bytes32(0), bound(amount, 1, shares / 2)) {}
            catch {}
    }

    function withdrawStake(uint256 pick) external {
        uint256 count = staking.unstakeCount();
        if (count == 0) return;
        try staking.withdraw(pick % count + 1) {} catch {}
    }

    function slash(uint96 amount, uint96 harm) external {
        vm.prank(address(prover));
        staking.slash(
            Slash(
                providerId,
                INFERENCE,
                bound(amount, 0, 5_000e18),
                user,
                bound(harm, 0, 3_000e18),
                walletOf("watcher")
            )
        );
    }

    function releasePunitive() external {
        try staking.releasePunitive(providerId, walletOf("watcher")) {} catch {}
    }

    function claimRewards() external {
        vm.prank(provider);
        staking.claimReward(providerId);
        vm.prank(delegator);
        staking.claimReward(providerId);
    }

    function hold(uint256 caseId, uint96 amount) external {
        vm.prank(address(disputes));
        staking.hold(providerId, INFERENCE, caseId, amount, uint40(nowSeconds() + 10 minutes));
    }

    // ----------------------------------------------------------------- training

    function fund(bytes32 salt) external {
        if (token.balanceOf(user) < 100 * uint256(ONE) || runs.length > 10) return;
        Run memory run = Run(
            user, 100 * ONE, "plan", 1, evaluator, fees, 0, uint64(nowSeconds() + 1 hours), 5 minutes, salt
        );
        vm.prank(user);
        try escrow.fundByApproval(run) returns (bytes32 id) {
            runs.push(id);
        } catch {}
    }

    function work(uint256 pick, uint96 amount, uint8 step) external {
        if (runs.length == 0) return;
        bytes32 id = runs[pick % runs.length];
        ITrainingEscrow.RunState memory run = escrow.runOf(id);
        if (step % 3 == 0) {
            Assignment memory a = Assignment(id, worker, 1, run.fence + 1, uint64(nowSeconds() + 60));
            bytes32 digest =
                digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
            try escrow.accept(a, signatureOf("evaluator", digest), signatureOf("worker", digest)) {} catch {}
        } else if (step % 3 == 1) {
            uint96 accrued = uint96(bound(amount, run.submitted, run.cap));
            Submission memory s = Submission(id, 1, "c", "h", accrued, run.fence);
            bytes32 digest =
                digestOf(escrow.domainSeparator(), keccak256(abi.encode(escrow.SUBMISSION_TYPEHASH(), s)));
            try escrow.submit(s, signatureOf("worker", digest)) {} catch {}
        } else {
            uint96 accrued = uint96(bound(amount, run.accrued, run.cap));
            CheckpointReceipt memory r =
                CheckpointReceipt(id, worker, 1, "c", run.accrued, accrued, run.fence);
            bytes32 digest = digestOf(
                escrow.domainSeparator(), keccak256(abi.encode(escrow.CHECKPOINT_RECEIPT_TYPEHASH(), r))
            );
            try escrow.acceptCheckpoint(r, signatureOf("evaluator", digest)) {} catch {}
        }
    }

    function end(uint256 pick, uint8 way) external {
        if (runs.length == 0) return;
        bytes32 id = runs[pick % runs.length];
        if (way % 4 == 0) {
            vm.prank(evaluator);
            try escrow.complete(id, 0) {} catch {}
        } else if (way % 4 == 1) {
            vm.prank(evaluator);
            try escrow.reject(id, 0) {} catch {}
        } else if (way % 4 == 2) {
            try escrow.refundExpired(id) {} catch {}
        } else {
            try escrow.release(id) {} catch {}
        }
    }

    // ------------------------------------------------------------------- others

    function review(uint256 acceptBits, uint256 rejectBits, bool overturn) external {
        uint256 mask = (1 << 200) - 1;
        ReviewWord memory word = ReviewWord(KEY, 1, 0, acceptBits & mask, rejectBits & mask, 0);
        if (overturn) {
            word.acceptBits &= datanets.rejected(KEY, 1, 0);
            word.rejectBits &= datanets.accepted(KEY, 1, 0);
            vm.prank(address(disputes));
            datanets.overturn(word);
        } else {
            vm.prank(owner);
            try datanets.review(word) {} catch {}
        }
    }

    function wrap(uint96 amount, bool out) external {
        uint256 votes = gopen.balanceOf(delegator);
        vm.startPrank(delegator);
        if (out && votes > 0) gopen.withdrawTo(delegator, bound(amount, 1, votes));
        else if (token.balanceOf(delegator) > 1e18) gopen.depositFor(delegator, bound(amount, 1, 1e18));
        vm.stopPrank();
    }

    function pass(uint32 secs) external {
        skip(bound(secs, 1, 30 minutes));
    }

    // ------------------------------------------------------------------ the books

    function check() external {
        assertEq(token.balanceOf(address(meter)), meter.credit(user) + meter.lockedTotal(providerId), "I1");
        uint256 locked;
        for (uint256 i; i < sessions.length; ++i) {
            IInferenceMeter.Session memory session = meter.sessionOf(sessions[i]);
            assertLe(session.spent, session.cap, "I3");
            if (session.status == 1) locked += session.cap - session.spent;
        }
        assertEq(meter.lockedTotal(providerId), locked, "I2");
        assertTrue(!broken, "I4, I5");
        assertLe(ledger.totalOwed(), token.balanceOf(address(ledger)), "I7");
        assertEq(ledger.owed(unboundId) + ledger.owed(aliceId), ledger.totalOwed(), "I7, by contributor");
        checkStake();
        checkRuns();
        assertLe(token.totalSupply(), lastSupply, "I10: supply");
        lastSupply = token.totalSupply();
        assertLe(gopen.totalSupply(), token.balanceOf(address(gopen)), "I10: votes");
        assertEq(datanets.accepted(KEY, 1, 0) & datanets.rejected(KEY, 1, 0), 0, "I11");
    }

    function checkStake() internal view {
        (uint256 assets,,,,) = staking.pools(providerId);
        (uint256 reserve,,,) = staking.punitives(providerId);
        uint256 rewards = staking.rewardOf(providerId, provider) + staking.rewardOf(providerId, delegator);
        assertLe(assets + reserve + rewards, token.balanceOf(address(staking)), "I8");
        assertLe(staking.ownBacking(providerId, INFERENCE), assets + 1, "I8: provisions");
        (uint256 held, uint40 until) = staking.heldOf(providerId);
        assertTrue(held == 0 || until <= nowSeconds() + 10 minutes, "I15");
    }

    function checkRuns() internal {
        uint256 owed;
        for (uint256 i; i < runs.length; ++i) {
            ITrainingEscrow.RunState memory run = escrow.runOf(runs[i]);
            assertLe(lastAccrued[runs[i]], run.accrued, "I9: accrued falls");
            assertLe(run.accrued, run.cap, "I9: above the cap");
            lastAccrued[runs[i]] = run.accrued;
            bool active =
                run.state == ITrainingEscrow.State.Funded || run.state == ITrainingEscrow.State.Submitted;
            owed += active ? run.cap : run.contested;
        }
        assertEq(token.balanceOf(address(escrow)), owed, "I9: paid + refunded = funded");
    }
}

/// @notice In prose. I1 the meter holds what it owes. I2 the reserve is what open sessions can still spend. I3 nobody
/// spends above his cap. I4, I5 what leaves is what was charged, once. I7 the ledger holds what contributors without
/// wallets are owed. I8 Staking holds stake, rewards and reserve. I9 a run pays out what was funded, accrued money
/// never falls. I10 OPEN is never made, GOPEN is backed. I11 no item is accepted and rejected. I15 every hold ends.
contract SystemInvariants is Scene {
    SystemHandler internal handler;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public override {
        handler = new SystemHandler();
        handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(handler);
        excluded[0].selectors = new bytes4[](2);
        excluded[0].selectors[0] = handler.setUp.selector;
        excluded[0].selectors[1] = handler.check.selector;
    }

    function invariant_I1_I2_I3_I4_I5_I7_I8_I9_I10_I11_I15() public {
        handler.check();
    }
}
