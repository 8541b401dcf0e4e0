// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CheckpointReceipt, ITrainingEscrow} from "../../src/training/ITrainingEscrow.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Proofs of I9 over every amount (halmos): a run pays out what was funded, and its accrued part never falls.
/// One step each, from any state that holds the invariant to the next.
contract EscrowProofs is Stage {
    // TrainingEscrow's layout: EIP712 takes slots 0 and 1.
    uint256 internal constant RUNS_SLOT = 2;
    uint256 internal constant WORKER_OF_SLOT = 3;
    uint256 internal constant WORKERS_SLOT = 4;
    uint256 internal constant CREDITED_SLOT = 5;
    bytes32 internal constant ID = keccak256("run");
    uint256 internal constant SUPPLY = 1e27;
    address internal constant CLIENT = address(0xC1);
    address internal constant EVALUATOR = address(0xE1);
    address internal constant FEES = address(0xFE);
    address internal constant FIRST = address(0xA1);
    address internal constant SECOND = address(0xA2);

    struct Money {
        uint96 cap;
        uint96 ofFirst;
        uint96 ofSecond;
        uint96 submitted;
        uint96 contested;
    }

    function setUp() public override {
        // A wallet of a derived key could be any address to the solver, one of those below too.
        treasury = address(0x7E);
        vm.warp(1_800_000_000);
        deployAll();
    }

    /// @dev A run of two workers that were credited `ofFirst` and `ofSecond`, with its money in the escrow.
    function place(ITrainingEscrow.State state, Money memory m, uint256 held) internal {
        uint256 base = uint256(keccak256(abi.encode(ID, RUNS_SLOT)));
        store(base, uint256(state) | uint256(uint160(CLIENT)) << 8);
        store(base + 1, uint256(uint160(EVALUATOR)));
        store(base + 2, uint256(uint160(FEES)) | uint256(m.cap) << 160);
        // No bond.
        store(base + 3, (uint256(m.ofFirst) + m.ofSecond) << 96);
        store(base + 4, uint256(m.submitted) | uint256(2) << 96 | uint256(1_800_000_000) << 160);
        uint256 sixth = uint256(1_800_000_000) << 40 | uint256(5 minutes) << 80 | uint256(1) << 112;
        store(base + 5, sixth | uint256(m.contested) << 144);
        bytes32 fences = keccak256(abi.encode(ID, WORKER_OF_SLOT));
        store(uint256(keccak256(abi.encode(uint256(1), fences))), uint256(uint160(FIRST)));
        store(uint256(keccak256(abi.encode(uint256(2), fences))), uint256(uint160(SECOND)));
        uint256 list = uint256(keccak256(abi.encode(ID, WORKERS_SLOT)));
        store(list, 2);
        store(uint256(keccak256(abi.encode(list))), uint256(uint160(FIRST)));
        store(uint256(keccak256(abi.encode(list))) + 1, uint256(uint160(SECOND)));
        bytes32 credited = keccak256(abi.encode(ID, CREDITED_SLOT));
        store(uint256(keccak256(abi.encode(FIRST, credited))), m.ofFirst);
        store(uint256(keccak256(abi.encode(SECOND, credited))), m.ofSecond);
        if (held > 0) give(address(escrow), held);
    }

    function store(uint256 slot, uint256 value) internal {
        vm.store(address(escrow), bytes32(slot), bytes32(value));
    }

    function paidOut() internal view returns (uint256) {
        return
            token.balanceOf(CLIENT) + token.balanceOf(FIRST) + token.balanceOf(SECOND) + token.balanceOf(FEES);
    }

    /// @dev Bounds: two workers, no bond, the default policy's fee; `accrued, submitted <= cap` before.
    function check_CompletedPaysWhatWasFunded(Money memory m) public {
        submit(m);
        vm.prank(EVALUATOR);
        escrow.complete(ID, 0);
        assertAllLeft(m);
    }

    /// @dev The same of a rejection.
    function check_RejectedPaysWhatWasFunded(Money memory m) public {
        submit(m);
        vm.prank(EVALUATOR);
        escrow.reject(ID, 0);
        assertAllLeft(m);
    }

    /// @dev The same of a run that nobody decided on: after its review window anybody ends it.
    function check_ExpiredPaysWhatWasFunded(Money memory m) public {
        submit(m);
        vm.warp(1_800_000_000 + 5 minutes);
        escrow.refundExpired(ID);
        assertAllLeft(m);
    }

    function submit(Money memory m) internal {
        vm.assume(m.cap > 0 && m.cap <= SUPPLY && m.submitted <= m.cap);
        vm.assume(uint256(m.ofFirst) + m.ofSecond <= m.cap);
        vm.assume(m.contested == 0);
        place(ITrainingEscrow.State.Submitted, m, m.cap);
    }

    function assertAllLeft(Money memory m) internal view {
        unchecked {
            uint256 accrued = uint256(m.ofFirst) + m.ofSecond;
            uint256 contested = m.submitted > accrued ? m.submitted - accrued : 0;
            ITrainingEscrow.RunState memory run = escrow.runOf(ID);
            assert(run.contested == contested);
            assert(run.accrued == accrued);
            assert(token.balanceOf(CLIENT) == m.cap - accrued - contested);
            // The fee is borne by the worker.
            uint256 first = token.balanceOf(FIRST);
            uint256 second = token.balanceOf(SECOND);
            assert(first <= m.ofFirst && second <= m.ofSecond);
            assert(first + second + token.balanceOf(FEES) == accrued);
            assert(token.balanceOf(address(escrow)) == contested);
        }
    }

    /// @dev What is contested leaves once: by a ruling to both sides, or after its time to the client. Bound: no bond.
    function check_ContestedLeavesOnce(uint96 contested, uint96 toWorker, bool ruled) public {
        vm.assume(contested > 0 && contested <= SUPPLY);
        Money memory m;
        (m.cap, m.contested) = (contested, contested);
        place(ITrainingEscrow.State.Rejected, m, contested);
        if (ruled) {
            vm.prank(address(disputes));
            try escrow.rule(ID, toWorker, 0) {
                assert(token.balanceOf(SECOND) == toWorker);
            } catch {
                assert(toWorker > contested);
                return;
            }
        } else {
            escrow.release(ID);
        }
        assert(token.balanceOf(address(escrow)) == 0 && paidOut() == contested);
        try escrow.release(ID) {
            assert(false);
        } catch {}
        vm.prank(address(disputes));
        try escrow.rule(ID, 0, 0) {
            assert(false);
        } catch {}
    }

    /// @dev A checkpoint that is accepted raises `accrued`, never above the cap, and credits its worker with just the
    /// difference. Bound: `accrued <= cap` before; a signature is any 65 bytes.
    function check_CheckpointOnlyRaises(
        Money memory m,
        uint96 from,
        uint96 to,
        uint64 fence,
        bytes32 r,
        bytes32 s,
        uint8 v
    ) public {
        uint256 accrued = uint256(m.ofFirst) + m.ofSecond;
        vm.assume(accrued <= m.cap);
        place(ITrainingEscrow.State.Submitted, m, 0);
        CheckpointReceipt memory receipt = CheckpointReceipt(ID, SECOND, 1, 0, from, to, fence);
        try escrow.acceptCheckpoint(receipt, abi.encodePacked(r, s, v)) {
            assert(fence == 2);
            assert(from == accrued && to > accrued && to <= m.cap);
            assert(escrow.runOf(ID).accrued == to);
            assert(escrow.creditedOf(ID, SECOND) == m.ofSecond + (to - accrued));
            assert(escrow.creditedOf(ID, FIRST) == m.ofFirst);
        } catch {}
    }
}
