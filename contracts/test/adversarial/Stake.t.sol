// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStaking, Slash} from "../../src/compute/IStaking.sol";
import {Admission, IInferenceMeter, SessionGrant} from "../../src/inference/IInferenceMeter.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Stake under attack: from thieves, from provers, and from the provider himself.
contract StakeAttacks is Stage {
    address internal delegator = walletOf("delegator");
    address internal watcher = walletOf("watcher");
    uint256 internal constant MILLION = 1_000_000e18;

    function slash(uint256 amount, address harmed, uint256 harm)
        internal
        returns (uint256 seized, uint256 paid)
    {
        vm.prank(address(prover));
        return staking.slash(Slash(providerId, INFERENCE, amount, harmed, harm, watcher));
    }

    function delegate(uint256 amount) internal returns (uint256 shares) {
        give(delegator, amount);
        vm.startPrank(delegator);
        token.approve(address(staking), amount);
        shares = staking.stake(providerId, amount);
        vm.stopPrank();
    }

    function delegatedValue() internal view returns (uint256) {
        (uint256 shares,,) = staking.positions(providerId, delegator);
        (uint256 assets, uint256 total,,,) = staking.pools(providerId);
        return shares * (assets + 1) / (total + 1e3);
    }

    function unstakeAll() internal returns (uint256 request) {
        uint256 shares = staking.provisionedShares(providerId, INFERENCE);
        vm.prank(provider);
        return staking.requestUnstake(providerId, INFERENCE, shares);
    }

    function test_SlashMakesWholeFirst() public {
        (uint256 seized, uint256 paid) = slash(300e18, user, 100e18);
        assertEq(seized, 300e18, "seized");
        assertEq(paid, 100e18, "harmed");
        assertEq(token.balanceOf(user), 10_100e18, "at once");
        assertEq(staking.ownBacking(providerId, INFERENCE), MILLION - 300e18, "backing");
        (uint256 reserve,, uint40 until,) = staking.punitives(providerId);
        assertEq(reserve, 200e18, "the rest waits");
        vm.warp(uint256(until));
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_ReserveLocked.selector, providerId, until));
        staking.releasePunitive(providerId, watcher);
        skip(1);
        uint256 supply = token.totalSupply();
        assertEq(staking.releasePunitive(providerId, watcher), 40e18, "a fifth");
        assertEq(token.balanceOf(watcher), 40e18, "prover");
        assertEq(supply - token.totalSupply(), 160e18, "burned");
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_NothingReserved.selector, providerId, watcher));
        staking.releasePunitive(providerId, watcher);
    }

    /// @dev SelfSlashForProfit: a provider who proves faults against himself and delegators who would pay for it.
    function test_SelfSlashForProfit() public {
        delegate(MILLION);
        uint256 before = delegatedValue();
        for (uint256 i; i < 3; ++i) {
            slash(MILLION, address(0), 0);
        }
        assertEq(staking.ownBacking(providerId, INFERENCE), 0, "his own is gone");
        assertLe(before, delegatedValue() + 1, "delegators pay no penalty");
        // Harm to a sock puppet is first paid by the reserve his own stake went to.
        slash(0, user, 100e18);
        assertLe(before, delegatedValue() + 1, "nor harm the reserve covers");
    }

    function test_DelegatorsAnswerForHarmLast() public {
        uint256 request = unstakeAll();
        delegate(500e18);
        // Everything of the provider's and 300 of his delegators'.
        (, uint256 paid) = slash(MILLION, user, MILLION + 300e18);
        assertEq(paid, MILLION + 300e18, "made whole");
        assertLe(delegatedValue(), 200e18, "what is left");
        skip(90 minutes);
        assertEq(staking.withdraw(request), 0, "thawing did not save him");
    }

    function test_RevertWhen_StakingInAWipedPool() public {
        delegate(500e18);
        slash(MILLION, user, 2 * MILLION);
        (uint256 assets,,,,) = staking.pools(providerId);
        assertEq(assets, 0, "wiped");
        give(delegator, 1);
        vm.startPrank(delegator);
        token.approve(address(staking), 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_PoolWiped.selector, providerId));
        staking.stake(providerId, 1);
    }

    /// @dev FirstProofStarves: a penalty that took everything still makes later harmed whole.
    function test_FirstProofStarves() public {
        slash(MILLION, address(0), 0);
        (, uint256 paid) = slash(50e18, user, 50e18);
        assertEq(paid, 50e18, "from the reserve");
        (uint256 reserve,,,) = staking.punitives(providerId);
        assertEq(reserve, MILLION - 50e18, "less that");
    }

    function test_ProversShareTheReserveAndADrawAlike() public {
        slash(300e18, address(0), 0);
        vm.prank(address(prover));
        staking.slash(Slash(providerId, INFERENCE, 100e18, address(0), 0, walletOf("second")));
        slash(0, user, 200e18);
        (,, uint40 until,) = staking.punitives(providerId);
        vm.warp(uint256(until) + 1);
        assertEq(staking.releasePunitive(providerId, watcher), 30e18, "a fifth of 150");
        assertEq(staking.releasePunitive(providerId, walletOf("second")), 10e18, "a fifth of 50");
    }

    function test_AReserveThatWasUsedUpStartsAnew() public {
        slash(100e18, address(0), 0);
        slash(0, user, 100e18);
        vm.prank(address(prover));
        staking.slash(Slash(providerId, INFERENCE, 50e18, address(0), 0, walletOf("second")));
        (,, uint40 until,) = staking.punitives(providerId);
        vm.warp(uint256(until) + 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_NothingReserved.selector, providerId, watcher));
        staking.releasePunitive(providerId, watcher);
        assertEq(staking.releasePunitive(providerId, walletOf("second")), 10e18, "all points are his");
    }

    function test_RewardsSurviveASlash() public {
        delegate(MILLION);
        give(address(staking), 10e18);
        vm.prank(address(meter));
        staking.onReward(operator, 10e18);
        slash(MILLION / 2, address(0), 0);
        assertEq(staking.rewardOf(providerId, provider), 5e18, "earned before");
        give(address(staking), 9e18);
        vm.prank(address(meter));
        staking.onReward(operator, 9e18);
        assertLe(8e18 - 10, staking.rewardOf(providerId, provider), "a third of what came after");
        assertLe(staking.rewardOf(providerId, provider), 8e18 + 10, "and no more");
        vm.prank(provider);
        staking.claimReward(providerId);
    }

    /// @dev Slashing race: unstaking in front of a proof.
    function test_SlashingRace() public {
        uint256 request = unstakeAll();
        delegate(MILLION);
        uint256 before = delegatedValue();
        assertEq(staking.ownBacking(providerId, INFERENCE), 0, "backs nothing new");
        (uint256 seized,) = slash(400_000e18, user, 400_000e18);
        assertEq(seized, 400_000e18, "reached while thawing");
        assertLe(before, delegatedValue() + 1, "his own, not his delegators'");
        skip(90 minutes);
        uint256 left = staking.withdraw(request);
        assertLe(left, 600_000e18, "the rest");
        assertLe(600_000e18 - 1, left, "but for a wei of rounding");
    }

    /// @dev TenKeysOneStake: the exposure is the provider's, over all his keys.
    function test_TenKeysOneStake() public {
        give(user, 2 * MILLION);
        openSession(uint96(MILLION - 10e18), 1);
        bytes memory consent = appointment("second key", provider);
        vm.prank(provider);
        staking.appointOperator(walletOf("second key"), consent);
        depositAs(user, 100e18);
        SessionGrant memory grant = grantOf(100e18, 2);
        grant.operator = walletOf("second key");
        uint64 deadline = uint64(nowSeconds() + 5 minutes);
        bytes32 digest = digestOf(
            meter.domainSeparator(),
            keccak256(
                abi.encode(
                    keccak256("Admit(bytes32 grantDigest,uint64 deadline)"), grantDigest(grant), deadline
                )
            )
        );
        Admission memory admission = Admission(deadline, signatureOf("second key", digest));
        vm.prank(user);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceMeter.Meter_OverExposed.selector, providerId, MILLION + 90e18, MILLION
            )
        );
        meter.openSession(grant, admission);
    }

    /// @dev OneStakeTwoServices: a wei is assigned to one service; a slash of the other reaches it last.
    function test_OneStakeTwoServices() public {
        vm.startPrank(provider);
        vm.expectRevert();
        staking.provision("worker", 1);
        staking.stake(providerId, 500e18);
        staking.provision("worker", 300e18);
        vm.stopPrank();
        vm.prank(address(escrow));
        staking.slash(Slash(providerId, "worker", 450e18, user, 450e18, watcher));
        assertEq(staking.ownBacking(providerId, "worker"), 0, "its own first");
        assertEq(staking.ownBacking(providerId, INFERENCE), MILLION, "free shares before others");
        vm.prank(address(escrow));
        staking.slash(Slash(providerId, "worker", 100e18, user, 100e18, watcher));
        assertEq(staking.ownBacking(providerId, INFERENCE), MILLION - 50e18, "other services last");
    }

    function test_ThawingFreeSharesAreReached() public {
        vm.startPrank(provider);
        uint256 shares = staking.stake(providerId, 500e18);
        uint256 request = staking.requestUnstake(providerId, 0, shares);
        vm.stopPrank();
        vm.prank(address(escrow));
        staking.slash(Slash(providerId, "worker", 200e18, user, 200e18, watcher));
        assertEq(staking.ownBacking(providerId, INFERENCE), MILLION, "before other services");
        skip(90 minutes);
        assertEq(staking.withdraw(request), 300e18, "the rest of it");
    }

    /// @dev HoldForever: holds end by themselves, and together never keep more than a tenth.
    function test_HoldForever() public {
        uint256 request = unstakeAll();
        uint40 until = uint40(nowSeconds() + 2 hours);
        vm.startPrank(address(disputes));
        assertEq(staking.hold(providerId, INFERENCE, 1, 60_000e18, until), 60_000e18, "first");
        assertEq(staking.hold(providerId, INFERENCE, 2, 60_000e18, until), 40_000e18, "up to a tenth");
        assertEq(staking.hold(providerId, INFERENCE, 3, 60_000e18, until), 0, "no more");
        vm.stopPrank();
        skip(91 minutes);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_Held.selector, providerId, 100_000e18, until));
        staking.withdraw(request);
        vm.warp(uint256(until) + 1);
        assertEq(staking.withdraw(request), MILLION, "nothing holds it any more");
        vm.prank(address(disputes));
        assertEq(staking.hold(providerId, INFERENCE, 4, 1, until), 0, "expired ones make room");
    }

    function test_ManySmallHoldsAndTheirEnd() public {
        uint40 until = uint40(nowSeconds() + 2 hours);
        vm.startPrank(address(disputes));
        for (uint256 i = 1; i <= 16; ++i) {
            assertEq(staking.hold(providerId, INFERENCE, i, 1e18, until), 1e18, "held");
        }
        assertEq(staking.hold(providerId, INFERENCE, 17, 1e18, until), 0, "a short list");
        staking.releaseHold(providerId, 5);
        staking.releaseHold(providerId, 99);
        (uint256 held,) = staking.heldOf(providerId);
        assertEq(held, 15e18, "one less");
        assertEq(staking.hold(providerId, INFERENCE, 18, 1e18, until), 1e18, "room again");
        vm.stopPrank();
    }

    function test_ShortListsAreShort() public {
        vm.startPrank(provider);
        for (uint256 i; i < 16; ++i) {
            staking.requestUnstake(providerId, INFERENCE, 1e18);
        }
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_TooManyRequests.selector, providerId, 16));
        staking.requestUnstake(providerId, INFERENCE, 1e18);
        skip(90 minutes);
        staking.withdraw(9);
        staking.requestUnstake(providerId, INFERENCE, 1e18);
        staking.stake(providerId, 100e18);
        staking.provision("b", 1e18);
        staking.provision("c", 1e18);
        staking.provision("d", 1e18);
        staking.provision("d", 1e18);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_TooManyRequests.selector, providerId, 4));
        staking.provision("e", 1e18);
        vm.stopPrank();
    }

    function test_RevertWhen_StrangersSlashHoldOrPay() public {
        bytes memory notSlasher = abi.encodeWithSelector(IStaking.Stake_NotSlasher.selector, address(this));
        vm.expectRevert(notSlasher);
        staking.slash(Slash(providerId, INFERENCE, 1, user, 1, user));
        vm.expectRevert(notSlasher);
        staking.hold(providerId, INFERENCE, 1, 1, 1);
        vm.expectRevert(notSlasher);
        staking.releaseHold(providerId, 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.Stake_NotMeter.selector, address(this)));
        staking.payBounty(providerId, INFERENCE, 1, user);
    }

    function testFuzz_SlashNeverLosesOrMakes(uint96 own, uint96 delegated, uint96 amount, uint96 harm)
        public
    {
        delegate(bound(delegated, 1, 1e26));
        uint256 shares = bound(own, 1, staking.provisionedShares(providerId, INFERENCE));
        vm.prank(provider);
        staking.requestUnstake(providerId, INFERENCE, shares);
        uint256 before = token.balanceOf(address(staking));
        (uint256 assetsBefore,,,,) = staking.pools(providerId);
        (uint256 seized, uint256 paid) = slash(amount, user, harm);
        (uint256 assets,,,,) = staking.pools(providerId);
        (uint256 reserve,,,) = staking.punitives(providerId);
        assertEq(assetsBefore - assets, seized, "taken from the pool");
        assertEq(before - token.balanceOf(address(staking)), paid, "left the contract");
        assertEq(assets + reserve, token.balanceOf(address(staking)), "I8");
        assertLe(paid, harm, "never more than the harm");
    }
}
