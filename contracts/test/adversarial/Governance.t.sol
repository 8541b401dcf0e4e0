// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Timelock} from "../../src/governance/Timelock.sol";
import {Policy} from "../../src/payments/IPolicyBook.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice The way from a vote to a rule, and the short cuts somebody might try.
contract GovernanceAttacks is Stage {
    address internal holder = walletOf("holder");
    address internal thief = walletOf("thief");
    string internal constant WHAT = "Data part to 60 %";

    function wrap(address who, uint256 amount) internal {
        give(who, amount);
        vm.startPrank(who);
        token.approve(address(gopen), amount);
        gopen.depositFor(who, amount);
        gopen.delegate(who);
        vm.stopPrank();
    }

    function newPolicy() internal pure returns (Policy memory p) {
        p = localPolicy();
        (p.modelBps, p.dataBps) = (1_000, 6_000);
    }

    function call()
        internal
        view
        returns (address[] memory to, uint256[] memory values, bytes[] memory data)
    {
        to = new address[](1);
        values = new uint256[](1);
        data = new bytes[](1);
        to[0] = address(policyBook);
        data[0] = abi.encodeCall(policyBook.publish, (newPolicy(), uint64(nowSeconds() + 1 hours)));
    }

    function propose(address who) internal returns (uint256 proposalId) {
        (address[] memory to, uint256[] memory values, bytes[] memory data) = call();
        vm.prank(who);
        return governor.propose(to, values, data, WHAT);
    }

    function vote(address who, uint256 proposalId) internal {
        vm.prank(who);
        governor.castVote(proposalId, 1);
    }

    function test_ProposeVoteQueueExecute() public {
        wrap(holder, 100_000e18);
        skip(1);
        uint256 id = propose(holder);
        skip(1 minutes + 1);
        vote(holder, id);
        skip(5 minutes);
        governor.queue(id);
        vm.expectRevert();
        governor.execute(id);
        skip(2 minutes);
        governor.execute(id);
        assertEq(policyBook.versionCount(), 2, "published");
        assertEq(policyBook.policyAt(2).dataBps, 6_000, "the new split");
        assertEq(policyBook.current(), 1, "not yet in force");
        skip(1 hours);
        assertEq(policyBook.current(), 2, "in force");
    }

    /// @dev Governance attack with a tiny quorum: while little is wrapped, the floor counts and not the fraction.
    function test_TinyQuorum() public {
        wrap(thief, 10_000e18 - 1);
        give(holder, 1);
        wrap(holder, 1e18);
        skip(1);
        vm.prank(thief);
        gopen.delegate(thief);
        wrap(thief, 2);
        vm.prank(thief);
        gopen.transfer(holder, 2);
        skip(1);
        wrap(walletOf("proposer"), 10_000e18);
        skip(1);
        uint256 id = propose(walletOf("proposer"));
        skip(1 minutes + 1);
        vote(thief, id);
        skip(5 minutes);
        assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Defeated), "no quorum");
        assertEq(governor.proposalThreshold(), 10_000e18, "to propose");
        assertEq(governor.quorum(nowSeconds() - 1), 10_000e18, "5 % of 20,000 would be 1,000");
    }

    /// @dev Flash-borrowed votes: votes count from the second of the proposal's snapshot; borrowed after it is nothing.
    function test_FlashBorrowedVotes() public {
        wrap(holder, 20_000e18);
        skip(1);
        uint256 id = propose(holder);
        skip(1 minutes + 1);
        wrap(thief, 10_000_000e18);
        vm.prank(thief);
        governor.castVote(id, 0);
        (uint256 against,,) = governor.proposalVotes(id);
        assertEq(against, 0, "no weight");
        vm.startPrank(thief);
        gopen.withdrawTo(thief, 10_000_000e18);
        vm.stopPrank();
        assertEq(token.balanceOf(thief), 10_000_000e18, "unwrapped one to one");
        vm.expectRevert();
        propose(thief);
    }

    function test_LateQuorumExtends() public {
        wrap(holder, 20_000e18);
        skip(1);
        uint256 id = propose(holder);
        uint256 deadline = governor.proposalDeadline(id);
        vm.warp(deadline - 10);
        vote(holder, id);
        assertEq(governor.proposalDeadline(id), deadline - 10 + 1 minutes, "time to answer");
    }

    function test_GuardianUntilSunset() public {
        wrap(holder, 20_000e18);
        skip(1);
        uint256 id = propose(holder);
        (address[] memory to, uint256[] memory values, bytes[] memory data) = call();
        vm.warp(nowSeconds());
        vm.prank(thief);
        vm.expectRevert();
        governor.cancel(to, values, data, keccak256(bytes(WHAT)));
        vm.prank(guardian);
        governor.cancel(id);
        assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Canceled), "cancelled");
        vm.warp(governor.guardianSunset());
        assertEq(governor.proposalGuardian(), address(0), "nobody any more");
    }

    function test_QueuedProposalCanBeCancelled() public {
        wrap(holder, 20_000e18);
        skip(1);
        uint256 id = propose(holder);
        skip(1 minutes + 1);
        vote(holder, id);
        skip(5 minutes);
        assertTrue(governor.proposalNeedsQueuing(id), "queued first");
        governor.queue(id);
        vm.prank(guardian);
        governor.cancel(id);
        skip(2 minutes);
        vm.expectRevert();
        governor.execute(id);
    }

    /// @dev Nobody else holds power: every role of the timelock, and everything the timelock may change.
    function test_NobodyElseHoldsPower() public {
        bytes32[4] memory roles = [
            timelock.DEFAULT_ADMIN_ROLE(),
            timelock.PROPOSER_ROLE(),
            timelock.CANCELLER_ROLE(),
            timelock.EXECUTOR_ROLE()
        ];
        address[6] memory others = [address(this), treasury, provider, guardian, arbiter, thief];
        for (uint256 i; i < roles.length; ++i) {
            for (uint256 j; j < others.length; ++j) {
                assertTrue(!timelock.hasRole(roles[i], others[j]), "nobody");
            }
        }
        assertTrue(timelock.hasRole(roles[0], address(timelock)), "itself");
        assertTrue(timelock.hasRole(roles[1], address(governor)), "proposes");
        assertTrue(timelock.hasRole(roles[2], address(governor)), "cancels");
        assertTrue(timelock.hasRole(roles[3], address(0)), "anybody executes");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, address(this), roles[0]
            )
        );
        timelock.grantRole(roles[1], address(this));
        vm.expectRevert(Timelock.Wire_AlreadyDone.selector);
        timelock.wire(thief);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(Timelock.Wire_NotDeployer.selector, thief));
        timelock.wire(thief);
        assertEq(policyBook.governance(), address(timelock), "rules");
        assertEq(disputes.governance(), address(timelock), "arbiter");
        assertEq(token.balanceOf(address(this)), 0, "the deployer holds no OPEN");
    }

    /// @dev I10: GOPEN never exceeds the OPEN it holds; OPEN that is sent by mistake mints nothing.
    function test_VotesAreBacked() public {
        wrap(holder, 5e18);
        give(address(gopen), 7e18);
        assertEq(gopen.totalSupply(), 5e18, "not minted");
        assertLe(gopen.totalSupply(), token.balanceOf(address(gopen)), "I10");
        assertEq(gopen.decimals(), 18, "as OPEN");
        assertEq(gopen.nonces(holder), 0, "permit and delegation share a counter");
        assertEq(keccak256(bytes(gopen.CLOCK_MODE())), keccak256("mode=timestamp"), "seconds");
    }
}
