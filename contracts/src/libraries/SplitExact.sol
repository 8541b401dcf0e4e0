// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Split an amount by weights so that the parts add up to it exactly
/// @notice Largest remainder method. `lib/domain/payments/split-exact.ts` is the same function; shared vectors hold
/// the two equal.
library SplitExact {
    /// @notice All weights are zero, so nothing says who is to get the amount.
    error Split_NoWeight(uint256 amount);

    /// @notice `parts[i] = floor(amount * weights[i] / sum)`; the units that are left go one each to the largest
    /// remainders, ties to the lowest index.
    /// @dev Needs `amount < 2^96` and the sum of weights `< 2^160`, which callers hold by their types.
    function split(uint256 amount, uint256[] memory weights) internal pure returns (uint256[] memory parts) {
        uint256 count = weights.length;
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            sum += weights[i];
        }
        if (sum == 0) revert Split_NoWeight(amount);

        parts = new uint256[](count);
        uint256[] memory remainders = new uint256[](count);
        uint256 missing = amount;
        for (uint256 i; i < count; ++i) {
            uint256 product = amount * weights[i];
            parts[i] = product / sum;
            remainders[i] = product % sum;
            missing -= parts[i];
        }
        handOut(parts, remainders, missing);
    }

    /// @notice One unit each to the `missing` largest remainders, ties to the lowest index. Uses `remainders` up.
    /// @dev Needs more remainders above zero than `missing`, which floors leave: every floor loses less than one unit.
    function handOut(uint256[] memory parts, uint256[] memory remainders, uint256 missing) internal pure {
        for (; missing > 0; --missing) {
            uint256 best;
            for (uint256 i = 1; i < parts.length; ++i) {
                if (remainders[i] > remainders[best]) best = i;
            }
            parts[best] += 1;
            remainders[best] = 0;
        }
    }
}
