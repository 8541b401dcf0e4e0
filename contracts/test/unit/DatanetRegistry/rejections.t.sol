// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AccessGrant,
    IDatanetRegistry,
    ReviewWord,
    RightToLicense,
    VersionAnchor
} from "../../../src/datanets/IDatanetRegistry.sol";
import {Scene} from "../../utils/Scene.sol";
import {vm} from "../../utils/Vm.sol";

/// @notice What the registry refuses, argument by argument.
contract DatanetRejections is Scene {
    address internal stranger = walletOf("stranger");

    function statement(bytes32 id, uint32 count) internal view returns (RightToLicense memory) {
        return RightToLicense(KEY, id, "root", count, "licence", uint64(nowSeconds()));
    }

    function sign(string memory who, RightToLicense memory s) internal view returns (bytes memory) {
        bytes32 hash = keccak256(abi.encode(datanets.RIGHT_TO_LICENSE_TYPEHASH(), s));
        return signatureOf(who, digestOf(datanets.domainSeparator(), hash));
    }

    function test_RevertWhen_NotKeeper() public {
        bytes memory error =
            abi.encodeWithSelector(IDatanetRegistry.Datanet_NotAnchorer.selector, KEY, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(error);
        datanets.registerContributor(KEY, "x", address(0), stranger);
        vm.expectRevert(error);
        datanets.review(ReviewWord(KEY, 1, 0, 1, 0, 0));
        vm.expectRevert(error);
        datanets.anchorVersion(VersionAnchor(KEY, 2, "other", 0, 1, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Unknown.selector, bytes32("nowhere")));
        datanets.registerContributor("nowhere", "x", address(0), stranger);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotOwner.selector, KEY, stranger));
        datanets.setAnchorer(KEY, stranger);
        vm.stopPrank();
        vm.prank(owner);
        datanets.setAnchorer(KEY, stranger);
        assertEq(datanets.datanetOf(KEY).anchorer, stranger, "named by the owner");
    }

    function test_RevertWhen_AnchoringWrongly() public {
        RightToLicense memory s = statement(aliceId, 0);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_EmptyBatch.selector, KEY));
        datanets.anchorBatch(s, "");
        s = statement("nobody", 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_ContributorUnknown.selector, bytes32("nobody"))
        );
        datanets.anchorBatch(s, "");
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_EmptyBatch.selector, KEY));
        datanets.anchorVersion(VersionAnchor(KEY, 2, "other", 0, 0, 0, 0));
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_BatchUnknown.selector, KEY, uint32(9))
        );
        datanets.review(ReviewWord(KEY, 9, 0, 1, 0, 0));
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_BatchUnknown.selector, KEY, uint32(9))
        );
        datanets.withdrawItem(KEY, 9, 0);
        vm.stopPrank();
    }

    /// @dev While a person has no wallet, the binder stands for the right to license.
    function test_BinderSignsForThoseWithoutWallet() public {
        RightToLicense memory s = statement(unboundId, 3);
        bytes memory byOwner = sign("owner", s);
        vm.prank(owner);
        assertEq(datanets.anchorBatch(s, byOwner), 1, "anchored");
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_OutOfRange.selector, 3, 2));
        datanets.withdrawItem(KEY, 1, 3);
    }

    function test_RevertWhen_BindingOrRotatingWrongly() public {
        uint256 deadline = nowSeconds();
        bytes32 hash = keccak256(abi.encode(datanets.PAYEE_BIND_TYPEHASH(), unboundId, stranger, deadline));
        bytes memory signature = signatureOf("alice", digestOf(datanets.domainSeparator(), hash));
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_BadSignature.selector, stranger));
        datanets.bindPayee(unboundId, stranger, deadline, signature);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Expired.selector, uint64(deadline)));
        datanets.bindPayee(unboundId, stranger, deadline, signature);
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_NotPayee.selector, unboundId, address(0))
        );
        datanets.requestRotation(unboundId, stranger);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NothingPending.selector, aliceId));
        datanets.cancelPayee(aliceId);
        datanets.requestRotation(aliceId, stranger);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotPayee.selector, aliceId, owner));
        datanets.cancelPayee(aliceId);
        vm.stopPrank();
    }

    /// @dev A cancelled rotation leaves a dated entry; the next change comes into force after it, never before.
    function test_ChangeAfterACancelledRotation() public {
        vm.prank(owner);
        datanets.requestRotation(aliceId, stranger);
        uint256 cancelledAt = nowSeconds() + 14 days;
        vm.startPrank(alice);
        datanets.cancelPayee(aliceId);
        datanets.requestPayee(aliceId, bob);
        vm.stopPrank();
        assertEq(datanets.payeeAt(aliceId, uint48(cancelledAt - 1)), alice, "still alice");
        assertEq(datanets.payeeAt(aliceId, uint48(cancelledAt)), bob, "then bob");
        assertEq(datanets.latestPayee(aliceId), bob, "the newest");
    }

    function test_RevertWhen_GrantingWrongly() public {
        AccessGrant memory grant = AccessGrant("nowhere", stranger, 1, uint64(nowSeconds() + 1), 0);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Unknown.selector, bytes32("nowhere")));
        datanets.grantAccess(grant, "");
        grant.datanetKey = KEY;
        grant.expiresAt = uint64(nowSeconds());
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Expired.selector, grant.expiresAt));
        datanets.grantAccess(grant, "");
        grant.expiresAt += 1;
        vm.prank(owner);
        bytes32 grantId = datanets.grantAccess(grant, "");
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_GrantUnknown.selector, bytes32("none"))
        );
        datanets.revokeGrant("none");
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotAnchorer.selector, KEY, stranger));
        datanets.revokeGrant(grantId);
    }

    function test_RevertWhen_WiredAgain() public {
        vm.expectRevert(IDatanetRegistry.Wire_AlreadyDone.selector);
        datanets.wire(new address[](0), address(0));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Wire_NotDeployer.selector, stranger));
        datanets.wire(new address[](0), address(0));
    }

    function test_AnchorRootIsAnEvent() public {
        vm.expectEmit();
        emit IDatanetRegistry.RootAnchored("ledger", "root", address(this));
        datanets.anchorRoot("ledger", "root");
    }
}
