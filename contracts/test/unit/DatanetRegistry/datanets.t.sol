// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AccessGrant,
    IDatanetRegistry,
    ReviewWord,
    RightToLicense,
    VersionAnchor
} from "../../../src/datanets/IDatanetRegistry.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract DatanetRegistryTest is Stage {
    bytes32 internal constant KEY = "datanet";
    address internal owner = walletOf("owner");
    address internal keeper = walletOf("keeper");
    address internal author = walletOf("author");
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        vm.prank(owner);
        datanets.createDatanet(KEY, "licence", 0, owner, keeper);
        vm.prank(keeper);
        id = datanets.registerContributor(KEY, "person", author, walletOf("binder"));
    }

    function statementOf(bytes32 root) internal view returns (RightToLicense memory) {
        return RightToLicense(KEY, id, root, 300, "licence", uint64(nowSeconds()));
    }

    function sign(string memory key, RightToLicense memory statement) internal view returns (bytes memory) {
        bytes32 hash = keccak256(abi.encode(datanets.RIGHT_TO_LICENSE_TYPEHASH(), statement));
        return signatureOf(key, digestOf(datanets.domainSeparator(), hash));
    }

    function anchor(bytes32 root) internal returns (uint32) {
        RightToLicense memory statement = statementOf(root);
        bytes memory signature = sign("author", statement);
        vm.prank(keeper);
        return datanets.anchorBatch(statement, signature);
    }

    function judge(uint32 word, uint256 accept, uint256 reject) internal {
        vm.prank(keeper);
        datanets.review(ReviewWord(KEY, 1, word, accept, reject, "reasons"));
    }

    function test_RevertWhen_KeyTakenOrTreasuryBad() public {
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Exists.selector, KEY));
        datanets.createDatanet(KEY, 0, 0, owner, keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_BadPayee.selector, address(meter)));
        datanets.createDatanet("other", 0, 0, address(meter), keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_BadPayee.selector, address(0)));
        datanets.createDatanet("other", 0, 0, address(0), keeper);
    }

    /// @dev ContributorIdSquat: only owner or anchorer register, so nobody takes an id first.
    function test_ContributorIdSquat() public {
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_NotAnchorer.selector, KEY, address(this))
        );
        datanets.registerContributor(KEY, "squat", address(this), address(this));
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_ContributorExists.selector, id));
        datanets.registerContributor(KEY, "person", author, keeper);
        assertEq(id, keccak256(abi.encode(KEY, bytes32("person"))), "id");
    }

    function test_AnchorNeedsTheAuthorsSignature() public {
        RightToLicense memory statement = statementOf("root");
        bytes memory wrong = sign("keeper", statement);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_BadSignature.selector, author));
        datanets.anchorBatch(statement, wrong);
        assertEq(anchor("root"), 1, "first batch");
        bytes memory signature = sign("author", statement);
        vm.prank(keeper);
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_BatchExists.selector, KEY, bytes32("root"))
        );
        datanets.anchorBatch(statement, signature);
        assertEq(anchor("root 2"), 2, "second batch");
    }

    function test_ReviewEachItemOnce() public {
        anchor("root");
        judge(0, 3, 4);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_AlreadyReviewed.selector, 1, 0, 2));
        datanets.review(ReviewWord(KEY, 1, 0, 0, 2, 0));
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_AlreadyReviewed.selector, 1, 0, 8));
        datanets.review(ReviewWord(KEY, 1, 0, 8, 8, 0));
        // 300 items: the second word has 44.
        judge(1, (1 << 44) - 1, 0);
        vm.prank(keeper);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDatanetRegistry.Datanet_OutOfRange.selector, uint256(1) << 44, (uint256(1) << 44) - 1
            )
        );
        datanets.review(ReviewWord(KEY, 1, 1, 0, 1 << 44, 0));
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_OutOfRange.selector, 512, 299));
        datanets.review(ReviewWord(KEY, 1, 2, 1, 0, 0));
    }

    function test_WithdrawnItemsStayOut() public {
        anchor("root");
        vm.prank(author);
        datanets.withdrawItem(KEY, 1, 5);
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Withdrawn.selector, 1, 5));
        datanets.withdrawItem(KEY, 1, 5);
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_Withdrawn.selector, 1, 5));
        datanets.review(ReviewWord(KEY, 1, 0, 63, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotPayee.selector, id, address(this)));
        datanets.withdrawItem(KEY, 1, 6);
    }

    function test_VersionsInOrder() public {
        VersionAnchor memory version =
            VersionAnchor(KEY, 2, "snapshot", "clusters", 10, "licence", "manifest");
        vm.prank(keeper);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_VersionOrder.selector, KEY, 2, 1));
        datanets.anchorVersion(version);
        version.number = 1;
        vm.prank(keeper);
        datanets.anchorVersion(version);
        assertEq(datanets.versionOf(KEY, "snapshot"), 1, "version");
        version.number = 2;
        vm.prank(keeper);
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_SnapshotExists.selector, KEY, bytes32("snapshot"))
        );
        datanets.anchorVersion(version);
    }

    function test_PayeeChangesLaterAndCanBeStopped() public {
        uint48 start = uint48(nowSeconds());
        address next = walletOf("next");
        vm.prank(author);
        datanets.requestPayee(id, next);
        vm.prank(author);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDatanetRegistry.Datanet_PayeePending.selector, id, uint40(start + 2 minutes)
            )
        );
        datanets.requestPayee(id, walletOf("another"));
        assertEq(datanets.payeeAt(id, start + 2 minutes - 1), author, "before");
        assertEq(datanets.payeeAt(id, start + 2 minutes), next, "after");

        vm.prank(author);
        datanets.cancelPayee(id);
        assertEq(datanets.payeeAt(id, start + 1 days), author, "cancelled");
        vm.prank(author);
        datanets.requestPayee(id, next);
        skip(2 minutes);
        assertEq(datanets.payeeAt(id, uint48(nowSeconds())), next, "effective by itself");
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_NotPayee.selector, id, author));
        datanets.requestPayee(id, author);
    }

    /// @dev NewbornWithoutPayee: a receipt a moment older than the registration still finds the payee.
    function test_NewbornWithoutPayee() public view {
        assertEq(datanets.payeeAt(id, uint48(nowSeconds() - 30)), author, "same from the start");
    }

    function test_BinderBindsAndRotates() public {
        address binder = walletOf("binder");
        vm.prank(keeper);
        bytes32 unbound = datanets.registerContributor(KEY, "no wallet", address(0), binder);
        assertEq(datanets.payeeAt(unbound, uint48(nowSeconds())), address(0), "unbound");
        address wallet = walletOf("wallet");
        uint256 deadline = nowSeconds() + 1 hours;
        bytes32 hash = keccak256(abi.encode(datanets.PAYEE_BIND_TYPEHASH(), unbound, wallet, deadline));
        bytes memory signature = signatureOf("wallet", digestOf(datanets.domainSeparator(), hash));
        vm.expectRevert(
            abi.encodeWithSelector(IDatanetRegistry.Datanet_NotBinder.selector, unbound, address(this))
        );
        datanets.bindPayee(unbound, wallet, deadline, signature);
        vm.prank(binder);
        datanets.bindPayee(unbound, wallet, deadline, signature);
        skip(2 minutes);
        assertEq(datanets.payeeAt(unbound, uint48(nowSeconds())), wallet, "bound");
        vm.prank(binder);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_PayeeBound.selector, unbound, wallet));
        datanets.bindPayee(unbound, wallet, deadline, signature);
        vm.prank(binder);
        datanets.requestRotation(unbound, walletOf("found again"));
        assertEq(datanets.payeeAt(unbound, uint48(nowSeconds() + 14 days - 1)), wallet, "14 days");
        vm.prank(wallet);
        datanets.cancelPayee(unbound);
        assertEq(datanets.payeeAt(unbound, uint48(nowSeconds() + 30 days)), wallet, "the payee's veto");
    }

    function test_GrantsByOwnersSignature() public {
        AccessGrant memory grant = AccessGrant(KEY, walletOf("reader"), 3, uint64(nowSeconds() + 1 days), "n");
        bytes32 hash = keccak256(abi.encode(datanets.ACCESS_GRANT_TYPEHASH(), grant));
        bytes32 digest = digestOf(datanets.domainSeparator(), hash);
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_BadSignature.selector, owner));
        datanets.grantAccess(grant, signatureOf("reader", digest));
        bytes32 grantId = datanets.grantAccess(grant, signatureOf("owner", digest));
        assertEq(grantId, digest, "id is the digest");
        assertTrue(datanets.isGranted(grantId), "granted");
        vm.expectRevert(abi.encodeWithSelector(IDatanetRegistry.Datanet_GrantUsed.selector, grantId));
        datanets.grantAccess(grant, signatureOf("owner", digest));
        vm.prank(owner);
        datanets.revokeGrant(grantId);
        assertTrue(!datanets.isGranted(grantId), "revoked");
    }
}
