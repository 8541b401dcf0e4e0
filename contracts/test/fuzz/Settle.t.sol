// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IInferenceMeter, Payout, Settlement} from "../../src/inference/IInferenceMeter.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

contract SettleFuzzTest is Stage {
    /// @dev Vouchers in any order: what was settled only rises, and never above voucher, cap or rate.
    function testFuzz_VoucherOrder(uint64[6] memory seqs, uint96[6] memory amounts) public {
        bytes32 id = openSession(10 * ONE, 1);
        for (uint256 i; i < 6; ++i) {
            uint64 seq = uint64(bound(seqs[i], 0, 8));
            uint96 cumulative = uint96(bound(amounts[i], 0, 12 * ONE));
            IInferenceMeter.Session memory before = meter.sessionOf(id);
            bool fits = seq > before.seq && cumulative >= before.spent && cumulative <= before.cap;
            Settlement memory s =
                settlementOf(chargeOf(id, seq, fits ? cumulative : before.spent), walletOf("payee"));
            s.charges[0] = chargeOf(id, seq, cumulative);
            if (!fits) vm.expectRevert();
            vm.prank(operator);
            meter.settle(s);
            IInferenceMeter.Session memory then = meter.sessionOf(id);
            assertTrue(then.seq >= before.seq && then.spent >= before.spent, "I3: never falls");
            assertLe(then.spent, then.cap, "I3: below the cap");
            assertEq(meter.lockedTotal(providerId), then.cap - then.spent, "I2");
        }
    }

    /// @dev 1 to 1,000 payees in one batch: every one gets his amount, the sum is the charge.
    function testFuzz_Payees(uint16 rawCount, uint64 seed) public {
        uint256 count = bound(rawCount, 1, 1_000);
        bytes32 id = openSession(5_000 * ONE, 1);
        Payout[] memory payouts = new Payout[](count);
        uint96 total;
        for (uint256 i; i < count; ++i) {
            uint96 amount = uint96(1 + uint256(keccak256(abi.encode(seed, i))) % (4 * ONE));
            payouts[i] = Payout(address(uint160(0x10000 + i * 7)), amount);
            total += amount;
        }
        Settlement memory s = settlementOf(chargeOf(id, 1, total), user);
        s.payouts = payouts;
        vm.prank(operator);
        meter.settle(s);
        for (uint256 i; i < count; i += 97) {
            assertEq(token.balanceOf(payouts[i].to), payouts[i].amount, "paid");
        }
        assertEq(meter.sessionOf(id).spent, total, "charged");
    }

    function testFuzz_ExpiryEdges(uint32 after_, bool frozen) public {
        bytes32 id = openSession(ONE, 1);
        if (frozen) {
            vm.prank(user);
            meter.freezeSession(id);
        }
        uint40 until = meter.sessionOf(id).claimUntil;
        vm.warp(bound(after_, nowSeconds(), uint256(until) + 1 days));
        Settlement memory s = settlementOf(chargeOf(id, 1, ONE), user);
        bool open = nowSeconds() <= until;
        if (!open) {
            vm.expectRevert(abi.encodeWithSelector(IInferenceMeter.Meter_ClaimOver.selector, id, until));
        }
        vm.prank(operator);
        meter.settle(s);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        meter.releaseSessions(ids);
        assertEq(meter.credit(user), open ? 0 : ONE, "either charged or returned, never both");
    }
}
