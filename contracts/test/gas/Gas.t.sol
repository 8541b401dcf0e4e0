// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Admission,
    Charge,
    Payout,
    SessionGrant,
    Settlement,
    SignedReceipt
} from "../../src/inference/IInferenceMeter.sol";
import {Call, Scene} from "../utils/Scene.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Gas of the paths that are paid for every day; the snapshot lies in test/gas/snapshots.
contract GasTest is Scene {
    function settleKnown(uint256 sessions, uint256 payees, string memory name) internal {
        bytes32[] memory ids = new bytes32[](sessions);
        for (uint256 i; i < sessions; ++i) {
            ids[i] = openSession(1_000 * ONE, i + 1);
        }
        sort(ids);
        // Twice: the second time every payee and every slot is known.
        for (uint64 round = 1; round <= 2; ++round) {
            Settlement memory s;
            s.charges = new Charge[](sessions);
            for (uint256 i; i < sessions; ++i) {
                s.charges[i] = chargeOf(ids[i], round, round * 500 * ONE);
            }
            s.payouts = new Payout[](payees);
            uint96 total = uint96(sessions) * 500 * ONE;
            for (uint256 i; i < payees; ++i) {
                s.payouts[i] = Payout(address(uint160(0x9000 + i)), uint96(total / payees));
            }
            s.payouts[payees - 1].amount += uint96(total % payees);
            vm.prank(operator);
            meter.settle(s);
            vm.snapshotGasLastCall(name);
        }
    }

    function sort(bytes32[] memory ids) internal pure {
        for (uint256 i = 1; i < ids.length; ++i) {
            for (uint256 j = i; j > 0 && ids[j - 1] > ids[j]; --j) {
                (ids[j - 1], ids[j]) = (ids[j], ids[j - 1]);
            }
        }
    }

    function test_Settle1x1() public {
        settleKnown(1, 1, "settle 1 session 1 payee");
    }

    function test_Settle1x8() public {
        settleKnown(1, 8, "settle 1 session 8 payees");
    }

    function test_Settle1x32() public {
        settleKnown(1, 32, "settle 1 session 32 payees");
    }

    function test_Settle1x64() public {
        settleKnown(1, 64, "settle 1 session 64 payees");
    }

    function test_Settle100x500() public {
        give(user, 200_000 * uint256(ONE));
        settleKnown(100, 500, "settle 100 sessions 500 payees");
    }

    /// @dev Everybody is paid for the first time: the most the keeper packs into one transaction.
    function test_LargestPlannedBatch() public {
        give(user, 200_000 * uint256(ONE));
        bytes32[] memory ids = new bytes32[](100);
        for (uint256 i; i < 100; ++i) {
            ids[i] = openSession(10 * ONE, i + 1);
        }
        sort(ids);
        Settlement memory s;
        s.charges = new Charge[](100);
        s.payouts = new Payout[](318);
        for (uint256 i; i < 100; ++i) {
            s.charges[i] = chargeOf(ids[i], 1, 318e16);
        }
        for (uint256 i; i < 318; ++i) {
            s.payouts[i] = Payout(address(uint160(0x9000 + i)), ONE);
        }
        vm.prank(operator);
        meter.settle(s);
        vm.snapshotGasLastCall("settle 100 sessions 318 first-time payees");
    }

    function grantAndAdmit(uint256 nonce)
        internal
        view
        returns (SessionGrant memory grant, Admission memory a)
    {
        grant = grantOf(5 * ONE, nonce);
        a = admitted(grant);
    }

    /// @dev The first of a user and provider writes slots that hold nothing yet; what comes later finds them.
    function test_OpenWithdrawRelease() public {
        depositAs(user, 10 * ONE);
        vm.snapshotGasLastCall("deposit, first of the user and the meter");
        depositAs(user, 90 * ONE);
        vm.snapshotGasLastCall("deposit");
        (SessionGrant memory grant, Admission memory admission) = grantAndAdmit(1);
        vm.prank(user);
        bytes32 id = meter.openSession(grant, admission);
        vm.snapshotGasLastCall("open session, first of the provider");
        skip(10);
        (grant, admission) = grantAndAdmit(2);
        vm.prank(user);
        meter.openSession(grant, admission);
        vm.snapshotGasLastCall("open session");
        (grant, admission) = grantAndAdmit(3);
        bytes memory signature = signatureOf("user", grantDigest(grant));
        meter.openSessionFor(grant, signature, admission);
        vm.snapshotGasLastCall("open session, relayed");
        vm.prank(user);
        meter.withdraw(ONE, user);
        vm.snapshotGasLastCall("withdraw");
        skip(2 hours);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        meter.releaseSessions(ids);
        vm.snapshotGasLastCall("release session");
    }

    /// @dev Forced receipts of seven leaves, the first with the bounty and nobody paid before; then the contributor
    /// without a wallet claims.
    function test_ForceSettleAndClaim() public {
        bytes32 id = openSession(20 * ONE, 1);
        for (uint256 round; round < 2; ++round) {
            Call[] memory calls = serveMany(id, 1);
            skip(1 minutes);
            SignedReceipt[] memory bundle = bundleOf(calls);
            meter.forceSettle(calls[0].voucher, calls[0].voucherSignature, bundle);
            vm.snapshotGasLastCall(
                round == 0
                    ? "force settle 1 receipt 7 leaves, nobody paid before, with bounty"
                    : "force settle 1 receipt 7 leaves"
            );
        }
        vm.prank(provider);
        staking.claimReward(providerId);
        vm.snapshotGasLastCall("claim staking reward");
        uint256 deadline = nowSeconds() + 1 hours;
        bytes32 hash =
            keccak256(abi.encode(datanets.PAYEE_BIND_TYPEHASH(), unboundId, walletOf("carol"), deadline));
        bytes memory signature = signatureOf("carol", digestOf(datanets.domainSeparator(), hash));
        vm.prank(owner);
        datanets.bindPayee(unboundId, walletOf("carol"), deadline, signature);
        skip(2 minutes);
        ledger.claim(unboundId);
        vm.snapshotGasLastCall("claim royalties");
    }
}
