// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Staking} from "../../src/compute/Staking.sol";
import {Close, Leaf, Receipt, SessionGrant, Voucher} from "../../src/inference/IInferenceMeter.sol";
import {IndexedMerkle} from "../../src/libraries/IndexedMerkle.sol";
import {MeterHash} from "../../src/libraries/MeterHash.sol";
import {SplitExact} from "../../src/libraries/SplitExact.sol";
import {Run} from "../../src/training/ITrainingEscrow.sol";
import {Stage} from "../utils/Stage.sol";
import {vm} from "../utils/Vm.sol";

/// @notice What TypeScript computed is recomputed here; what these contracts call their types is written for vitest.
contract VectorsTest is Stage {
    string internal json;

    function setUp() public override {
        super.setUp();
        json = vm.readFile("test/vectors/from-typescript.json");
    }

    function expectTypeHash(string memory name, bytes32 hash) internal {
        assertEq(vm.parseJsonBytes32(json, string.concat(".typeHashes.", name)), hash, name);
        written = vm.serializeBytes32("typeHashes", name, hash);
    }

    string internal written;

    function test_TypeHashes() public {
        expectTypeHash("SessionGrant", MeterHash.SESSION_GRANT_TYPEHASH);
        expectTypeHash("Voucher", MeterHash.VOUCHER_TYPEHASH);
        expectTypeHash("Receipt", MeterHash.RECEIPT_TYPEHASH);
        expectTypeHash("Close", MeterHash.CLOSE_TYPEHASH);
        expectTypeHash("Admit", MeterHash.ADMIT_TYPEHASH);
        expectTypeHash("RightToLicense", datanets.RIGHT_TO_LICENSE_TYPEHASH());
        expectTypeHash("AccessGrant", datanets.ACCESS_GRANT_TYPEHASH());
        expectTypeHash("PayeeBind", datanets.PAYEE_BIND_TYPEHASH());
        expectTypeHash("Run", escrow.RUN_TYPEHASH());
        expectTypeHash("Assignment", escrow.ASSIGNMENT_TYPEHASH());
        expectTypeHash("Submission", escrow.SUBMISSION_TYPEHASH());
        expectTypeHash("CheckpointReceipt", escrow.CHECKPOINT_RECEIPT_TYPEHASH());
        expectTypeHash("OperatorAppointment", staking.OPERATOR_APPOINTMENT_TYPEHASH());
        vm.writeJson(vm.serializeString("root", "typeHashes", written), "test/vectors/from-solidity.json");
    }

    function messageOf(string memory name) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(".structs.", name, ".message"));
    }

    function hashOf(string memory name) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(".structs.", name, ".hash"));
    }

    function grantHash(SessionGrant calldata grant) external pure returns (bytes32) {
        return MeterHash.hash(grant);
    }

    function voucherHash(Voucher calldata voucher) external pure returns (bytes32) {
        return MeterHash.hash(voucher);
    }

    function closeHash(Close calldata close) external pure returns (bytes32) {
        return MeterHash.hash(close);
    }

    function test_StructHashes() public view {
        assertEq(
            this.grantHash(abi.decode(messageOf("SessionGrant"), (SessionGrant))),
            hashOf("SessionGrant"),
            "grant"
        );
        assertEq(this.voucherHash(abi.decode(messageOf("Voucher"), (Voucher))), hashOf("Voucher"), "voucher");
        assertEq(MeterHash.hash(abi.decode(messageOf("Receipt"), (Receipt))), hashOf("Receipt"), "receipt");
        assertEq(this.closeHash(abi.decode(messageOf("Close"), (Close))), hashOf("Close"), "close");
        Run memory run = abi.decode(messageOf("Run"), (Run));
        assertEq(keccak256(abi.encode(escrow.RUN_TYPEHASH(), run)), hashOf("Run"), "run id");
    }

    function test_Splits() public view {
        bytes[] memory rows = vm.parseJsonBytesArray(json, ".splits");
        for (uint256 i; i < rows.length; ++i) {
            (uint256 amount, uint256[] memory weights, uint256[] memory parts) =
                abi.decode(rows[i], (uint256, uint256[], uint256[]));
            assertEq(
                keccak256(abi.encode(SplitExact.split(amount, weights))),
                keccak256(abi.encode(parts)),
                "split"
            );
        }
        assertEq(rows.length, 1_000, "rows");
    }

    function test_Merkles() public view {
        bytes[] memory rows = vm.parseJsonBytesArray(json, ".merkles");
        for (uint256 i; i < rows.length; ++i) {
            (bytes32[] memory digests, bytes32 root, uint256 index, bytes32[] memory proof) =
                abi.decode(rows[i], (bytes32[], bytes32, uint256, bytes32[]));
            assertEq(IndexedMerkle.root(digests), root, "root");
            assertTrue(IndexedMerkle.verify(root, digests.length, index, digests[index], proof), "proof");
        }
    }

    function test_RequestsLeavesAndCharges() public view {
        bytes[] memory rows = vm.parseJsonBytesArray(json, ".requests");
        for (uint256 i; i < rows.length; ++i) {
            (uint64 model, uint32 version, uint32 price, uint32 most, bytes32 prompt, bytes32 hash) =
                abi.decode(rows[i], (uint64, uint32, uint32, uint32, bytes32, bytes32));
            assertEq(MeterHash.request(model, version, price, most, prompt), hash, "request");
        }
        rows = vm.parseJsonBytesArray(json, ".leaves");
        for (uint256 i; i < rows.length; ++i) {
            (uint8 kind, bytes32 ref, address payee, uint96 amount, bytes32 hash) =
                abi.decode(rows[i], (uint8, bytes32, address, uint96, bytes32));
            assertEq(MeterHash.leaf(Leaf(kind, ref, payee, amount)), hash, "leaf");
        }
        rows = vm.parseJsonBytesArray(json, ".charges");
        for (uint256 i; i < rows.length; ++i) {
            (uint256 tokensIn, uint256 tokensOut, uint256 inPer1k, uint256 outPer1k, uint256 charge) =
                abi.decode(rows[i], (uint256, uint256, uint256, uint256, uint256));
            assertEq((tokensIn * inPer1k + tokensOut * outPer1k + 999) / 1_000, charge, "charge");
        }
    }
}
