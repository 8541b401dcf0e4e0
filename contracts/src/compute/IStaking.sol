// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Stake that stands behind compute providers
/// @notice One pool per provider; `providerId` is the provider's address as a number. Stakers earn the stakers' part
/// of every answer. The provider's own shares, assigned to a service, are what its sessions may promise against.
interface IStaking {
    /// @notice Shares on their way out. `service` is zero for shares that back nothing.
    struct Unstake {
        uint256 providerId;
        address account;
        uint40 readyAt;
        uint256 shares;
        bytes32 service;
    }

    event Staked(uint256 indexed providerId, address indexed account, uint256 amount, uint256 shares);
    event UnstakeRequested(
        uint256 indexed requestId,
        uint256 indexed providerId,
        address indexed account,
        uint256 shares,
        uint40 readyAt
    );
    event Withdrawn(uint256 indexed requestId, address indexed account, uint256 amount);
    event Provisioned(uint256 indexed providerId, bytes32 indexed service, uint256 amount, uint256 shares);
    event OperatorAppointed(uint256 indexed providerId, address indexed operator);
    event OperatorRetired(uint256 indexed providerId, address indexed operator);
    event Rewarded(uint256 indexed providerId, address indexed operator, uint256 amount);
    event RewardBurned(address indexed operator, uint256 amount);
    event RewardClaimed(uint256 indexed providerId, address indexed account, uint256 amount);
    event Wired(address meter, address escrow);

    error Stake_ZeroAmount();
    error Stake_Thawing(uint256 requestId, uint40 readyAt);
    error Stake_UnknownRequest(uint256 requestId);
    /// @notice More shares than are free: staked, and neither provisioned nor thawing.
    error Stake_OverProvision(uint256 providerId, uint256 asked, uint256 allowed);
    error Stake_NotMeter(address caller);
    error Stake_BadHotKeySignature(address hotKey);
    error Stake_KeyTaken(address hotKey, uint256 providerId);
    error Stake_NotOperatorOf(address hotKey, uint256 providerId);
    error Wire_AlreadyDone();
    error Wire_NotDeployer(address caller);

    /// @notice Add OPEN to a provider's pool; needs an allowance.
    function stake(uint256 providerId, uint256 amount) external returns (uint256 shares);

    /// @notice Start the way out. `service` names the provision the shares leave, zero for free shares. Provisioned
    /// shares stop backing new sessions now and stay within reach of a slash until they are withdrawn.
    function requestUnstake(uint256 providerId, bytes32 service, uint256 shares)
        external
        returns (uint256 requestId);

    /// @notice Pay out a request whose thaw is over, at the pool's present value.
    function withdraw(uint256 requestId) external returns (uint256 amount);

    /// @notice Assign OPEN of the caller's own free shares in its own pool to a service.
    function provision(bytes32 service, uint256 amount) external;

    /// @notice Make `hotKey` an operator key of the caller. The key signs `OperatorAppointment(provider, hotKey)`, so
    /// nobody can appoint a key that is not his. A key belongs to one provider for ever.
    function appointOperator(address hotKey, bytes calldata signature) external;

    /// @notice No new sessions for this key; open ones go on.
    function retireOperator(address hotKey) external;

    /// @notice Book OPEN that the meter has just sent here for the operator's pool. Never reverts for the meter: an
    /// empty pool burns it.
    function onReward(address operator, uint256 amount) external;

    function claimReward(uint256 providerId) external returns (uint256 amount);

    /// @notice OPEN of the provider's own shares assigned to `service` and not thawing.
    function ownBacking(uint256 providerId, bytes32 service) external view returns (uint256);

    /// @notice Provider the key was ever appointed by, zero if none.
    function providerOf(address operator) external view returns (uint256 providerId);

    /// @notice Whether new sessions may name this key.
    function isActiveOperator(address operator) external view returns (bool);

    function rewardOf(uint256 providerId, address account) external view returns (uint256);
}
