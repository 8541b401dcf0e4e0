// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a proven fault takes. Money is OPEN wei.
struct Slash {
    uint256 providerId;
    /// The service whose backing is taken first.
    bytes32 service;
    uint256 amount;
    /// Made whole before anybody else, out of `amount` and of what earlier faults left in the reserve.
    address harmed;
    uint256 harmedAmount;
    address prover;
}

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
    event Slashed(
        uint256 indexed providerId,
        bytes32 indexed service,
        uint256 seized,
        address indexed harmed,
        uint256 harmedPaid,
        address prover
    );
    event BountyPaid(uint256 indexed providerId, address indexed to, uint256 amount);
    event Held(uint256 indexed providerId, uint256 indexed caseId, uint256 amount, uint40 until);
    event HoldReleased(uint256 indexed providerId, uint256 indexed caseId);
    event PunitiveReleased(
        uint256 indexed providerId, address indexed prover, uint256 toProver, uint256 burned
    );
    event Wired(address meter, address escrow, address faultProver, address disputes);

    error Stake_ZeroAmount();
    error Stake_Thawing(uint256 requestId, uint40 readyAt);
    error Stake_UnknownRequest(uint256 requestId);
    /// @notice More shares than are free: staked, and neither provisioned nor thawing.
    error Stake_OverProvision(uint256 providerId, uint256 asked, uint256 allowed);
    error Stake_NotMeter(address caller);
    error Stake_NotSlasher(address caller);
    /// @notice A case is open against the provider; this much of its own stake stays until `until`.
    error Stake_Held(uint256 providerId, uint256 held, uint40 until);
    error Stake_TooManyRequests(uint256 providerId, uint256 allowed);
    /// @notice The pool lost everything to a slash; a new share in it could not be priced.
    error Stake_PoolWiped(uint256 providerId);
    error Stake_ReserveLocked(uint256 providerId, uint40 until);
    error Stake_NothingReserved(uint256 providerId, address prover);
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

    /// @notice Take OPEN from a provider for a proven fault: its own shares first (those of the service, then thawing,
    /// free and other ones), delegated ones only after, and only to make the harmed whole. FaultProver, Disputes and the escrow only.
    /// @return seized what was taken; less than asked when there is less.
    /// @return harmedPaid what the harmed received at once.
    function slash(Slash calldata order) external returns (uint256 seized, uint256 harmedPaid);

    /// @notice Pay a force-settler out of the provider's backing of `service`; false and nothing when it cannot pay.
    /// Meter only.
    function payBounty(uint256 providerId, bytes32 service, uint256 amount, address to)
        external
        returns (bool paid);

    /// @notice Keep part of a provider's own stake until `until`: all holds together at most a tenth of what backs
    /// the service. Disputes only.
    /// @return held what could be held, at most `amount`.
    function hold(uint256 providerId, bytes32 service, uint256 caseId, uint256 amount, uint40 until)
        external
        returns (uint256 held);

    /// @notice End a hold before its time. Disputes only.
    function releaseHold(uint256 providerId, uint256 caseId) external;

    /// @notice Pay a prover's fifth of the punitive reserve and burn the rest of his part, once nobody harmed can
    /// come any more. Anybody.
    function releasePunitive(uint256 providerId, address prover) external returns (uint256 toProver);

    /// @notice OPEN of the provider's own shares that a slash for `service` reaches first: assigned and thawing.
    function slashable(uint256 providerId, bytes32 service) external view returns (uint256);

    /// @notice OPEN held by open cases, and the last moment any of it is.
    function heldOf(uint256 providerId) external view returns (uint256 amount, uint40 until);

    function claimReward(uint256 providerId) external returns (uint256 amount);

    /// @notice OPEN of the provider's own shares assigned to `service` and not thawing.
    function ownBacking(uint256 providerId, bytes32 service) external view returns (uint256);

    /// @notice Provider the key was ever appointed by, zero if none.
    function providerOf(address operator) external view returns (uint256 providerId);

    /// @notice Whether new sessions may name this key.
    function isActiveOperator(address operator) external view returns (bool);

    function rewardOf(uint256 providerId, address account) external view returns (uint256);
}
