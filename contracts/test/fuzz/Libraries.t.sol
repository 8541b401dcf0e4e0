// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IndexedMerkle} from "../../src/libraries/IndexedMerkle.sol";
import {SplitExact} from "../../src/libraries/SplitExact.sol";
import {TestKit} from "../utils/TestKit.sol";
import {vm} from "../utils/Vm.sol";

contract LibrariesTest is TestKit {
    function testFuzz_SplitAddsUpAndIsFair(uint96 amount, uint64[] calldata raw) public pure {
        uint256 count = raw.length > 64 ? 64 : raw.length;
        vm.assume(count > 0);
        uint256[] memory weights = new uint256[](count);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            weights[i] = raw[i];
            sum += raw[i];
        }
        vm.assume(sum > 0);
        uint256[] memory parts = SplitExact.split(amount, weights);
        uint256 total;
        for (uint256 i; i < count; ++i) {
            total += parts[i];
            uint256 floor = uint256(amount) * weights[i] / sum;
            assertTrue(parts[i] == floor || parts[i] == floor + 1, "within a unit");
            if (weights[i] == 0) assertEq(parts[i], 0, "no weight, no money");
        }
        assertEq(total, amount, "adds up");
    }

    function test_SplitOfTheSpecification() public pure {
        uint256[] memory weights = new uint256[](4);
        (weights[0], weights[1], weights[2], weights[3]) = (1_000, 2_000, 2_000, 5_000);
        uint256[] memory parts = SplitExact.split(7, weights);
        assertTrue(parts[0] == 1 && parts[1] == 1 && parts[2] == 1 && parts[3] == 4, "1/1/1/4");
    }

    function split(uint256 amount, uint256[] memory weights) external pure returns (uint256[] memory) {
        return SplitExact.split(amount, weights);
    }

    function test_RevertWhen_NoWeight() public {
        vm.expectRevert(abi.encodeWithSelector(SplitExact.Split_NoWeight.selector, 5));
        this.split(5, new uint256[](3));
    }

    function verify(bytes32 root, uint256 count, uint256 index, bytes32 digest, bytes32[] memory proof)
        external
        pure
        returns (bool)
    {
        return IndexedMerkle.verify(root, count, index, digest, proof);
    }

    function test_RevertWhen_IndexOutside() public {
        vm.expectRevert(abi.encodeWithSelector(IndexedMerkle.Merkle_IndexOutOfRange.selector, 2, 2));
        this.verify(0, 2, 2, 0, new bytes32[](1));
    }

    function testFuzz_MerkleKnowsThePlace(uint8 rawCount, uint8 rawIndex, uint8 rawOther) public pure {
        uint256 count = bound(rawCount, 1, 40);
        uint256 index = bound(rawIndex, 0, count - 1);
        uint256 other = bound(rawOther, 0, count - 1);
        bytes32[] memory digests = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            digests[i] = keccak256(abi.encode(i));
        }
        bytes32 root = IndexedMerkle.root(digests);
        bytes32[] memory proof = proofOf(digests, index);
        assertTrue(IndexedMerkle.verify(root, count, index, digests[index], proof), "its place");
        if (other != index) {
            assertTrue(!IndexedMerkle.verify(root, count, other, digests[index], proof), "another place");
        }
    }

    /// @dev Recomputed here level by level, so that the library is not tested against itself.
    function proofOf(bytes32[] memory digests, uint256 index) internal pure returns (bytes32[] memory proof) {
        uint256 depth;
        while ((1 << depth) < digests.length) ++depth;
        proof = new bytes32[](depth);
        bytes32[] memory level = new bytes32[](1 << depth);
        for (uint256 i; i < digests.length; ++i) {
            level[i] = keccak256(abi.encodePacked(uint8(0), digests[i]));
        }
        for (uint256 d; d < depth; ++d) {
            proof[d] = level[index ^ 1];
            for (uint256 i; i < level.length >> (d + 1); ++i) {
                level[i] = keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]));
            }
            index >>= 1;
        }
    }
}
