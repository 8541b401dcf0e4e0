// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Admission,
    Close,
    DepositAuthorization,
    IInferenceMeter,
    SessionGrant,
    Settlement
} from "../../../src/inference/IInferenceMeter.sol";
import {MeterHash} from "../../../src/libraries/MeterHash.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract SessionsTest is Stage {
    function setUp() public override {
        super.setUp();
        depositAs(user, 100 * ONE);
    }

    function open(SessionGrant memory grant) internal returns (bytes32) {
        Admission memory admission = admitted(grant);
        vm.prank(user);
        return meter.openSession(grant, admission);
    }

    function expectOpenRevert(SessionGrant memory grant, bytes memory revertData) internal {
        Admission memory admission = admitted(grant);
        vm.expectRevert(revertData);
        vm.prank(user);
        meter.openSession(grant, admission);
    }

    // ------------------------------------------------------------------ open

    function test_OpenReservesTheCap() public {
        bytes32 id = open(grantOf(5 * ONE, 1));
        assertEq(meter.credit(user), 95 * ONE, "credit");
        assertEq(meter.lockedTotal(providerId), 5 * ONE, "locked");
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        assertEq(session.status, 1, "open");
        assertEq(session.claimUntil, session.expiry + 10 minutes, "claim window");
    }

    function test_RevertWhen_SenderIsNotTheUser() public {
        SessionGrant memory grant = grantOf(ONE, 1);
        Admission memory admission = admitted(grant);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadGrantSignature.selector, user));
        meter.openSession(grant, admission);
    }

    function test_RevertWhen_GrantIsBad() public {
        SessionGrant memory grant = grantOf(ONE, 1);
        grant.policyVersion = 7;
        expectOpenRevert(grant, abi.encodeWithSelector(IInferenceMeter.Meter_StalePolicy.selector, 7, 1));

        grant = grantOf(ONE, 1);
        grant.expiry = uint64(nowSeconds());
        expectOpenRevert(
            grant,
            abi.encodeWithSelector(
                IInferenceMeter.Meter_BadExpiry.selector,
                grant.expiry,
                nowSeconds() + 1,
                nowSeconds() + 1 hours
            )
        );
        grant.expiry = uint64(nowSeconds() + 1 hours + 1);
        expectOpenRevert(
            grant,
            abi.encodeWithSelector(
                IInferenceMeter.Meter_BadExpiry.selector,
                grant.expiry,
                nowSeconds() + 1,
                nowSeconds() + 1 hours
            )
        );

        address[3] memory bad = [address(0), user, operator];
        for (uint256 i; i < 3; ++i) {
            grant = grantOf(ONE, 1);
            grant.signer = bad[i];
            expectOpenRevert(grant, abi.encodeWithSelector(IInferenceMeter.Meter_BadSigner.selector, bad[i]));
        }

        grant = grantOf(ONE, 1);
        grant.kind = 2;
        expectOpenRevert(grant, abi.encodeWithSelector(IInferenceMeter.Meter_BadKind.selector, 2));
        grant = grantOf(ONE, 1);
        grant.maxPerCall = ONE + 1;
        expectOpenRevert(
            grant,
            abi.encodeWithSelector(IInferenceMeter.Meter_BadCap.selector, ONE, ONE + 1, type(uint96).max)
        );
        grant = grantOf(501 * ONE, 1);
        grant.kind = 1;
        expectOpenRevert(
            grant,
            abi.encodeWithSelector(IInferenceMeter.Meter_BadCap.selector, 501 * ONE, 501 * ONE, 500 * ONE)
        );
        expectOpenRevert(
            grantOf(101 * ONE, 1),
            abi.encodeWithSelector(IInferenceMeter.Meter_NoCredit.selector, user, 101 * ONE, 100 * ONE)
        );
    }

    function test_RevertWhen_NotAdmitted() public {
        SessionGrant memory grant = grantOf(ONE, 1);
        Admission memory admission = admitted(grantOf(ONE, 2));
        bytes memory refused = abi.encodeWithSelector(
            IInferenceMeter.Meter_NotAdmitted.selector, grantDigest(grant), operator, admission.deadline
        );
        vm.expectRevert(refused);
        vm.prank(user);
        meter.openSession(grant, admission);

        admission = admitted(grant);
        skip(5 minutes + 1);
        vm.expectRevert(refused);
        vm.prank(user);
        meter.openSession(grant, admission);
    }

    function test_RevertWhen_OverExposed() public {
        give(user, 2_000_000 * uint256(ONE));
        depositAs(user, 2_000_000 * uint256(ONE));
        uint96 all = uint96(1_000_000 * uint256(ONE));
        open(grantOf(all, 1));
        expectOpenRevert(
            grantOf(ONE, 2),
            abi.encodeWithSelector(
                IInferenceMeter.Meter_OverExposed.selector, providerId, uint256(all) + ONE, all
            )
        );
    }

    function test_RevertWhen_OperatorRetiredOrThin() public {
        vm.prank(provider);
        staking.retireOperator(operator);
        expectOpenRevert(
            grantOf(ONE, 1),
            abi.encodeWithSelector(IInferenceMeter.Meter_OverExposed.selector, providerId, ONE, 0)
        );
    }

    /// @dev ThawAndOpen: stake on its way out backs nothing new.
    function test_ThawAndOpen() public {
        uint256 provisioned = staking.provisionedShares(providerId, INFERENCE);
        vm.prank(provider);
        staking.requestUnstake(providerId, INFERENCE, provisioned);
        expectOpenRevert(
            grantOf(ONE, 1),
            abi.encodeWithSelector(IInferenceMeter.Meter_OverExposed.selector, providerId, ONE, 0)
        );
    }

    function test_RevertWhen_OpenedTwice() public {
        SessionGrant memory grant = grantOf(ONE, 1);
        open(grant);
        expectOpenRevert(
            grant, abi.encodeWithSelector(IInferenceMeter.Meter_SessionExists.selector, grantDigest(grant))
        );
    }

    function test_OpenForByRelay() public {
        SessionGrant memory grant = grantOf(ONE, 1);
        Admission memory admission = admitted(grant);
        bytes memory signature = signatureOf("user", grantDigest(grant));
        meter.openSessionFor(grant, signature, admission);
        assertEq(meter.credit(user), 99 * ONE, "reserved");

        grant = grantOf(ONE, 2);
        admission = admitted(grant);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadGrantSignature.selector, user));
        meter.openSessionFor(grant, signature, admission);
    }

    // ---------------------------------------------------------------- freeze

    function test_FreezeOnlyLowers() public {
        bytes32 id = open(grantOf(5 * ONE, 1));
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_NotUserOrSigner.selector, id, address(this))
        );
        meter.freezeSession(id);

        vm.prank(walletOf("session"));
        meter.freezeSession(id);
        uint40 expiry = meter.sessionOf(id).expiry;
        uint40 claimUntil = meter.sessionOf(id).claimUntil;
        assertEq(expiry, nowSeconds() + 2 minutes, "two minutes");
        assertEq(claimUntil, expiry + 10 minutes, "claim window");
        // FreezeForever: freezing again keeps nothing locked longer.
        skip(1 minutes);
        vm.prank(user);
        meter.freezeSession(id);
        assertEq(meter.sessionOf(id).expiry, expiry, "expiry stays");
        assertEq(meter.sessionOf(id).claimUntil, claimUntil, "claimUntil stays");
        assertEq(meter.sessionOf(id).cap, 5 * ONE, "browser cap stays");
    }

    function test_FreezeReturnsApiRest() public {
        SessionGrant memory grant = grantOf(50 * ONE, 1);
        grant.kind = 1;
        grant.maxPerCall = ONE;
        bytes32 id = open(grant);
        vm.prank(user);
        meter.freezeSession(id);
        assertEq(meter.sessionOf(id).cap, 32 * ONE, "tail of 32 calls");
        assertEq(meter.credit(user), 68 * ONE, "rest is credit");
        assertEq(meter.lockedTotal(providerId), 32 * ONE, "reserve falls");
    }

    function test_RevertWhen_FreezingReleased() public {
        bytes32 id = open(grantOf(ONE, 1));
        release(id);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_NotOpen.selector, id, uint8(2)));
        vm.prank(user);
        meter.freezeSession(id);
    }

    // ----------------------------------------------------------------- close

    /// @dev External, so that an expected revert is this call and not the reading of the domain.
    function close(Close memory c, string memory a, string memory b) external {
        bytes32 digest = digestOf(meter.domainSeparator(), keccak256(abi.encode(MeterHash.CLOSE_TYPEHASH, c)));
        meter.closeSession(c, signatureOf(a, digest), signatureOf(b, digest));
    }

    function test_CloseByBothKeys() public {
        bytes32 id = open(grantOf(5 * ONE, 1));
        Settlement memory s = settlementOf(chargeOf(id, 2, ONE), walletOf("payee"));
        vm.prank(operator);
        meter.settle(s);

        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_CloseNotSettled.selector, id, uint64(2), ONE)
        );
        this.close(Close(id, 1, ONE, 0), "session", "operator");
        Close memory c = Close(id, 2, ONE, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BadCloseSignature.selector, id, walletOf("session"))
        );
        this.close(c, "operator", "operator");
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BadCloseSignature.selector, id, operator)
        );
        this.close(c, "session", "session");
        this.close(c, "session", "operator");
        assertEq(meter.credit(user), 99 * ONE, "rest returned");
        assertEq(meter.lockedTotal(providerId), 0, "nothing locked");
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_NotOpen.selector, id, uint8(2)));
        this.close(c, "session", "operator");
    }

    // --------------------------------------------------------------- release

    function release(bytes32 id) internal {
        vm.warp(uint256(meter.sessionOf(id).claimUntil) + 1);
        bytes32[] memory ids = new bytes32[](2);
        ids[0] = id;
        ids[1] = id;
        meter.releaseSessions(ids);
    }

    function test_ReleaseAfterClaimWindowOnce() public {
        bytes32 id = open(grantOf(5 * ONE, 1));
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        vm.warp(meter.sessionOf(id).claimUntil);
        meter.releaseSessions(ids);
        assertEq(meter.credit(user), 95 * ONE, "still claimable");
        release(id);
        assertEq(meter.credit(user), 100 * ONE, "returned once");
        assertEq(meter.lockedTotal(providerId), 0, "nothing locked");
    }

    // ---------------------------------------------------------------- credit

    function test_DepositAndWithdraw() public {
        vm.expectRevert(IInferenceMeter.Meter_ZeroAmount.selector);
        meter.deposit(0);
        vm.startPrank(user);
        vm.expectRevert(IInferenceMeter.Meter_ZeroAmount.selector);
        meter.withdraw(0, user);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_NoCredit.selector, user, 100 * ONE + 1, 100 * ONE)
        );
        meter.withdraw(100 * ONE + 1, user);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadPayee.selector, address(meter)));
        meter.withdraw(ONE, address(meter));
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadPayee.selector, address(0)));
        meter.withdraw(ONE, address(0));
        meter.withdraw(40 * ONE, walletOf("cold"));
        vm.stopPrank();
        assertEq(token.balanceOf(walletOf("cold")), 40 * ONE, "withdrawn");
        assertEq(meter.credit(user), 60 * ONE, "credit");
    }

    function test_DepositByAuthorization() public {
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        uint256 before = nowSeconds() + 1 hours;
        bytes32 hash =
            keccak256(abi.encode(typeHash, user, address(meter), uint256(7 * ONE), 0, before, bytes32("n")));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf("user"), digestOf(token.DOMAIN_SEPARATOR(), hash));
        DepositAuthorization memory a = DepositAuthorization(user, 7 * ONE, 0, before, bytes32("n"), v, r, s);
        meter.depositWithAuthorization(a);
        assertEq(meter.credit(user), 107 * ONE, "credited");
        vm.expectRevert();
        meter.depositWithAuthorization(a);
    }
}
