// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Admission,
    Charge,
    IInferenceMeter,
    Payout,
    SessionGrant,
    Settlement
} from "../../src/inference/IInferenceMeter.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice One user, one operator and an attacker doing everything they can, in any order, with time passing.
contract MeterHandler is Stage {
    bytes32[] public ids;
    mapping(bytes32 id => uint40) public lowestClaimUntil;
    uint256 public charged;
    uint256 public paid;
    bool public broken;

    function sessionCount() external view returns (uint256) {
        return ids.length;
    }

    function stage() external view returns (address, address, address) {
        return (address(meter), address(token), address(staking));
    }

    function deposit(uint96 amount) external {
        depositAs(user, bound(amount, 1, 100 * ONE));
    }

    function withdraw(uint96 amount) external {
        vm.prank(user);
        try meter.withdraw(amount, user) {} catch {}
    }

    function open(uint96 cap, uint96 maxPerCall, bool api) external {
        SessionGrant memory grant = grantOf(uint96(bound(cap, 1, 50 * ONE)), ids.length + 1);
        grant.maxPerCall = uint96(bound(maxPerCall, 1, grant.cap));
        grant.kind = api ? 1 : 0;
        Admission memory admission = admitted(grant);
        vm.prank(user);
        try meter.openSession(grant, admission) returns (bytes32 id) {
            ids.push(id);
            lowestClaimUntil[id] = meter.sessionOf(id).claimUntil;
        } catch {}
    }

    function settle(uint256 pick, uint64 steps, uint96 amount, uint8 payees) external {
        if (ids.length == 0) return;
        bytes32 id = ids[pick % ids.length];
        IInferenceMeter.Session memory before = meter.sessionOf(id);
        uint96 cumulative = uint96(bound(amount, before.spent, uint256(before.cap) + 1));
        Charge memory charge = chargeOf(id, before.seq + uint64(bound(steps, 0, 4)), cumulative);
        Settlement memory s = settlementOf(charge, walletOf("payee"));
        uint256 count = bound(payees, 1, 5);
        uint96 total = cumulative - before.spent;
        if (total >= count) {
            s.payouts = new Payout[](count);
            for (uint256 i; i < count; ++i) {
                uint96 part = i + 1 == count ? total - uint96(count - 1) : 1;
                s.payouts[i] = Payout(address(uint160(0x2000 + i)), part);
            }
        }
        uint256 held = token.balanceOf(address(meter));
        vm.prank(operator);
        try meter.settle(s) {
            if (before.status != 1) broken = true; // I5
            charged += total;
            paid += held - token.balanceOf(address(meter));
        } catch {}
    }

    function freeze(uint256 pick) external {
        if (ids.length == 0) return;
        vm.prank(user);
        try meter.freezeSession(ids[pick % ids.length]) {} catch {}
    }

    function release() external {
        meter.releaseSessions(ids);
    }

    function attack(uint256 pick, uint96 amount) external {
        if (ids.length == 0) return;
        bytes32 id = ids[pick % ids.length];
        Settlement memory s =
            settlementOf(chargeOf(id, meter.sessionOf(id).seq + 1, meter.sessionOf(id).spent), user);
        s.charges[0].signature = signVoucher("attacker", s.charges[0].voucher);
        vm.prank(walletOf("attacker"));
        try meter.settle(s) {
            broken = true;
        } catch {}
        vm.prank(walletOf("attacker"));
        try meter.withdraw(bound(amount, 1, type(uint96).max), walletOf("attacker")) {
            broken = true;
        } catch {}
    }

    function pass(uint32 secs) external {
        skip(bound(secs, 1, 20 minutes));
    }

    /// @dev I3, I13 over everything that ever was.
    function watch() external {
        for (uint256 i; i < ids.length; ++i) {
            IInferenceMeter.Session memory session = meter.sessionOf(ids[i]);
            if (session.spent > session.cap || session.claimUntil > lowestClaimUntil[ids[i]]) broken = true;
            lowestClaimUntil[ids[i]] = session.claimUntil;
        }
    }

    function lockedByHand() external view returns (uint256 sum) {
        for (uint256 i; i < ids.length; ++i) {
            IInferenceMeter.Session memory session = meter.sessionOf(ids[i]);
            if (session.status == 1) sum += session.cap - session.spent;
        }
    }

    function books()
        external
        view
        returns (uint256 balance, uint256 credit, uint256 locked, uint256 backing)
    {
        balance = token.balanceOf(address(meter));
        credit = meter.credit(user);
        locked = meter.lockedTotal(providerId);
        backing = staking.ownBacking(providerId, INFERENCE);
    }
}

/// @notice In prose. I1: the meter holds exactly what it owes. I2: the reserve is what open sessions can still
/// spend. I3: no session spends above its cap. I4: what is charged is what is paid. I5: a released session is never
/// charged. I6: what is promised is backed. I13: no claim window grows.
contract MeterInvariants is Stage {
    MeterHandler internal handler;

    function setUp() public override {
        handler = new MeterHandler();
        handler.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(handler);
        excluded[0].selectors = new bytes4[](1);
        excluded[0].selectors[0] = Stage.setUp.selector;
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_I1_I2_I3_I4_I5_I6_I13() public {
        (uint256 balance, uint256 credit, uint256 locked, uint256 backing) = handler.books();
        assertEq(balance, credit + locked, "I1");
        assertEq(locked, handler.lockedByHand(), "I2");
        assertEq(handler.charged(), handler.paid(), "I4");
        assertLe(locked, backing, "I6");
        handler.watch();
        assertTrue(!handler.broken(), "I3, I5, I13");
    }
}
