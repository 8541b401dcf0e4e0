// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {VersionAnchor} from "../../../src/datanets/IDatanetRegistry.sol";
import {IModelRegistry, ModelVersion, Price, Share} from "../../../src/models/IModelRegistry.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract ModelRegistryTest is Stage {
    address internal owner = walletOf("owner");
    address internal author = walletOf("author");
    address internal buyer = walletOf("buyer");

    function setUp() public override {
        super.setUp();
        createDatanet("free", 0);
        createDatanet("no training", 1);
        createDatanet("no commerce", 2);
    }

    function createDatanet(bytes32 key, uint8 flags) internal {
        vm.startPrank(owner);
        datanets.createDatanet(key, 0, flags, owner, owner);
        datanets.anchorVersion(VersionAnchor(key, 1, "snapshot", "clusters", 1, 0, 0));
        vm.stopPrank();
    }

    function versionOf(bytes32 key) internal pure returns (ModelVersion memory v) {
        v.adapterHash = "adapter";
        v.datanetKeys = new bytes32[](1);
        v.snapshotRoots = new bytes32[](1);
        v.datanetKeys[0] = key;
        v.snapshotRoots[0] = "snapshot";
    }

    function publish(uint16 authorBps) internal returns (uint64 id) {
        Share[] memory shares = new Share[](authorBps == 0 ? 0 : 1);
        if (authorBps > 0) shares[0] = Share(author, authorBps);
        vm.prank(owner);
        id = models.publish("model", versionOf("free"), Price(ONE / 2, 2 * ONE), shares);
    }

    function bpsOf(uint64 id, uint256 at, address account) internal view returns (uint256) {
        (address[] memory accounts, uint16[] memory bps) = models.revenueAt(id, uint48(at));
        uint256 sum;
        uint256 found;
        for (uint256 i; i < accounts.length; ++i) {
            if (i > 0) assertTrue(accounts[i - 1] < accounts[i], "ascending");
            sum += bps[i];
            if (accounts[i] == account) found = bps[i];
        }
        assertEq(sum, 10_000, "sums up");
        return found;
    }

    function test_PublishDoesAll() public {
        uint64 id = publish(2_500);
        assertEq(models.ownerOf(id), owner, "owner");
        assertEq(bpsOf(id, nowSeconds(), author), 2_500, "author's share");
        assertEq(bpsOf(id, nowSeconds(), owner), 7_500, "rest");
        (uint32 priceId, uint96 inPer1k, uint96 outPer1k) = models.priceAt(id, uint48(nowSeconds()));
        assertEq(priceId, 1, "price id");
        assertEq(uint256(inPer1k) + outPer1k, uint256(ONE) * 5 / 2, "price");
        assertEq(models.versionAt(id, 1).adapterHash, "adapter", "version");
    }

    function test_LicencesAreObeyed() public {
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Model_LicenceForbids.selector, bytes32("no training"), uint8(1)
            )
        );
        models.publish("m", versionOf("no training"), Price(0, 0), new Share[](0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Model_LicenceForbids.selector, bytes32("no commerce"), uint8(2)
            )
        );
        models.publish("m", versionOf("no commerce"), Price(1, 0), new Share[](0));
        uint64 id = models.publish("m", versionOf("no commerce"), Price(0, 0), new Share[](0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Model_LicenceForbids.selector, bytes32("no commerce"), uint8(2)
            )
        );
        models.setPrice(id, Price(0, 1));
        ModelVersion memory unknown = versionOf("free");
        unknown.snapshotRoots[0] = "never anchored";
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Model_SnapshotNotAnchored.selector, bytes32("free"), bytes32("never anchored")
            )
        );
        models.addVersion(id, unknown);
        vm.stopPrank();
    }

    function test_RisesWaitFallsDoNot() public {
        uint64 id = publish(0);
        vm.startPrank(owner);
        models.setPrice(id, Price(ONE, 2 * ONE));
        (uint32 priceId,,) = models.priceAt(id, uint48(nowSeconds()));
        assertEq(priceId, 1, "the rise waits");
        models.setPrice(id, Price(1, 1));
        (priceId,,) = models.priceAt(id, uint48(nowSeconds()));
        assertEq(priceId, 3, "the fall holds");
        (priceId,,) = models.priceAt(id, uint48(nowSeconds() + 1 hours));
        assertEq(priceId, 3, "the overtaken rise never comes");
        vm.stopPrank();
    }

    function test_SharesAreKept() public {
        uint64 id = publish(2_500);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_NotOwner.selector, id, buyer));
        models.grantShare(id, buyer, 1);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_SharesExceed.selector, 9_001, 9_000));
        models.grantShare(id, buyer, 6_501);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadShare.selector, address(meter), 1));
        models.grantShare(id, address(meter), 1);
        models.grantShare(id, author, 500);
        vm.stopPrank();
        skip(1 minutes);
        assertEq(bpsOf(id, nowSeconds(), author), 3_000, "merged");
        vm.prank(author);
        models.renounceShare(id);
        assertEq(bpsOf(id, nowSeconds(), author), 3_000, "until the delay is over");
        skip(1 minutes);
        assertEq(bpsOf(id, nowSeconds(), author), 0, "renounced");
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_NoShare.selector, id, author));
        models.renounceShare(id);
    }

    /// @dev TransferConvictsOperator: what was served before the delay is over pays the former owner.
    function test_TransferConvictsOperator() public {
        uint64 id = publish(2_500);
        skip(1 hours);
        uint256 moved = nowSeconds();
        vm.prank(owner);
        models.transferFrom(owner, author, id);
        assertEq(bpsOf(id, moved, owner), 7_500, "former owner");
        assertEq(bpsOf(id, moved + 59, owner), 7_500, "until the delay");
        assertEq(bpsOf(id, moved + 60, author), 10_000, "new owner, merged with his share");
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadOwner.selector, address(staking)));
        models.transferFrom(author, address(staking), id);
    }

    /// @dev GutBeforeBuy: what the buyer saw is part of the order.
    function test_GutBeforeBuy() public {
        uint64 id = publish(0);
        give(buyer, 100 * uint256(ONE));
        vm.prank(buyer);
        token.approve(address(models), type(uint256).max);
        vm.prank(owner);
        models.list(id, 10 * ONE, uint40(nowSeconds() + 1 days));
        bytes32 seen = models.stateHash(id);

        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_PriceMoved.selector, 10 * ONE, 9 * ONE));
        models.buy(id, 9 * ONE, seen);
        vm.prank(owner);
        models.grantShare(id, author, 9_000);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_NotListed.selector, id));
        models.buy(id, 10 * ONE, seen);
        vm.prank(owner);
        models.list(id, 10 * ONE, uint40(nowSeconds() + 1 days));
        bytes32 gutted = models.stateHash(id);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_StateMoved.selector, seen, gutted));
        models.buy(id, 10 * ONE, seen);
        vm.prank(buyer);
        models.buy(id, 10 * ONE, gutted);
        assertEq(models.ownerOf(id), buyer, "sold");
        assertEq(token.balanceOf(owner), 10 * ONE, "paid");
    }
}
