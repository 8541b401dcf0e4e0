// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BatchLimits, IPolicyBook, Policy} from "../../../src/payments/IPolicyBook.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract PolicyBookTest is Stage {
    function test_PublishTakesEffectLater() public {
        Policy memory p = localPolicy();
        p.platformBps = 500;
        p.dataBps = 5_500;
        uint64 at = uint64(nowSeconds() + 1 days);
        vm.prank(governance);
        assertEq(policyBook.publish(p, at), 2, "version");
        assertEq(policyBook.current(), 1, "old one holds");
        vm.warp(at);
        assertEq(policyBook.current(), 2, "new one holds");
        assertEq(policyBook.policyAt(1).platformBps, 1_000, "old one unchanged");
    }

    function test_RevertWhen_NotGovernance() public {
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_NotGovernance.selector, address(this)));
        policyBook.publish(localPolicy(), uint64(nowSeconds()));
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_NotGovernance.selector, address(this)));
        policyBook.cancelPending();
    }

    /// @dev PolicyJam: a pending version has a latest date, can be withdrawn, and no value stops settle.
    function test_PolicyJam() public {
        Policy memory p = localPolicy();
        uint64 latest = uint64(nowSeconds() + 30 days);
        vm.startPrank(governance);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPolicyBook.Policy_BadEffectiveAt.selector, latest + 1, uint64(nowSeconds()), latest
            )
        );
        policyBook.publish(p, latest + 1);
        policyBook.publish(p, latest);
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_Pending.selector, 2, latest));
        policyBook.publish(p, latest);
        policyBook.cancelPending();
        vm.expectRevert(IPolicyBook.Policy_NothingPending.selector);
        policyBook.cancelPending();
        p.maxPayees = 0;
        vm.expectRevert(
            abi.encodeWithSelector(
                IPolicyBook.Policy_OutOfBounds.selector, bytes32("maxPayees"), 0, 64, 2_000
            )
        );
        policyBook.publish(p, latest);
        vm.stopPrank();
    }

    function test_RevertWhen_PartsDoNotAddUp() public {
        Policy memory p = localPolicy();
        p.dataBps = 5_001;
        vm.prank(governance);
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_SplitSum.selector, 10_001));
        policyBook.publish(p, uint64(nowSeconds()));
    }

    function test_RevertWhen_GraceOutlivesTheClaimWindow() public {
        Policy memory p = localPolicy();
        p.grace = 5 minutes;
        vm.prank(governance);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyBook.Policy_OutOfBounds.selector, bytes32("grace"), 300, 60, 299)
        );
        policyBook.publish(p, uint64(nowSeconds()));
    }

    /// @dev BucketForgets: fault windows cannot outgrow the buckets the meter was built with.
    function test_BucketForgets() public {
        Policy memory p = localPolicy();
        p.faultWindow = 11 minutes;
        vm.prank(governance);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPolicyBook.Policy_OutOfBounds.selector, bytes32("faultSpan"), 780, 120, 720
            )
        );
        policyBook.publish(p, uint64(nowSeconds()));
    }

    function test_RevertWhen_Unknown() public {
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_Unknown.selector, 0));
        policyBook.policyAt(0);
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_Unknown.selector, 2));
        policyBook.policyAt(2);
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_Unknown.selector, 0));
        policyBook.batchLimitsAt(0);
        vm.expectRevert(abi.encodeWithSelector(IPolicyBook.Policy_Unknown.selector, 2));
        policyBook.batchLimitsAt(2);
    }

    function test_BatchLimitsAreThePolicys() public view {
        Policy memory p = policyBook.policyAt(1);
        BatchLimits memory limits = policyBook.batchLimitsAt(1);
        assertEq(limits.maxSessions, p.maxSessions, "sessions");
        assertEq(limits.maxPayees, p.maxPayees, "payees");
        assertEq(limits.maxReceipts, p.maxReceipts, "receipts");
        assertEq(limits.maxBatchTotal, p.maxBatchTotal, "total");
    }
}
