// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStaking} from "../../../src/compute/IStaking.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract StakingTest is Stage {
    address internal delegator = walletOf("delegator");

    function stakeAs(address who, uint256 amount) internal returns (uint256 shares) {
        give(who, amount);
        vm.startPrank(who);
        token.approve(address(staking), amount);
        shares = staking.stake(providerId, amount);
        vm.stopPrank();
    }

    function reward(uint256 amount) internal {
        give(address(staking), amount);
        vm.prank(address(meter));
        staking.onReward(operator, amount);
    }

    function test_ProvisionIsExact() public view {
        assertEq(staking.ownBacking(providerId, INFERENCE), 1_000_000e18, "backing");
    }

    function test_RevertWhen_ProvisioningMoreThanFree() public {
        vm.startPrank(provider);
        vm.expectRevert();
        staking.provision(INFERENCE, 1);
        vm.expectRevert(IStaking.Stake_ZeroAmount.selector);
        staking.provision(INFERENCE, 0);
        vm.stopPrank();
    }

    function test_DelegatedStakeBacksNothing() public {
        stakeAs(delegator, 500e18);
        assertEq(staking.ownBacking(providerId, INFERENCE), 1_000_000e18, "unchanged");
        vm.prank(delegator);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_OverProvision.selector, providerId, 1, 0));
        staking.requestUnstake(providerId, INFERENCE, 1);
    }

    function test_ThawThenWithdraw() public {
        uint256 shares = stakeAs(delegator, 500e18);
        vm.prank(delegator);
        uint256 request = staking.requestUnstake(providerId, 0, shares);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStaking.Stake_Thawing.selector, request, uint40(nowSeconds() + 90 minutes)
            )
        );
        staking.withdraw(request);
        skip(90 minutes);
        staking.withdraw(request);
        assertEq(token.balanceOf(delegator), 500e18, "whole stake");
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_UnknownRequest.selector, request));
        staking.withdraw(request);
        vm.prank(delegator);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_OverProvision.selector, providerId, shares, 0));
        staking.requestUnstake(providerId, 0, shares);
    }

    function test_RewardsByShareAndNotToThawing() public {
        stakeAs(delegator, 1_000_000e18);
        reward(100e18);
        assertEq(staking.rewardOf(providerId, provider), 50e18, "half");
        assertEq(staking.rewardOf(providerId, delegator), 50e18, "half");
        (uint256 shares,,) = staking.positions(providerId, delegator);
        vm.prank(delegator);
        staking.requestUnstake(providerId, 0, shares);
        reward(10e18);
        assertEq(staking.rewardOf(providerId, provider), 60e18, "all of the second");
        assertEq(staking.rewardOf(providerId, delegator), 50e18, "keeps the first");
        vm.prank(delegator);
        assertEq(staking.claimReward(providerId), 50e18, "claimed");
        vm.prank(delegator);
        assertEq(staking.claimReward(providerId), 0, "once");
    }

    function test_RewardOfNobodyIsBurned() public {
        uint256 supply = token.totalSupply();
        give(address(staking), 5e18);
        vm.prank(address(meter));
        staking.onReward(walletOf("unknown key"), 5e18);
        assertEq(supply - token.totalSupply(), 5e18, "burned");
    }

    function test_RevertWhen_StrangerBooksReward() public {
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_NotMeter.selector, address(this)));
        staking.onReward(operator, 1);
    }

    /// @dev StealHotKey: appointing needs the key's own signature for this provider; a key never changes hands.
    function test_StealHotKey() public {
        address thief = walletOf("thief");
        bytes memory forProvider = appointment("other key", provider);
        vm.prank(thief);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.Stake_BadHotKeySignature.selector, walletOf("other key"))
        );
        staking.appointOperator(walletOf("other key"), forProvider);
        bytes memory forThief = appointment("operator", thief);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_KeyTaken.selector, operator, providerId));
        staking.appointOperator(operator, forThief);
        vm.prank(thief);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.Stake_NotOperatorOf.selector, operator, uint256(uint160(thief)))
        );
        staking.retireOperator(operator);
    }

    /// @dev WireFrontRun: only the address fixed at deploy wires, and once.
    function test_WireFrontRun() public {
        vm.prank(walletOf("thief"));
        vm.expectRevert(abi.encodeWithSelector(IStaking.Wire_NotDeployer.selector, walletOf("thief")));
        staking.wire(walletOf("thief"), walletOf("thief"), walletOf("thief"), walletOf("thief"));
        vm.expectRevert(IStaking.Wire_AlreadyDone.selector);
        staking.wire(address(meter), address(escrow), address(prover), address(disputes));
    }

    function testFuzz_NoShareIsCreatedFromNothing(uint96 first, uint96 second, uint96 earned) public {
        uint256 a = bound(first, 1, 1e24);
        uint256 b = bound(second, 1, 1e24);
        stakeAs(delegator, a);
        stakeAs(walletOf("second"), b);
        reward(bound(earned, 1, 1e24));
        (uint256 sharesA,,) = staking.positions(providerId, delegator);
        vm.prank(delegator);
        uint256 request = staking.requestUnstake(providerId, 0, sharesA);
        skip(90 minutes);
        assertLe(staking.withdraw(request), a, "never more than staked");
        uint256 owed = staking.rewardOf(providerId, provider) + staking.rewardOf(providerId, delegator)
            + staking.rewardOf(providerId, walletOf("second"));
        (uint256 assets,,,,) = staking.pools(providerId);
        assertLe(assets + owed, token.balanceOf(address(staking)), "I8");
    }

    function test_RevertWhen_NothingIsMoved() public {
        vm.expectRevert(IStaking.Stake_ZeroAmount.selector);
        staking.stake(providerId, 0);
        vm.expectRevert(IStaking.Stake_ZeroAmount.selector);
        staking.requestUnstake(providerId, 0, 0);
        assertEq(staking.claimReward(providerId), 0, "nothing earned");
    }
}
