// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStaking} from "./IStaking.sol";

/// @title Staking
/// @notice See IStaking. Slashing arrives with the fault contracts; the thaw is already long enough for them, and
/// thawing shares already keep their service.
contract Staking is IStaking, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Stake of a pool. Rewards are accounted apart, so a share's value only ever falls (by a slash).
    struct Pool {
        uint256 assets;
        uint256 shares;
        uint256 thawingShares;
        uint256 rewardPerShare;
        uint256 rewardRemainder;
    }

    struct Position {
        uint256 shares;
        uint256 rewardPaidPerShare;
        uint256 rewardOwed;
    }

    bytes32 public constant OPERATOR_APPOINTMENT_TYPEHASH =
        keccak256("OperatorAppointment(address provider,address hotKey)");

    uint256 private constant REWARD_SCALE = 1e36;
    // Virtual stake of one wei: the first staker cannot move the share price against the second.
    uint256 private constant VIRTUAL_ASSETS = 1;
    uint256 private constant VIRTUAL_SHARES = 1e3;

    IERC20 public immutable token;
    /// @notice Seconds between a request to unstake and the payout; at least the sum of the policy's hard maxima.
    uint40 public immutable thaw;
    address private immutable _wirer;

    address public meter;
    address public escrow;

    mapping(uint256 providerId => Pool) public pools;
    mapping(uint256 providerId => mapping(address account => Position)) public positions;
    /// @notice Own shares of a provider that back a service (not thawing).
    mapping(uint256 providerId => mapping(bytes32 service => uint256)) public provisionedShares;
    mapping(uint256 providerId => uint256) public provisionedSharesTotal;
    mapping(uint256 requestId => Unstake) public unstakes;
    uint256 public unstakeCount;
    mapping(address operator => uint256) public providerOf;
    mapping(address operator => bool) public isRetired;

    constructor(IERC20 token_, uint40 thaw_, address wirer) EIP712("OpenStaking", "1") {
        token = token_;
        thaw = thaw_;
        _wirer = wirer;
    }

    /// @notice Name the contracts above this one, once, by the address fixed at deploy.
    function wire(address meter_, address escrow_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (meter != address(0)) revert Wire_AlreadyDone();
        meter = meter_;
        escrow = escrow_;
        emit Wired(meter_, escrow_);
    }

    // ---------------------------------------------------------------- stake

    /// @inheritdoc IStaking
    function stake(uint256 providerId, uint256 amount) external nonReentrant returns (uint256 shares) {
        if (amount == 0) revert Stake_ZeroAmount();
        Pool storage pool = pools[providerId];
        Position storage position = _accrued(providerId, msg.sender);
        shares = Math.mulDiv(amount, pool.shares + VIRTUAL_SHARES, pool.assets + VIRTUAL_ASSETS);
        pool.assets += amount;
        pool.shares += shares;
        position.shares += shares;
        emit Staked(providerId, msg.sender, amount, shares);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IStaking
    function requestUnstake(uint256 providerId, bytes32 service, uint256 shares)
        external
        returns (uint256 requestId)
    {
        if (shares == 0) revert Stake_ZeroAmount();
        Position storage position = _accrued(providerId, msg.sender);
        if (service == 0) {
            uint256 free = _freeShares(providerId, msg.sender);
            if (shares > free) revert Stake_OverProvision(providerId, shares, free);
        } else {
            uint256 backing = providerId == _idOf(msg.sender) ? provisionedShares[providerId][service] : 0;
            if (shares > backing) revert Stake_OverProvision(providerId, shares, backing);
            provisionedShares[providerId][service] = backing - shares;
            provisionedSharesTotal[providerId] -= shares;
        }
        // Thawing shares stay in the pool's total (a slash still reaches them) but leave the position, so they
        // neither earn, nor back, nor thaw twice.
        position.shares -= shares;
        pools[providerId].thawingShares += shares;
        requestId = ++unstakeCount;
        uint40 readyAt = uint40(block.timestamp) + thaw;
        unstakes[requestId] = Unstake(providerId, msg.sender, readyAt, shares, service);
        emit UnstakeRequested(requestId, providerId, msg.sender, shares, readyAt);
    }

    /// @inheritdoc IStaking
    function withdraw(uint256 requestId) external nonReentrant returns (uint256 amount) {
        Unstake memory request = unstakes[requestId];
        if (request.account == address(0)) revert Stake_UnknownRequest(requestId);
        if (block.timestamp < request.readyAt) revert Stake_Thawing(requestId, request.readyAt);
        delete unstakes[requestId];
        amount = _assetsOf(request.providerId, request.shares);
        Pool storage pool = pools[request.providerId];
        pool.shares -= request.shares;
        pool.thawingShares -= request.shares;
        pool.assets -= amount;
        emit Withdrawn(requestId, request.account, amount);
        token.safeTransfer(request.account, amount);
    }

    // ------------------------------------------------------------- provider

    /// @inheritdoc IStaking
    function provision(bytes32 service, uint256 amount) external {
        if (amount == 0 || service == 0) revert Stake_ZeroAmount();
        uint256 providerId = _idOf(msg.sender);
        Pool storage pool = pools[providerId];
        uint256 shares = Math.mulDiv(
            amount, pool.shares + VIRTUAL_SHARES, pool.assets + VIRTUAL_ASSETS, Math.Rounding.Ceil
        );
        uint256 free = _freeShares(providerId, msg.sender);
        if (shares > free) revert Stake_OverProvision(providerId, shares, free);
        provisionedShares[providerId][service] += shares;
        provisionedSharesTotal[providerId] += shares;
        emit Provisioned(providerId, service, amount, shares);
    }

    /// @inheritdoc IStaking
    function appointOperator(address hotKey, bytes calldata signature) external {
        uint256 owner = providerOf[hotKey];
        if (owner != 0) revert Stake_KeyTaken(hotKey, owner);
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(OPERATOR_APPOINTMENT_TYPEHASH, msg.sender, hotKey)));
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure != ECDSA.RecoverError.NoError || recovered != hotKey) {
            revert Stake_BadHotKeySignature(hotKey);
        }
        uint256 providerId = _idOf(msg.sender);
        providerOf[hotKey] = providerId;
        emit OperatorAppointed(providerId, hotKey);
    }

    /// @inheritdoc IStaking
    function retireOperator(address hotKey) external {
        uint256 providerId = _idOf(msg.sender);
        if (providerOf[hotKey] != providerId) revert Stake_NotOperatorOf(hotKey, providerId);
        isRetired[hotKey] = true;
        emit OperatorRetired(providerId, hotKey);
    }

    // -------------------------------------------------------------- rewards

    /// @inheritdoc IStaking
    function onReward(address operator, uint256 amount) external {
        if (msg.sender != meter) revert Stake_NotMeter(msg.sender);
        uint256 providerId = providerOf[operator];
        Pool storage pool = pools[providerId];
        uint256 earning = pool.shares - pool.thawingShares;
        if (providerId == 0 || earning == 0) {
            emit RewardBurned(operator, amount);
            ERC20Burnable(address(token)).burn(amount);
            return;
        }
        // amount < 2^96 and the remainder < shares, so the product stays below 2^256.
        uint256 scaled = amount * REWARD_SCALE + pool.rewardRemainder;
        pool.rewardPerShare += scaled / earning;
        pool.rewardRemainder = scaled % earning;
        emit Rewarded(providerId, operator, amount);
    }

    /// @inheritdoc IStaking
    function claimReward(uint256 providerId) external nonReentrant returns (uint256 amount) {
        Position storage position = _accrued(providerId, msg.sender);
        amount = position.rewardOwed;
        if (amount == 0) return 0;
        position.rewardOwed = 0;
        emit RewardClaimed(providerId, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IStaking
    function ownBacking(uint256 providerId, bytes32 service) external view returns (uint256) {
        return _assetsOf(providerId, provisionedShares[providerId][service]);
    }

    /// @inheritdoc IStaking
    function isActiveOperator(address operator) external view returns (bool) {
        return providerOf[operator] != 0 && !isRetired[operator];
    }

    /// @inheritdoc IStaking
    function rewardOf(uint256 providerId, address account) external view returns (uint256) {
        Position storage position = positions[providerId][account];
        return position.rewardOwed + _pendingReward(providerId, position);
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    // ------------------------------------------------------------- internal

    function _accrued(uint256 providerId, address account) private returns (Position storage position) {
        position = positions[providerId][account];
        position.rewardOwed += _pendingReward(providerId, position);
        position.rewardPaidPerShare = pools[providerId].rewardPerShare;
    }

    function _pendingReward(uint256 providerId, Position storage position) private view returns (uint256) {
        uint256 perShare = pools[providerId].rewardPerShare - position.rewardPaidPerShare;
        return Math.mulDiv(position.shares, perShare, REWARD_SCALE);
    }

    /// @dev Shares that are neither provisioned nor thawing; only a provider's own pool has provisions.
    function _freeShares(uint256 providerId, address account) private view returns (uint256) {
        uint256 held = positions[providerId][account].shares;
        return providerId == _idOf(account) ? held - provisionedSharesTotal[providerId] : held;
    }

    function _assetsOf(uint256 providerId, uint256 shares) private view returns (uint256) {
        Pool storage pool = pools[providerId];
        return Math.mulDiv(shares, pool.assets + VIRTUAL_ASSETS, pool.shares + VIRTUAL_SHARES);
    }

    function _idOf(address provider) private pure returns (uint256) {
        return uint256(uint160(provider));
    }
}
