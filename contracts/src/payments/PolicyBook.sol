// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BatchLimits, IPolicyBook, Policy} from "./IPolicyBook.sol";

/// @title The rule book
/// @notice See IPolicyBook. `governance` is fixed at deploy: the timelock, or on the local chain a stand-in.
contract PolicyBook is IPolicyBook {
    uint64 private constant MAX_NOTICE = 30 days;

    address public immutable governance;
    uint32 public immutable maxFaultSpan;

    /// @notice Number of versions ever kept; the last may be pending.
    uint32 public versionCount;
    mapping(uint32 version => uint64) public effectiveAtOf;
    mapping(uint32 version => Policy) private _policies;

    constructor(address governance_, uint32 maxFaultSpan_, Policy memory first) {
        _checkBound("maxFaultSpan", maxFaultSpan_, 2 minutes, 9 days);
        governance = governance_;
        maxFaultSpan = maxFaultSpan_;
        _check(first, maxFaultSpan_);
        _append(first, uint64(block.timestamp));
    }

    modifier onlyGovernance() {
        if (msg.sender != governance) revert Policy_NotGovernance(msg.sender);
        _;
    }

    /// @inheritdoc IPolicyBook
    function current() public view returns (uint32 version) {
        version = versionCount;
        if (effectiveAtOf[version] > block.timestamp) --version;
    }

    /// @inheritdoc IPolicyBook
    function policyAt(uint32 version) external view returns (Policy memory) {
        if (version == 0 || version > versionCount) revert Policy_Unknown(version);
        return _policies[version];
    }

    /// @inheritdoc IPolicyBook
    function batchLimitsAt(uint32 version) external view returns (BatchLimits memory) {
        if (version == 0 || version > versionCount) revert Policy_Unknown(version);
        Policy storage policy = _policies[version];
        return BatchLimits(policy.maxSessions, policy.maxPayees, policy.maxReceipts, policy.maxBatchTotal);
    }

    /// @inheritdoc IPolicyBook
    function publish(Policy calldata policy, uint64 effectiveAt)
        external
        onlyGovernance
        returns (uint32 version)
    {
        uint64 pendingAt = effectiveAtOf[versionCount];
        if (pendingAt > block.timestamp) revert Policy_Pending(versionCount, pendingAt);
        uint64 latest = uint64(block.timestamp) + MAX_NOTICE;
        if (effectiveAt < block.timestamp || effectiveAt > latest) {
            revert Policy_BadEffectiveAt(effectiveAt, uint64(block.timestamp), latest);
        }
        _check(policy, maxFaultSpan);
        return _append(policy, effectiveAt);
    }

    /// @inheritdoc IPolicyBook
    function cancelPending() external onlyGovernance {
        uint32 version = versionCount;
        if (effectiveAtOf[version] <= block.timestamp) revert Policy_NothingPending();
        versionCount = version - 1;
        delete effectiveAtOf[version];
        delete _policies[version];
        emit PolicyPendingCancelled(version);
    }

    function _append(Policy memory policy, uint64 effectiveAt) private returns (uint32 version) {
        version = ++versionCount;
        _policies[version] = policy;
        effectiveAtOf[version] = effectiveAt;
        emit PolicyPublished(version, effectiveAt, policy);
    }

    /// @dev Every field has a floor and a ceiling, so that no version can stop `settle` or stretch an exit.
    function _check(Policy memory p, uint32 span) private pure {
        uint256 sum = uint256(p.platformBps) + p.modelBps + p.stakerBps + p.dataBps;
        if (sum != 10_000) revert Policy_SplitSum(sum);
        _checkBound("platformBps", p.platformBps, 0, 2_000);
        _checkBound("dataBps", p.dataBps, 3_000, 10_000);
        _checkBound("trainingFeeBps", p.trainingFeeBps, 0, 2_000);
        _checkBound("exposureBps", p.exposureBps, 1_000, 10_000);
        _checkBound("minProvision", p.minProvision, 0, 1_000_000e18);
        _checkBound("maxSessions", p.maxSessions, 1, 500);
        _checkBound("maxPayees", p.maxPayees, 64, 2_000);
        _checkBound("maxReceipts", p.maxReceipts, 64, 16_384);
        _checkBound("maxBatchTotal", p.maxBatchTotal, 1e18, 10_000_000e18);
        _checkBound("maxApiCap", p.maxApiCap, 1e18, 1_000_000e18);
        _checkBound("bounty", p.bounty, 0, 100e18);
        _checkBound("demandBond", p.demandBond, 1e18, 1_000e18);
        _checkBound("challengeBond", p.challengeBond, 1e18, 10_000e18);
        _checkBound("freezeTail", p.freezeTail, 4, 256);
        _checkBound("maxSession", p.maxSession, 5 minutes, 7 days);
        _checkBound("maxApiSession", p.maxApiSession, 5 minutes, 7 days);
        _checkBound("claimWindow", p.claimWindow, 5 minutes, 1 days);
        _checkBound("grace", p.grace, 1 minutes, (p.claimWindow - 1) / 2);
        _checkBound("faultWindow", p.faultWindow, 1 minutes, 7 days);
        _checkBound("demandWindow", p.demandWindow, 1 minutes, 2 days);
        _checkBound("faultSpan", uint256(p.faultWindow) + p.demandWindow, 2 minutes, span);
        _checkBound("rotationDelay", p.rotationDelay, 1 minutes, 72 hours);
        _checkBound("revenueDelay", p.revenueDelay, 1 minutes, 72 hours);
        _checkBound("reviewWindow", p.reviewWindow, 1 minutes, 72 hours);
        _checkBound("disputeWindow", p.disputeWindow, 1 minutes, 72 hours);
        _checkBound("rulingDeadline", p.rulingDeadline, 5 minutes, 30 days);
    }

    function _checkBound(bytes32 field, uint256 asked, uint256 min, uint256 max) private pure {
        if (asked < min || asked > max) revert Policy_OutOfBounds(field, asked, min, max);
    }
}
