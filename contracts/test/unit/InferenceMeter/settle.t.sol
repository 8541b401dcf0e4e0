// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Accrual,
    Admission,
    BatchHeader,
    Charge,
    ChargeRow,
    IInferenceMeter,
    Payout,
    SessionGrant,
    Settlement
} from "../../../src/inference/IInferenceMeter.sol";
import {MeterHash} from "../../../src/libraries/MeterHash.sol";
import {Policy} from "../../../src/payments/IPolicyBook.sol";
import {IRoyaltyLedger} from "../../../src/payments/IRoyaltyLedger.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract SettleTest is Stage {
    bytes32 internal id;
    address internal payee = walletOf("payee");

    function setUp() public override {
        super.setUp();
        id = openSession(5 * ONE, 1);
    }

    function settle(Settlement memory s) internal {
        vm.prank(operator);
        meter.settle(s);
    }

    function test_RevertWhen_Empty() public {
        Settlement memory s;
        vm.expectRevert(IInferenceMeter.Meter_EmptyBatch.selector);
        settle(s);
    }

    function test_RevertWhen_NotOpen() public {
        Charge memory charge = chargeOf(id, 1, ONE);
        charge.voucher.sessionId = keccak256("nobody's");
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_NotOpen.selector, charge.voucher.sessionId, uint8(0))
        );
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_NotOperator() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_NotOperator.selector, id, user));
        vm.prank(user);
        meter.settle(s);
    }

    function test_RevertWhen_UnsortedOrDoubled() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        Charge memory row = s.charges[0];
        s.charges = new Charge[](2);
        s.charges[0] = row;
        s.charges[1] = row;
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_Unordered.selector, 1));
        settle(s);
    }

    function test_RevertWhen_ClaimOver() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        uint40 until = meter.sessionOf(id).claimUntil;
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_ClaimOver.selector, id, until));
        settle(s);
    }

    function test_RevertWhen_StartDiffers() public {
        Charge memory charge = chargeOf(id, 2, ONE);
        charge.fromSeq = 1;
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_StaleSeq.selector, id, 1, 0));
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_Replayed() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        settle(s);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_StaleSeq.selector, id, 0, 1));
        settle(s);
        // The same voucher from the right starting point is as old.
        s.charges[0].fromSeq = 1;
        s.charges[0].fromSpent = ONE;
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_StaleSeq.selector, id, 1, 1));
        settle(s);
    }

    function test_RevertWhen_ChargeFalls() public {
        settle(settlementOf(chargeOf(id, 1, 2 * ONE), payee));
        Charge memory charge = chargeOf(id, 2, ONE);
        Settlement memory s = settlementOf(chargeOf(id, 2, 3 * ONE), payee);
        s.charges[0] = charge;
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_ChargeBelowSpent.selector, id, ONE, 2 * ONE)
        );
        settle(s);
    }

    function test_RevertWhen_AboveVoucher() public {
        Charge memory charge = chargeOf(id, 1, ONE);
        charge.cumulative = ONE + 1;
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_ChargeExceedsVoucher.selector, id, ONE + 1, ONE)
        );
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_AboveCap() public {
        Charge memory charge = chargeOf(id, 1, 5 * ONE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_ChargeExceedsCap.selector, id, 5 * ONE + 1, 5 * ONE)
        );
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_AboveRate() public {
        depositAs(user, 5 * ONE);
        SessionGrant memory grant = grantOf(5 * ONE, 9);
        grant.maxPerCall = ONE;
        Admission memory admission = admitted(grant);
        vm.prank(user);
        bytes32 slow = meter.openSession(grant, admission);
        Charge memory charge = chargeOf(slow, 2, 2 * ONE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceMeter.Meter_ChargeExceedsRate.selector, slow, 2 * ONE + 1, 2 * ONE
            )
        );
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_WrongKey() public {
        Charge memory charge = chargeOf(id, 1, ONE);
        charge.signature = signVoucher("thief", charge.voucher);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BadVoucherSigner.selector, id, walletOf("session"))
        );
        settle(settlementOf(charge, payee));
    }

    function test_RevertWhen_Unbalanced() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        s.payouts[0].amount = ONE - 1;
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_UnbalancedBatch.selector, ONE, ONE - 1));
        settle(s);
        s.payouts[0].amount = ONE + 1;
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_UnbalancedBatch.selector, ONE, ONE + 1));
        settle(s);
    }

    function test_RevertWhen_PayoutZeroUnsortedOrReserved() public {
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        s.payouts[0].amount = 0;
        vm.expectRevert(IInferenceMeter.Meter_ZeroAmount.selector);
        settle(s);

        s.payouts = new Payout[](2);
        s.payouts[0] = Payout(payee, ONE / 2);
        s.payouts[1] = Payout(payee, ONE / 2);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_Unordered.selector, 1));
        settle(s);

        s.payouts = new Payout[](1);
        s.payouts[0] = Payout(address(0), ONE);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_Unordered.selector, 0));
        settle(s);
        s.payouts[0].to = address(meter);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadPayee.selector, address(meter)));
        settle(s);
        s.payouts[0].to = address(token);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_BadPayee.selector, address(token)));
        settle(s);
    }

    function accrualsOf(bytes32 first, uint96 a, bytes32 second, uint96 b)
        internal
        view
        returns (Settlement memory s)
    {
        s = settlementOf(chargeOf(id, 1, ONE), payee);
        s.payouts[0].amount = ONE - a - b;
        s.accruals = new Accrual[](2);
        s.accruals[0] = Accrual(first, a);
        s.accruals[1] = Accrual(second, b);
    }

    function test_RevertWhen_AccrualZeroUnsortedOrUnknown() public {
        Settlement memory s = accrualsOf(bytes32(uint256(2)), 1, bytes32(uint256(1)), 1);
        vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_Unordered.selector, 1));
        settle(s);
        s = accrualsOf(bytes32(uint256(1)), 1, bytes32(uint256(2)), 0);
        vm.expectRevert(IInferenceMeter.Meter_ZeroAmount.selector);
        settle(s);
        s = accrualsOf(bytes32(uint256(1)), 1, bytes32(uint256(2)), 1);
        vm.expectRevert(
            abi.encodeWithSelector(IRoyaltyLedger.Royalty_UnknownContributor.selector, bytes32(uint256(1)))
        );
        settle(s);
    }

    function test_BooksContributorsWithoutWallet() public {
        datanets.createDatanet("datanet", 0, 0, payee, address(this));
        bytes32 one = datanets.registerContributor("datanet", "one", address(0), address(this));
        bytes32 two = datanets.registerContributor("datanet", "two", address(0), address(this));
        (bytes32 low, bytes32 high) = one < two ? (one, two) : (two, one);
        settle(accrualsOf(low, 3, high, 4));
        assertEq(ledger.owed(low), 3, "low");
        assertEq(ledger.owed(high), 4, "high");
        assertEq(ledger.totalOwed(), token.balanceOf(address(ledger)), "I7");
    }

    function test_RevertWhen_MixedPolicy() public {
        vm.prank(governance);
        policyBook.publish(localPolicy(), uint64(nowSeconds()));
        bytes32 other = openSession(ONE, 2);
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), payee);
        s.charges = new Charge[](2);
        (bytes32 low, bytes32 high) = id < other ? (id, other) : (other, id);
        s.charges[0] = chargeOf(low, 1, ONE);
        s.charges[1] = chargeOf(high, 1, ONE);
        uint32 asked = meter.sessionOf(high).policyVersion;
        uint32 expected = meter.sessionOf(low).policyVersion;
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_MixedPolicy.selector, high, asked, expected)
        );
        settle(s);
    }

    function test_RevertWhen_TooLarge() public {
        Policy memory small = localPolicy();
        small.maxSessions = 1;
        small.maxReceipts = 64;
        small.maxBatchTotal = ONE;
        vm.prank(governance);
        policyBook.publish(small, uint64(nowSeconds()));
        bytes32 a = openSession(3 * ONE, 2);

        Settlement memory s = settlementOf(chargeOf(a, 1, 2 * ONE), payee);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceMeter.Meter_BatchTooLarge.selector, bytes32("total"), 2 * ONE, ONE
            )
        );
        settle(s);
        s = settlementOf(chargeOf(a, 65, ONE), payee);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BatchTooLarge.selector, bytes32("receipts"), 65, 64)
        );
        settle(s);
        s.charges = new Charge[](2);
        s.charges[0] = chargeOf(a, 1, ONE);
        s.charges[1] = s.charges[0];
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceMeter.Meter_BatchTooLarge.selector, bytes32("sessions"), 2, 1)
        );
        settle(s);
        s = settlementOf(chargeOf(a, 1, ONE), payee);
        s.payouts = new Payout[](1_001);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceMeter.Meter_BatchTooLarge.selector, bytes32("payees"), 1_001, 1_000
            )
        );
        settle(s);
    }

    function test_PaysAndBooks() public {
        Settlement memory s = settlementOf(chargeOf(id, 3, 2 * ONE), payee);
        uint256 before = token.balanceOf(address(meter));
        vm.prank(operator);
        uint64 batchId = meter.settle(s);

        assertEq(token.balanceOf(payee), 2 * ONE, "paid");
        assertEq(before - token.balanceOf(address(meter)), 2 * ONE, "left the meter");
        assertEq(meter.sessionOf(id).seq, 3, "seq");
        assertEq(meter.sessionOf(id).spent, 2 * ONE, "spent");
        assertEq(meter.lockedTotal(providerId), 3 * ONE, "reserve");
        assertEq(meter.settledRecently(providerId), 2 * ONE, "recent");

        ChargeRow[] memory rows = new ChargeRow[](1);
        rows[0] = ChargeRow(id, 0, 3, 0, 2 * ONE);
        BatchHeader memory header = BatchHeader(
            batchId,
            operator,
            1,
            uint64(nowSeconds()),
            3,
            s.receiptsRoot,
            keccak256(abi.encode(rows)),
            keccak256(abi.encode(s.payouts, s.accruals)),
            s.dataHash
        );
        assertEq(meter.batchHash(batchId), MeterHash.header(header), "header");
    }

    function test_BooksStakersPart() public {
        settle(settlementOf(chargeOf(id, 1, ONE), address(staking)));
        assertEq(staking.rewardOf(providerId, provider), ONE, "reward");
        vm.prank(provider);
        assertEq(staking.claimReward(providerId), ONE, "claimed");
    }

    function test_AcceptsFreeCalls() public {
        settle(settlementOf(chargeOf(id, 4, 0), payee));
        assertEq(meter.sessionOf(id).seq, 4, "seq moved");
        assertEq(meter.sessionOf(id).spent, 0, "nothing spent");
    }
}
