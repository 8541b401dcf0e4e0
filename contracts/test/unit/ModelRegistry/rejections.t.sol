// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModelRegistry, ModelVersion, Price} from "../../../src/models/IModelRegistry.sol";
import {Policy} from "../../../src/payments/IPolicyBook.sol";
import {Scene} from "../../utils/Scene.sol";
import {vm} from "../../utils/Vm.sol";

/// @notice What the registry refuses, argument by argument.
contract ModelRejections is Scene {
    address internal stranger = walletOf("stranger");

    function test_RevertWhen_NotOwner() public {
        bytes memory error = abi.encodeWithSelector(IModelRegistry.Model_NotOwner.selector, modelId, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(error);
        models.addVersion(modelId, modelVersion());
        vm.expectRevert(error);
        models.setPrice(modelId, Price(1, 1));
        vm.expectRevert(error);
        models.grantShare(modelId, stranger, 1);
        vm.expectRevert(error);
        models.list(modelId, 1, uint40(nowSeconds() + 1));
        vm.expectRevert(error);
        models.unlist(modelId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_Unknown.selector, uint64(99)));
        models.unlist(99);
    }

    function test_RegisterAlone() public {
        vm.startPrank(stranger);
        uint64 id = models.register("alone");
        assertEq(models.ownerOf(id), stranger, "owner");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadSlug.selector, ""));
        models.register("");
        string memory long = "12345678901234567890123456789012345678901234567890123456789012345";
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadSlug.selector, long));
        models.register(long);
        vm.expectRevert(
            abi.encodeWithSelector(IModelRegistry.Model_NoPrice.selector, id, uint48(nowSeconds()))
        );
        models.priceAt(id, uint48(nowSeconds()));
        // Without any price, nothing is priced: a Datanet that forbids commerce may be trained on.
        datanets.createDatanet("no commerce", 0, 2, stranger, stranger);
        vm.stopPrank();
    }

    function test_RevertWhen_VersionIsBad() public {
        ModelVersion memory version = modelVersion();
        version.snapshotRoots = new bytes32[](2);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadVersion.selector, 1, 2, 16));
        models.addVersion(modelId, version);
        version.datanetKeys = new bytes32[](0);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadVersion.selector, 0, 2, 16));
        models.addVersion(modelId, version);
        version.datanetKeys = new bytes32[](17);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadVersion.selector, 17, 2, 16));
        models.addVersion(modelId, version);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_BadVersion.selector, 2, 1, 1));
        models.versionAt(modelId, 2);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_NoPrice.selector, modelId, uint48(0)));
        models.priceOf(modelId, 0);
    }

    function test_UnpricedModelMayUseNonCommercialData() public {
        vm.startPrank(owner);
        uint64 id = models.register("free");
        models.addVersion(id, modelVersion());
        assertEq(models.versionCount(id), 1, "never priced");
        vm.stopPrank();
    }

    function test_ListingComesAndGoes() public {
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IModelRegistry.Model_BadListing.selector, uint96(0), uint40(nowSeconds() + 1)
            )
        );
        models.list(modelId, 0, uint40(nowSeconds() + 1));
        vm.expectRevert(
            abi.encodeWithSelector(IModelRegistry.Model_BadListing.selector, uint96(1), uint40(nowSeconds()))
        );
        models.list(modelId, 1, uint40(nowSeconds()));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_NotListed.selector, modelId));
        models.unlist(modelId);
        models.list(modelId, 1, uint40(nowSeconds() + 1));
        models.unlist(modelId);
        (address seller,,) = models.listings(modelId);
        assertEq(seller, address(0), "gone");
    }

    function test_EightAccountsAtMost() public {
        vm.startPrank(owner);
        for (uint160 i = 1; i <= 7; ++i) {
            models.grantShare(modelId, address(0x5000 + i), 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.Model_SharesExceed.selector, 9, 8));
        models.grantShare(modelId, address(0x6000), 1);
    }

    /// @dev A shorter revenue delay must not date a later state before an earlier one.
    function test_LaterStatesAreNeverDatedEarlier() public {
        vm.prank(owner);
        models.grantShare(modelId, bob, 100);
        uint256 from = nowSeconds() + 1 minutes;
        vm.startPrank(governance);
        policyBook.publish(longerDelay(), uint64(nowSeconds()));
        vm.stopPrank();
        vm.prank(owner);
        models.grantShare(modelId, bob, 100);
        uint256 longFrom = nowSeconds() + 1 hours;
        vm.prank(governance);
        policyBook.publish(localPolicy(), uint64(nowSeconds()));
        vm.prank(owner);
        models.grantShare(modelId, bob, 100);
        assertEq(bpsOf(bob, from), 100, "the first state holds");
        assertEq(bpsOf(bob, longFrom - 1), 100, "until the longer delay is over");
        assertEq(bpsOf(bob, longFrom), 300, "then all of it");
    }

    function longerDelay() internal pure returns (Policy memory p) {
        p = localPolicy();
        p.revenueDelay = 1 hours;
    }

    function bpsOf(address account, uint256 at) internal view returns (uint256) {
        (address[] memory accounts, uint16[] memory bps) = models.revenueAt(modelId, uint48(at));
        for (uint256 i; i < accounts.length; ++i) {
            if (accounts[i] == account) return bps[i];
        }
        return 0;
    }
}
