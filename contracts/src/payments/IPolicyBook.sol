// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The rules of one policy version. Windows are seconds, shares basis points, money OPEN wei.
struct Policy {
    uint16 platformBps;
    uint16 modelBps;
    uint16 stakerBps;
    uint16 dataBps;
    uint16 trainingFeeBps;
    uint16 exposureBps;
    uint16 maxSessions;
    uint16 maxPayees;
    uint16 maxReceipts;
    uint16 freezeTail;
    uint96 minProvision;
    uint32 maxSession;
    uint32 maxApiSession;
    uint32 claimWindow;
    uint32 grace;
    uint32 faultWindow;
    uint96 maxBatchTotal;
    uint32 demandWindow;
    uint32 rotationDelay;
    uint32 revenueDelay;
    uint32 reviewWindow;
    uint32 disputeWindow;
    uint96 maxApiCap;
    uint32 rulingDeadline;
    uint96 bounty;
    uint96 demandBond;
    uint96 challengeBond;
    bytes32 attributionHash;
}

/// @notice The part of a policy that every settlement asks for.
struct BatchLimits {
    uint256 maxSessions;
    uint256 maxPayees;
    uint256 maxReceipts;
    uint256 maxBatchTotal;
}

/// @title The rule book: numbered, append-only policy versions
/// @notice A session pins the version it was opened under, so a change never reaches money already reserved.
interface IPolicyBook {
    event PolicyPublished(uint32 indexed version, uint64 effectiveAt, Policy policy);
    event PolicyPendingCancelled(uint32 indexed version);

    error Policy_NotGovernance(address caller);
    /// @notice The four parts of a charge must add up to 10,000 basis points.
    error Policy_SplitSum(uint256 sum);
    /// @notice `field` lies outside its hard bounds, which no vote can move.
    error Policy_OutOfBounds(bytes32 field, uint256 asked, uint256 min, uint256 max);
    error Policy_Pending(uint32 version, uint64 effectiveAt);
    error Policy_NothingPending();
    error Policy_BadEffectiveAt(uint64 asked, uint64 min, uint64 max);
    error Policy_Unknown(uint32 version);

    /// @notice The version in force now.
    function current() external view returns (uint32 version);

    /// @notice The rules of `version`, in force or not yet.
    function policyAt(uint32 version) external view returns (Policy memory);

    /// @notice The batch limits of `version` alone: two words of storage instead of six, in every settlement.
    function batchLimitsAt(uint32 version) external view returns (BatchLimits memory);

    /// @notice Upper bound of `faultWindow + demandWindow` for every version; the meter sizes its buckets by it.
    function maxFaultSpan() external view returns (uint32);

    /// @notice Append a version. Governance only; one may be pending at a time.
    function publish(Policy calldata policy, uint64 effectiveAt) external returns (uint32 version);

    /// @notice Withdraw the pending version. Governance only.
    function cancelPending() external;
}
