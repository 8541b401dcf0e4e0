// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Accrual} from "../inference/IInferenceMeter.sol";

/// @title Money of contributors who have no wallet yet
/// @notice Credited by the meter (and by FaultProver for what was withheld), paid to the payee the DatanetRegistry
/// binds. The operator never gets it. What nobody binds for two years goes to the Datanet's treasury.
interface IRoyaltyLedger {
    event Accrued(bytes32 indexed contributorId, uint256 amount, address indexed by);
    event Claimed(bytes32 indexed contributorId, address indexed payee, uint256 amount);
    event Swept(bytes32 indexed contributorId, address indexed treasury, uint256 amount);
    event Wired(address meter, address faultProver);

    error Royalty_NotCreditor(address caller);
    error Royalty_UnknownContributor(bytes32 contributorId);
    error Royalty_NothingOwed(bytes32 contributorId);
    error Royalty_Unbound(bytes32 contributorId);
    /// @notice A bound or soon bound contributor's money is never swept.
    error Royalty_Bound(bytes32 contributorId, address payee);
    error Royalty_TooEarly(bytes32 contributorId, uint256 sweepableAt);
    error Wire_AlreadyDone();
    error Wire_NotDeployer(address caller);

    /// @notice Book OPEN that was just sent here. Meter and FaultProver only.
    function accrue(Accrual[] calldata accruals) external;

    /// @notice Pay what is owed to the contributor's bound payee. Anybody.
    function claim(bytes32 contributorId) external returns (uint256 amount);

    /// @notice Two years after the last accrual, pay an unbound contributor's money to the Datanet's treasury. Anybody.
    function sweepAfter(bytes32 contributorId) external returns (uint256 amount);

    /// @notice OPEN wei owed to a contributor.
    function owed(bytes32 contributorId) external view returns (uint256);
}
