// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Merkle trees that remember positions
/// @notice Leaf `keccak256(0x00 ++ digest)`, node `keccak256(left ++ right)`, padded with zero words to a power of
/// two. The direction of every step comes from the index, so a proof also proves *where* a leaf stands
/// (sorted-pair trees lose that). The root of nothing is zero.
library IndexedMerkle {
    error Merkle_IndexOutOfRange(uint256 index, uint256 count);

    /// @notice Root over `digests` in their order.
    function root(bytes32[] memory digests) internal pure returns (bytes32) {
        uint256 count = digests.length;
        if (count == 0) return bytes32(0);
        uint256 width = 1 << _depth(count);
        bytes32[] memory level = new bytes32[](width);
        for (uint256 i; i < count; ++i) {
            level[i] = leaf(digests[i]);
        }
        for (; width > 1; width >>= 1) {
            for (uint256 i; i < width; i += 2) {
                level[i >> 1] = _node(level[i], level[i + 1]);
            }
        }
        return level[0];
    }

    /// @notice Whether `digest` stands at `index` of the `count` leaves under `root_`.
    function verify(bytes32 root_, uint256 count, uint256 index, bytes32 digest, bytes32[] memory proof)
        internal
        pure
        returns (bool)
    {
        if (index >= count) revert Merkle_IndexOutOfRange(index, count);
        if (proof.length != _depth(count)) return false;
        bytes32 computed = leaf(digest);
        for (uint256 i; i < proof.length; ++i) {
            computed = index & 1 == 0 ? _node(computed, proof[i]) : _node(proof[i], computed);
            index >>= 1;
        }
        return computed == root_;
    }

    function leaf(bytes32 digest) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0), digest));
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(left, right));
    }

    function _depth(uint256 count) private pure returns (uint256 depth) {
        while ((1 << depth) < count) ++depth;
    }
}
