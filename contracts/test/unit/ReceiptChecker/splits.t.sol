// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IInferenceMeter, Leaf, Receipt, SignedReceipt} from "../../../src/inference/IInferenceMeter.sol";
import {Bundle, Tally} from "../../../src/inference/IReceiptChecker.sol";
import {Price} from "../../../src/models/IModelRegistry.sol";
import {Call, Scene} from "../../utils/Scene.sol";
import {vm} from "../../utils/Vm.sol";

/// @notice One broken rule at a time. The receipt is judged by isSplitSound alone, so it is never settled here.
contract ReceiptCheckerTest is Scene {
    Receipt internal receipt;

    function setUp() public override {
        super.setUp();
        receipt = serve("session", 1, 0, 0).receipt;
    }

    function isSound(Leaf[] memory leaves) internal view returns (bool) {
        return checker.isSplitSound(receipt, leaves, policyBook.policyAt(1), providerId);
    }

    function expectBroken(Leaf[] memory leaves, string memory what) internal view {
        assertTrue(!isSound(leaves), what);
    }

    function without(Leaf[] memory leaves, uint256 at) internal pure returns (Leaf[] memory fewer) {
        fewer = new Leaf[](leaves.length - 1);
        for (uint256 i; i < fewer.length; ++i) {
            fewer[i] = leaves[i < at ? i : i + 1];
        }
    }

    function test_Sound() public view {
        assertTrue(isSound(leavesOf(ONE)), "the specification's example");
    }

    /// @dev Every split the library makes is sound, also where parts are too small for every leaf.
    function testFuzz_HonestSplitsAreSound(uint96 charge) public {
        charge = uint96(bound(charge, 1, 1e24));
        receipt.charge = charge;
        Leaf[] memory leaves = leavesOf(charge);
        for (uint256 i = leaves.length; i > 0; --i) {
            if (leaves[i - 1].amount == 0) leaves = without(leaves, i - 1);
        }
        assertTrue(isSound(leaves), "sound");
    }

    function test_FreeCallsHaveNothing() public {
        receipt.charge = 0;
        expectBroken(new Leaf[](0), "tokens in");
        receipt.tokensIn = 0;
        expectBroken(new Leaf[](0), "tokens out");
        receipt.tokensOut = 0;
        assertTrue(isSound(new Leaf[](0)), "free");
        expectBroken(new Leaf[](1), "a leaf");
    }

    function test_OrderKindsAndZeroes() public view {
        Leaf[] memory leaves = leavesOf(ONE);
        (leaves[0], leaves[1]) = (leaves[1], leaves[0]);
        expectBroken(leaves, "kinds out of order");
        leaves = leavesOf(ONE);
        (leaves[1], leaves[2]) = (leaves[2], leaves[1]);
        expectBroken(leaves, "payees out of order");
        leaves = leavesOf(ONE);
        (leaves[4], leaves[5]) = (leaves[5], leaves[4]);
        expectBroken(leaves, "refs out of order");
        leaves = leavesOf(ONE);
        leaves[6].kind = 5;
        expectBroken(leaves, "unknown kind");
        leaves = leavesOf(ONE);
        leaves[6].amount = 0;
        expectBroken(leaves, "zero");
        expectBroken(new Leaf[](65), "too many");
    }

    function test_Parts() public view {
        Leaf[] memory leaves = leavesOf(ONE);
        leaves[0].amount += 1;
        expectBroken(leaves, "platform");
        leaves = leavesOf(ONE);
        leaves[3].amount += 1;
        expectBroken(leaves, "stakers");
        leaves = leavesOf(ONE);
        leaves[4].amount += 1;
        expectBroken(leaves, "data");
        leaves = leavesOf(ONE);
        leaves[1].amount += 1;
        expectBroken(leaves, "model");
        expectBroken(without(leavesOf(ONE), 0), "no platform");
        expectBroken(without(leavesOf(ONE), 2), "a co-author left out");
    }

    function doubled(uint256 at, Leaf memory extra) internal view returns (Leaf[] memory more) {
        Leaf[] memory leaves = leavesOf(ONE);
        more = new Leaf[](leaves.length + 1);
        for (uint256 i; i < more.length; ++i) {
            more[i] = i < at ? leaves[i] : i == at ? extra : leaves[i - 1];
        }
    }

    function test_OneLeafOfAKind() public view {
        Leaf[] memory leaves = doubled(1, Leaf(0, bytes32(uint256(1)), feeWallet, 1));
        leaves[0].amount -= 1;
        expectBroken(leaves, "two platform leaves");
        leaves = doubled(4, Leaf(2, bytes32(type(uint256).max), address(staking), 1));
        leaves[3].amount -= 1;
        expectBroken(leaves, "two staker leaves");
        leaves = doubled(7, Leaf(4, KEY, netTreasury, 1));
        leaves[6].amount -= 1;
        assertTrue(isSound(leaves), "one treasury leaf is allowed");
        leaves = doubled(3, Leaf(1, bytes32(uint256(modelId)), address(type(uint160).max), 1));
        leaves[2].amount -= 1;
        expectBroken(leaves, "one account too many");
    }

    function test_TwoTreasuries() public view {
        Leaf[] memory leaves = leavesOf(ONE);
        leaves[5] = Leaf(4, KEY, netTreasury, leaves[5].amount);
        leaves[6] = Leaf(4, bytes32(type(uint256).max), netTreasury, leaves[6].amount);
        expectBroken(leaves, "two treasury leaves");
    }

    function test_WhoIsPaid() public {
        Leaf[] memory leaves = leavesOf(ONE);
        leaves[1].ref = 0;
        expectBroken(leaves, "model ref");
        leaves = leavesOf(ONE);
        leaves[2].payee = address(type(uint160).max);
        expectBroken(leaves, "model payee");
        leaves = leavesOf(ONE);
        leaves[3].payee = operator;
        expectBroken(leaves, "staker payee");
        leaves = leavesOf(ONE);
        leaves[3].ref = 0;
        expectBroken(leaves, "staker ref");
        datanets.createDatanet("other", 0, 0, user, address(this));
        leaves = leavesOf(ONE);
        leaves[6].ref = datanets.registerContributor("other", "x", address(0), user);
        if (leaves[6].ref < leaves[5].ref) (leaves[5], leaves[6]) = (leaves[6], leaves[5]);
        if (leaves[5].ref < leaves[4].ref) (leaves[4], leaves[5]) = (leaves[5], leaves[4]);
        expectBroken(leaves, "a contributor of another Datanet");
        leaves = leavesOf(ONE);
        leaves[6] = Leaf(4, KEY, operator, leaves[6].amount);
        expectBroken(leaves, "treasury payee");
        leaves[6] = Leaf(4, "other", netTreasury, leaves[6].amount);
        expectBroken(leaves, "treasury ref");
    }

    function test_ModelsThatDoNotExist() public {
        receipt.modelVersion = 0;
        expectBroken(leavesOf(ONE), "version 0");
        receipt.modelVersion = 2;
        expectBroken(leavesOf(ONE), "version 2");
        receipt.modelVersion = 1;
        receipt.modelId = 99;
        expectBroken(leavesOf(ONE), "unknown model");
        receipt.priceId = 0;
        assertEq(checker.fairCharge(receipt), 0, "no price");
        assertEq(checker.staleExcess(receipt, 60), 0, "nothing to compare");
    }

    function test_PriceBeforeTheFirst() public {
        receipt.servedAt = 5;
        assertEq(checker.staleExcess(receipt, 60), 0, "judged by the first");
        vm.prank(owner);
        models.setPrice(modelId, Price(ONE, 4 * ONE));
        receipt.priceId = 2;
        assertEq(checker.staleExcess(receipt, 60), ONE, "announced, not in force");
    }

    /// @dev A price that came into force between the user's look and the call is honest.
    function test_PriceThatCameIntoForceMeanwhile() public {
        vm.prank(owner);
        models.setPrice(modelId, Price(ONE, 4 * ONE));
        skip(1 hours + 1);
        vm.prank(owner);
        models.setPrice(modelId, Price(ONE / 2, ONE));
        receipt.priceId = 2;
        receipt.servedAt = uint64(nowSeconds());
        assertEq(checker.staleExcess(receipt, 60), 0, "one second of it is enough");
        skip(1 hours);
        receipt.servedAt = uint64(nowSeconds());
        assertEq(checker.staleExcess(receipt, 60), 1.4e18, "long replaced");
    }

    function test_RevertWhen_TallyIsEmpty() public {
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BrokenChain.selector, bytes32("s"), uint64(3))
        );
        checker.tally(Bundle("s", operator, 3, 0, 0), new SignedReceipt[](0));
    }

    /// @dev Unsorted and repeated payees and contributors come out merged and ascending.
    function test_TallyMerges() public view {
        Call memory first = serve("session", 1, 0, 0);
        first.leaves = new Leaf[](6);
        first.leaves[0] = Leaf(3, unboundId, address(0), ONE / 4);
        first.leaves[1] = Leaf(3, aliceId, address(0), ONE / 4);
        first.leaves[2] = Leaf(3, unboundId, address(0), ONE / 8);
        first.leaves[3] = Leaf(3, bobId, address(0), ONE / 8);
        first.leaves[4] = Leaf(3, bobId, bob, ONE / 4);
        first.leaves[5] = Leaf(3, bobId, alice, 0);
        first.receipt.splitRoot = rootOf(first.leaves);
        SignedReceipt[] memory bundle = new SignedReceipt[](1);
        bundle[0] = signedOf(first);
        Tally memory sum = checker.tally(Bundle("session", operator, 0, 0, meter.domainSeparator()), bundle);
        assertEq(sum.payouts.length, 1, "one payee");
        assertEq(sum.payouts[0].amount, ONE / 4, "bob");
        assertEq(sum.accruals.length, 3, "three contributors");
        for (uint256 i; i < 3; ++i) {
            if (i > 0) {
                assertTrue(sum.accruals[i - 1].contributorId < sum.accruals[i].contributorId, "ascending");
            }
            uint256 expected = sum.accruals[i].contributorId == unboundId
                ? 0.375e18
                : sum.accruals[i].contributorId == aliceId ? 0.25e18 : 0.125e18;
            assertEq(sum.accruals[i].amount, expected, "merged");
        }
        assertEq(sum.unpayable, 0, "all payable");
    }
}
