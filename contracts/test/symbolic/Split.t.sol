// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SplitExact} from "../../src/libraries/SplitExact.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Proofs of the split over every input (halmos). For the weights of the default policy the whole function is
/// proven at once. For any weights it is proven in three steps, since a solver cannot divide by an unknown number:
/// that division leaves `floor * sum + remainder == amount * weight` with `remainder < sum` is what division is, and
/// all that the steps take from it.
contract SplitProofs {
    /// @dev Bound: the default policy's weights (1000/2000/2000/5000). Any amount of uint96.
    function check_DefaultSplitIsExactAndFair(uint96 amount) public pure {
        uint256[] memory weights = new uint256[](4);
        (weights[0], weights[1], weights[2], weights[3]) = (1_000, 2_000, 2_000, 5_000);
        uint256[] memory parts = SplitExact.split(amount, weights);
        assert(parts[0] + parts[1] + parts[2] + parts[3] == amount);
        for (uint256 i; i < 4; ++i) {
            uint256 floor = uint256(amount) * weights[i] / 10_000;
            assert(parts[i] == floor || parts[i] == floor + 1);
        }
    }

    /// @dev The same weights: the floors leave three units at most, so four rounds of handing out are all there are
    /// and the proof above leaves nothing out.
    function check_DefaultFloorsLeaveThreeUnitsAtMost(uint96 amount) public pure {
        unchecked {
            uint256 a = amount;
            uint256 sum = a * 1_000 / 10_000 + 2 * (a * 2_000 / 10_000) + a * 5_000 / 10_000;
            assert(sum <= a);
            assert(a - sum < 4);
        }
    }

    /// @dev Step 1, any weights. What is missing is as many units as the remainders make. Bound: three weights.
    function check_MissingUnitsAreTheRemainders(uint256 amount, uint256[3] memory w, uint256[3] memory floors)
        public
        pure
    {
        unchecked {
            uint256 sum = w[0] + w[1] + w[2];
            uint256 missing = amount - floors[0] - floors[1] - floors[2];
            uint256 remainders = (amount * w[0] - floors[0] * sum) + (amount * w[1] - floors[1] * sum)
                + (amount * w[2] - floors[2] * sum);
            assert(missing * sum == remainders);
        }
    }

    /// @dev Step 2, any weights: fewer units are missing than there are parts, and more remainders than that are above
    /// zero. Bounds: three weights of 64 bits, amounts of 96.
    function check_FewerUnitsAreMissingThanParts(uint96 missing, uint64[3] memory w, uint256[3] memory r)
        public
        pure
    {
        unchecked {
            uint256 sum = uint256(w[0]) + w[1] + w[2];
            vm.assume(r[0] < sum && r[1] < sum && r[2] < sum);
            vm.assume(missing * sum == r[0] + r[1] + r[2]);
            assert(missing < 3);
            uint256 above = (r[0] > 0 ? 1 : 0) + (r[1] > 0 ? 1 : 0) + (r[2] > 0 ? 1 : 0);
            assert(missing == 0 || above > missing);
        }
    }

    /// @dev Step 2a, any weights: the floors never exceed the amount, so nothing underflows. Bounds as in step 2.
    function check_FloorsNeverExceedTheAmount(uint96 amount, uint128 floors, uint96 sum) public pure {
        unchecked {
            vm.assume(sum != 0);
            // The sum of floor * sum <= amount * weight over the parts.
            vm.assume(uint256(floors) * sum <= uint256(amount) * sum);
            assert(floors <= amount);
        }
    }

    /// @dev Step 3, any floors and remainders: exactly `missing` parts grow, each by one, and none of them before a
    /// larger remainder or an equal one of a lower index. Bound: three parts.
    function check_UnitsGoToTheLargestRemainders(uint96[3] memory floors, uint96[3] memory r, uint8 missing)
        public
        pure
    {
        unchecked {
            uint256 above = (r[0] > 0 ? 1 : 0) + (r[1] > 0 ? 1 : 0) + (r[2] > 0 ? 1 : 0);
            vm.assume(missing == 0 || above > missing);
            uint256[] memory parts = new uint256[](3);
            uint256[] memory remainders = new uint256[](3);
            for (uint256 i; i < 3; ++i) {
                (parts[i], remainders[i]) = (floors[i], r[i]);
            }
            SplitExact.handOut(parts, remainders, missing);
            uint256 grown;
            for (uint256 i; i < 3; ++i) {
                assert(parts[i] == floors[i] || parts[i] == uint256(floors[i]) + 1);
                if (parts[i] != floors[i]) ++grown;
                for (uint256 j; j < 3; ++j) {
                    if (parts[i] != floors[i] && parts[j] == floors[j]) {
                        assert(r[i] > r[j] || (r[i] == r[j] && i < j));
                    }
                }
            }
            assert(grown == missing);
        }
    }

    /// @dev The training fee, taken of each worker's part and rounded down, is never more than of the whole. Bounds:
    /// the default fee of 5 %, two workers.
    function check_FeesNeverRoundUp(uint96 first, uint96 second) public pure {
        unchecked {
            uint256 fees = uint256(first) * 500 / 10_000 + uint256(second) * 500 / 10_000;
            assert(fees <= (uint256(first) + second) * 500 / 10_000);
        }
    }

    /// @dev All of a backing is that backing: what the exposure's proof takes from here.
    function check_TheWholeIsTheWhole(uint128 backing) public pure {
        unchecked {
            assert(uint256(backing) * 10_000 / 10_000 == backing);
        }
    }
}
