// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {vm} from "./Vm.sol";

/// @notice Assertions and small tools of all tests: forge-std's few parts that are needed, without forge-std.
abstract contract TestKit {
    error Assertion(string what, bytes left, bytes right);

    function assertEq(uint256 left, uint256 right, string memory what) internal pure {
        if (left != right) revert Assertion(what, abi.encode(left), abi.encode(right));
    }

    function assertEq(address left, address right, string memory what) internal pure {
        if (left != right) revert Assertion(what, abi.encode(left), abi.encode(right));
    }

    function assertEq(bytes32 left, bytes32 right, string memory what) internal pure {
        if (left != right) revert Assertion(what, abi.encode(left), abi.encode(right));
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert Assertion(what, "", "");
    }

    function assertLe(uint256 left, uint256 right, string memory what) internal pure {
        if (left > right) revert Assertion(what, abi.encode(left), abi.encode(right));
    }

    function keyOf(string memory name) internal pure returns (uint256) {
        return uint256(keccak256(bytes(name))) >> 4;
    }

    function walletOf(string memory name) internal pure returns (address) {
        return vm.addr(keyOf(name));
    }

    function signatureOf(string memory name, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(name), digest);
        return abi.encodePacked(r, s, v);
    }

    function digestOf(bytes32 domainSeparator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
    }

    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + value % (max - min + 1);
    }

    /// @dev Not block.timestamp, which the optimizer may keep over a warp.
    function nowSeconds() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    function skip(uint256 secs) internal {
        vm.warp(nowSeconds() + secs);
    }
}
