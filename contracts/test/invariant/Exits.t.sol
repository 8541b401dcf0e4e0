// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Admission,
    IInferenceMeter,
    SessionGrant,
    SignedReceipt
} from "../../src/inference/IInferenceMeter.sol";
import {
    Assignment,
    CheckpointReceipt,
    ITrainingEscrow,
    Run,
    Submission
} from "../../src/training/ITrainingEscrow.sol";
import {Call, Scene} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice People use the system while the operator answers calls and then says nothing more: it settles nothing,
/// co-signs no close and answers no demand, and nobody votes. `leave` takes everybody out.
contract ExitHandler is Scene {
    bytes32[] public sessions;
    bytes32[] public runs;
    mapping(bytes32 session => bytes) internal served;
    uint256[] internal requests;
    address internal delegator = walletOf("delegator");
    address internal evaluator = walletOf("evaluator");
    address internal worker = walletOf("worker");
    address internal stranger = walletOf("stranger");

    function setUp() public override {
        super.setUp();
        give(delegator, 100_000e18);
        vm.prank(delegator);
        token.approve(address(staking), type(uint256).max);
        vm.prank(user);
        token.approve(address(escrow), type(uint256).max);
    }

    // ------------------------------------------------------------- what people do

    function open(uint8 cap, bool api) external {
        if (sessions.length == 8) return;
        uint96 amount = uint96(bound(cap, 4, 40)) * ONE;
        depositAs(user, amount + ONE);
        SessionGrant memory grant = grantOf(amount, sessions.length + 1);
        grant.kind = api ? 1 : 0;
        grant.maxPerCall = 2 * ONE;
        Admission memory admission = admitted(grant);
        vm.prank(user);
        sessions.push(meter.openSession(grant, admission));
    }

    /// @dev Answered, signed by both, and never settled.
    function serve(uint256 pick, uint8 count) external {
        if (sessions.length == 0) return;
        bytes32 id = sessions[pick % sessions.length];
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        if (nowSeconds() >= session.expiry || session.status != 1 || served[id].length != 0) return;
        uint256 calls = bound(count, 1, 3);
        if (session.cap - session.spent < calls * ONE) return;
        served[id] = abi.encode(serveMany(id, calls));
    }

    function freeze(uint256 pick) external {
        if (sessions.length == 0) return;
        bytes32 id = sessions[pick % sessions.length];
        if (meter.sessionOf(id).status != 1) return;
        vm.prank(user);
        meter.freezeSession(id);
    }

    function stake(uint64 amount) external {
        vm.prank(delegator);
        staking.stake(providerId, bound(amount, 1e9, 1_000e18));
    }

    function fund(bytes32 salt, bool begun, uint8 part) external {
        if (runs.length == 4 || token.balanceOf(user) < 500e18) return;
        Run memory run = Run(
            user,
            100 * ONE,
            "plan",
            1,
            evaluator,
            walletOf("training fees"),
            0,
            uint64(nowSeconds() + 1 hours),
            5 minutes,
            salt
        );
        if (escrow.runOf(keccak256(abi.encode(escrow.RUN_TYPEHASH(), run))).cap != 0) return;
        vm.prank(user);
        bytes32 id = escrow.fundByApproval(run);
        runs.push(id);
        if (begun) work(id, uint96(bound(part, 2, 90)) * ONE);
    }

    /// @dev Half of what was submitted is accepted; then the evaluator says nothing more either.
    function work(bytes32 id, uint96 submitted) internal {
        bytes32 domain = escrow.domainSeparator();
        Assignment memory a = Assignment(id, worker, 1, 1, uint64(nowSeconds() + 60));
        bytes32 digest = digestOf(domain, keccak256(abi.encode(escrow.ASSIGNMENT_TYPEHASH(), a)));
        escrow.accept(a, signatureOf("evaluator", digest), signatureOf("worker", digest));
        Submission memory s = Submission(id, 1, "c", "h", submitted, 1);
        digest = digestOf(domain, keccak256(abi.encode(escrow.SUBMISSION_TYPEHASH(), s)));
        escrow.submit(s, signatureOf("worker", digest));
        CheckpointReceipt memory r = CheckpointReceipt(id, worker, 1, "c", 0, submitted / 2, 1);
        digest = digestOf(domain, keccak256(abi.encode(escrow.CHECKPOINT_RECEIPT_TYPEHASH(), r)));
        escrow.acceptCheckpoint(r, signatureOf("evaluator", digest));
    }

    function pass(uint16 secs) external {
        skip(bound(secs, 1, 10 minutes));
    }

    // -------------------------------------------------------------- how they get out

    function checkBounds() external view {
        for (uint256 i; i < sessions.length; ++i) {
            uint256 claimUntil = meter.sessionOf(sessions[i]).claimUntil;
            assertLe(claimUntil, nowSeconds() + 40 minutes, "I12: a session ends in bounded time");
        }
    }

    function leave() external {
        uint256 owedToUser = token.balanceOf(user) + token.balanceOf(address(meter));
        uint256 spent = forceAll(false);
        skip(1 minutes);
        spent += forceAll(true);
        releaseAll();
        uint256 free = meter.credit(user);
        if (free > 0) {
            vm.prank(user);
            meter.withdraw(free, user);
        }
        assertEq(token.balanceOf(address(meter)), 0, "I12: the meter keeps nothing");
        assertEq(token.balanceOf(user), owedToUser - spent, "I12: the user has all that was not served");
        claimUnbound();
        leaveRuns();
        leaveStake();
    }

    /// @dev Contributors (here anybody) settle what was served: at once where it is due, else a grace later.
    function forceAll(bool late) internal returns (uint256 spent) {
        for (uint256 i; i < sessions.length; ++i) {
            bytes32 id = sessions[i];
            IInferenceMeter.Session memory session = meter.sessionOf(id);
            if (served[id].length == 0 || session.status != 1 || nowSeconds() > session.claimUntil) continue;
            Call[] memory calls = abi.decode(served[id], (Call[]));
            uint256 due = uint256(calls[0].receipt.servedAt) + 1 minutes;
            if (due > session.claimUntil - 5 minutes) due = session.claimUntil - 5 minutes;
            if (!late && due > nowSeconds()) continue;
            uint256 before = token.balanceOf(alice);
            SignedReceipt[] memory bundle = bundleOf(calls);
            vm.prank(stranger);
            meter.forceSettle(
                calls[calls.length - 1].voucher, calls[calls.length - 1].voucherSignature, bundle
            );
            uint256 each = calls[0].leaves[leafOf(calls[0], alice)].amount;
            assertEq(token.balanceOf(alice) - before, calls.length * each, "I12: contributors are paid");
            delete served[id];
            spent += calls.length * ONE;
        }
    }

    function leafOf(Call memory call, address payee) internal pure returns (uint256 at) {
        while (call.leaves[at].payee != payee) ++at;
    }

    function releaseAll() internal {
        uint256 last = nowSeconds();
        for (uint256 i; i < sessions.length; ++i) {
            if (meter.sessionOf(sessions[i]).status != 1) continue;
            vm.prank(user);
            meter.freezeSession(sessions[i]);
            uint256 until = meter.sessionOf(sessions[i]).claimUntil;
            if (until > last) last = until;
        }
        // A freeze bounds it: two minutes' notice and the claim window.
        assertLe(last, nowSeconds() + 12 minutes, "I12: in bounded time");
        vm.warp(last + 1);
        vm.prank(stranger);
        meter.releaseSessions(sessions);
    }

    function claimUnbound() internal {
        if (ledger.owed(unboundId) == 0) return;
        uint256 deadline = nowSeconds() + 1 hours;
        address carol = walletOf("carol");
        bytes32 hash = keccak256(abi.encode(datanets.PAYEE_BIND_TYPEHASH(), unboundId, carol, deadline));
        bytes memory signature = signatureOf("carol", digestOf(datanets.domainSeparator(), hash));
        if (datanets.latestPayee(unboundId) == address(0)) {
            vm.prank(owner);
            datanets.bindPayee(unboundId, carol, deadline, signature);
            skip(2 minutes);
        }
        vm.prank(stranger);
        ledger.claim(unboundId);
        assertEq(token.balanceOf(address(ledger)), 0, "I12: the ledger keeps nothing");
    }

    function leaveRuns() internal {
        skip(1 hours + 6 minutes);
        for (uint256 i; i < runs.length; ++i) {
            vm.prank(stranger);
            escrow.refundExpired(runs[i]);
        }
        skip(1 minutes + 1);
        for (uint256 i; i < runs.length; ++i) {
            if (escrow.runOf(runs[i]).contested == 0) continue;
            vm.prank(stranger);
            escrow.release(runs[i]);
        }
        assertEq(token.balanceOf(address(escrow)), 0, "I12: the escrow keeps nothing");
    }

    /// @dev Delegators and the provider himself.
    function leaveStake() internal {
        unstake(delegator, 0);
        unstake(provider, INFERENCE);
        skip(90 minutes);
        for (uint256 i; i < requests.length; ++i) {
            staking.withdraw(requests[i]);
        }
        vm.prank(delegator);
        staking.claimReward(providerId);
        vm.prank(provider);
        staking.claimReward(providerId);
        // Shares and rewards round down by a wei each.
        assertLe(token.balanceOf(address(staking)), 100, "I12: the stake is out");
    }

    function unstake(address who, bytes32 service) internal {
        (uint256 shares,,) = staking.positions(providerId, who);
        if (shares == 0) return;
        vm.prank(who);
        requests.push(staking.requestUnstake(providerId, service, shares));
    }
}

/// @notice In prose. I12: with the operator and the Governor silent, and whatever people did before, the user gets all
/// that was not served, contributors all that was, clients and workers their runs, stakers their stake; nobody who
/// keeps silent is asked, and every wait is bounded.
contract ExitInvariants is Scene {
    ExitHandler internal handler;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public override {
        handler = new ExitHandler();
        handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targeted) {
        targeted = new FuzzSelector[](1);
        targeted[0].addr = address(handler);
        targeted[0].selectors = new bytes4[](7);
        targeted[0].selectors[0] = handler.open.selector;
        targeted[0].selectors[1] = handler.serve.selector;
        targeted[0].selectors[2] = handler.serve.selector;
        targeted[0].selectors[3] = handler.freeze.selector;
        targeted[0].selectors[4] = handler.stake.selector;
        targeted[0].selectors[5] = handler.fund.selector;
        targeted[0].selectors[6] = handler.pass.selector;
    }

    /// @dev On the way every session can still be left: nothing raises its end.
    function invariant_I12() public view {
        handler.checkBounds();
    }

    /// @dev At the end of every history everybody leaves.
    function afterInvariant() public {
        handler.leave();
    }
}
