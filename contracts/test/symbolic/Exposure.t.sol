// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStaking} from "../../src/compute/IStaking.sol";
import {Admission, IInferenceMeter, SessionGrant} from "../../src/inference/IInferenceMeter.sol";
import {InferenceMeter} from "../../src/inference/InferenceMeter.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Proof of the exposure bound (I6) over every opening (halmos), on a meter whose staking contract answers
/// anything.
contract ExposureProofs is Stage {
    // InferenceMeter's layout: EIP712 takes slots 0 and 1.
    uint256 internal constant CREDIT_SLOT = 2;
    uint256 internal constant LOCKED_SLOT = 3;
    uint256 internal constant SETTLED_SLOT = 7;

    function setUp() public override {
        vm.warp(1_800_000_000);
        deployAll();
    }

    struct Opening {
        uint96 cap;
        uint96 maxPerCall;
        uint64 expiry;
        uint8 kind;
        address signer;
        uint64 deadline;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    /// @dev I1, I2, I6 of an opening that succeeds. Bounds: the default policy (all of the own backing may be exposed),
    /// reserve, settled sum, credit and backing below 2^128; the staking contract answers anything.
    function check_OpenReservesAndStaysBacked(
        Opening memory o,
        uint128 locked,
        uint128 settled,
        uint128 credit,
        uint128 backing,
        bool active
    ) public {
        unchecked {
            // Proven apart (SplitProofs): 10,000 of 10,000 parts are the whole, which bit by bit is a hard question.
            vm.assume(uint256(backing) * 10_000 / 10_000 == backing);
        }
        Backing stub = new Backing(backing, active);
        InferenceMeter fresh = new InferenceMeter(token, policyBook, IStaking(address(stub)), ledger, checker);
        vm.store(address(fresh), keccak256(abi.encode(user, CREDIT_SLOT)), bytes32(uint256(credit)));
        vm.store(address(fresh), keccak256(abi.encode(uint256(7), LOCKED_SLOT)), bytes32(uint256(locked)));
        bytes32 buckets = keccak256(abi.encode(uint256(7), SETTLED_SLOT));
        uint256 bucket = 1_800_000_000 / fresh.bucketLength();
        vm.store(address(fresh), keccak256(abi.encode(bucket, buckets)), bytes32(uint256(settled)));
        SessionGrant memory grant =
            SessionGrant(user, operator, o.signer, o.cap, o.maxPerCall, o.expiry, 1, o.kind, 0);
        Admission memory admission = Admission(o.deadline, abi.encodePacked(o.r, o.s, o.v));
        vm.prank(user);
        try fresh.openSession(grant, admission) returns (bytes32 id) {
            assert(active && backing >= localPolicy().minProvision);
            assert(fresh.lockedTotal(7) == uint256(locked) + o.cap);
            assert(fresh.lockedTotal(7) + settled <= backing);
            assert(fresh.credit(user) + o.cap == credit);
            IInferenceMeter.Session memory session = fresh.sessionOf(id);
            assert(session.spent == 0 && session.cap == o.cap && session.maxPerCall <= o.cap);
            assert(session.expiry > 1_800_000_000 && session.expiry <= 1_800_000_000 + 1 hours);
            assert(session.claimUntil == session.expiry + 10 minutes);
            assert(session.signer != user && session.signer != operator && session.signer != address(0));
        } catch {}
    }
}

/// @notice A staking contract that says what it is told to say.
contract Backing {
    uint256 private immutable _backing;
    bool public immutable active;

    constructor(uint256 backing, bool active_) {
        _backing = backing;
        active = active_;
    }

    function providerOf(address) external pure returns (uint256) {
        return 7;
    }

    function isActiveOperator(address) external view returns (bool) {
        return active;
    }

    function ownBacking(uint256, bytes32) external view returns (uint256) {
        return _backing;
    }
}
