// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IInferenceMeter} from "../inference/IInferenceMeter.sol";
import {ITrainingEscrow} from "../training/ITrainingEscrow.sol";
import {IStaking, Slash} from "./IStaking.sol";

/// @title Staking
/// @notice See IStaking. A slash burns the provider's own shares, so delegators' value does not move until the
/// provider has none left and somebody harmed is still short.
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

    struct Hold {
        uint256 caseId;
        uint256 amount;
        uint40 until;
    }

    /// @notice What slashes left over the harm they made good. Provers own it by points; a draw for later harmed
    /// lowers everybody's part alike.
    struct Punitive {
        uint256 amount;
        uint256 points;
        uint40 until;
        uint64 epoch;
    }

    bytes32 public constant OPERATOR_APPOINTMENT_TYPEHASH =
        keccak256("OperatorAppointment(address provider,address hotKey)");

    uint256 private constant REWARD_SCALE = 1e36;
    // Virtual stake of one wei: the first staker cannot move the share price against the second.
    uint256 private constant VIRTUAL_ASSETS = 1;
    uint256 private constant VIRTUAL_SHARES = 1e3;
    // A slash walks the provider's own requests, services and holds, so all three are short lists.
    uint256 private constant MAX_OWN_REQUESTS = 16;
    uint256 private constant MAX_SERVICES = 4;
    uint256 private constant MAX_HOLDS = 16;
    uint256 private constant HOLD_BPS = 1_000;
    uint256 private constant PROVER_BPS = 2_000;

    IERC20 public immutable token;
    /// @notice Seconds between a request to unstake and the payout; at least the sum of the policy's hard maxima.
    uint40 public immutable thaw;
    address private immutable _wirer;

    address public meter;
    address public escrow;
    address public faultProver;
    address public disputes;

    mapping(uint256 providerId => Pool) public pools;
    mapping(uint256 providerId => mapping(address account => Position)) public positions;
    /// @notice Own shares of a provider that back a service (not thawing).
    mapping(uint256 providerId => mapping(bytes32 service => uint256)) public provisionedShares;
    mapping(uint256 providerId => uint256) public provisionedSharesTotal;
    mapping(uint256 requestId => Unstake) public unstakes;
    uint256 public unstakeCount;
    mapping(address operator => uint256) public providerOf;
    mapping(address operator => bool) public isRetired;
    mapping(uint256 providerId => Punitive) public punitives;
    mapping(uint256 providerId => mapping(uint64 epoch => mapping(address prover => uint256))) public
        punitivePoints;
    mapping(uint256 providerId => uint256[]) private _ownRequests;
    mapping(uint256 providerId => bytes32[]) private _services;
    mapping(uint256 providerId => Hold[]) private _holds;

    constructor(IERC20 token_, uint40 thaw_, address wirer) EIP712("OpenStaking", "1") {
        token = token_;
        thaw = thaw_;
        _wirer = wirer;
    }

    /// @notice Name the contracts above this one, once, by the address fixed at deploy.
    function wire(address meter_, address escrow_, address faultProver_, address disputes_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (meter != address(0)) revert Wire_AlreadyDone();
        (meter, escrow, faultProver, disputes) = (meter_, escrow_, faultProver_, disputes_);
        emit Wired(meter_, escrow_, faultProver_, disputes_);
    }

    // ---------------------------------------------------------------- stake

    /// @inheritdoc IStaking
    function stake(uint256 providerId, uint256 amount) external nonReentrant returns (uint256 shares) {
        if (amount == 0) revert Stake_ZeroAmount();
        Pool storage pool = pools[providerId];
        if (pool.assets == 0 && pool.shares != 0) revert Stake_PoolWiped(providerId);
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
        if (providerId == _idOf(msg.sender)) {
            if (_ownRequests[providerId].length == MAX_OWN_REQUESTS) {
                revert Stake_TooManyRequests(providerId, MAX_OWN_REQUESTS);
            }
            _ownRequests[providerId].push(requestId);
        }
        emit UnstakeRequested(requestId, providerId, msg.sender, shares, readyAt);
    }

    /// @inheritdoc IStaking
    function withdraw(uint256 requestId) external nonReentrant returns (uint256 amount) {
        Unstake memory request = unstakes[requestId];
        if (request.account == address(0)) revert Stake_UnknownRequest(requestId);
        if (block.timestamp < request.readyAt) revert Stake_Thawing(requestId, request.readyAt);
        delete unstakes[requestId];
        uint256 providerId = request.providerId;
        amount = _assetsOf(providerId, request.shares);
        Pool storage pool = pools[providerId];
        pool.shares -= request.shares;
        pool.thawingShares -= request.shares;
        pool.assets -= amount;
        if (providerId == _idOf(request.account)) {
            _forgetRequest(providerId, requestId);
            (uint256 held, uint40 until) = heldOf(providerId);
            // A bond outlives the thaw where a run does: what is promised to a run stays until the run ends.
            held += ITrainingEscrow(escrow).bondReserved(request.account);
            if (_ownAssets(providerId) < held) revert Stake_Held(providerId, held, until);
        }
        emit Withdrawn(requestId, request.account, amount);
        token.safeTransfer(request.account, amount);
    }

    // ------------------------------------------------------------- provider

    /// @inheritdoc IStaking
    function provision(bytes32 service, uint256 amount) external {
        if (amount == 0 || service == 0) revert Stake_ZeroAmount();
        uint256 providerId = _idOf(msg.sender);
        uint256 shares = _sharesFor(providerId, amount);
        uint256 free = _freeShares(providerId, msg.sender);
        if (shares > free) revert Stake_OverProvision(providerId, shares, free);
        _rememberService(providerId, service);
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

    // ------------------------------------------------------------- slashing

    /// @inheritdoc IStaking
    function slash(Slash calldata order) external nonReentrant returns (uint256 seized, uint256 harmedPaid) {
        if (msg.sender != faultProver && msg.sender != disputes && msg.sender != escrow) {
            revert Stake_NotSlasher(msg.sender);
        }
        uint256 providerId = order.providerId;
        seized = _seizeOwn(providerId, order.service, order.amount);
        harmedPaid = Math.min(order.harmedAmount, seized);
        Punitive storage reserve = punitives[providerId];
        if (harmedPaid < order.harmedAmount) {
            uint256 drawn = Math.min(order.harmedAmount - harmedPaid, reserve.amount);
            reserve.amount -= drawn;
            harmedPaid += drawn;
            // Delegators answer for harm only, never for a penalty: a provider who proves faults against himself
            // would else earn the prover's part of their stake.
            Pool storage pool = pools[providerId];
            uint256 delegated = Math.min(order.harmedAmount - harmedPaid, pool.assets);
            pool.assets -= delegated;
            seized += delegated;
            harmedPaid += delegated;
        } else if (seized > harmedPaid) {
            _reserve(providerId, reserve, seized - harmedPaid, order.prover);
        }
        emit Slashed(providerId, order.service, seized, order.harmed, harmedPaid, order.prover);
        if (harmedPaid > 0) token.safeTransfer(order.harmed, harmedPaid);
    }

    /// @inheritdoc IStaking
    function payBounty(uint256 providerId, bytes32 service, uint256 amount, address to)
        external
        nonReentrant
        returns (bool paid)
    {
        if (msg.sender != meter) revert Stake_NotMeter(msg.sender);
        if (amount == 0 || ownBacking(providerId, service) < amount) return false;
        _burnProvisioned(providerId, service, amount);
        emit BountyPaid(providerId, to, amount);
        token.safeTransfer(to, amount);
        return true;
    }

    /// @inheritdoc IStaking
    function releasePunitive(uint256 providerId, address prover)
        external
        nonReentrant
        returns (uint256 toProver)
    {
        Punitive storage reserve = punitives[providerId];
        uint256 points = punitivePoints[providerId][reserve.epoch][prover];
        if (points == 0) revert Stake_NothingReserved(providerId, prover);
        if (block.timestamp <= reserve.until) revert Stake_ReserveLocked(providerId, reserve.until);
        uint256 part = Math.mulDiv(reserve.amount, points, reserve.points);
        punitivePoints[providerId][reserve.epoch][prover] = 0;
        reserve.points -= points;
        reserve.amount -= part;
        toProver = part * PROVER_BPS / 10_000;
        emit PunitiveReleased(providerId, prover, toProver, part - toProver);
        ERC20Burnable(address(token)).burn(part - toProver);
        token.safeTransfer(prover, toProver);
    }

    // ---------------------------------------------------------------- holds

    /// @inheritdoc IStaking
    function hold(uint256 providerId, bytes32 service, uint256 caseId, uint256 amount, uint40 until)
        external
        returns (uint256 held)
    {
        if (msg.sender != disputes) revert Stake_NotSlasher(msg.sender);
        Hold[] storage holds = _holds[providerId];
        for (uint256 i = holds.length; i > 0; --i) {
            if (holds[i - 1].until < block.timestamp) _dropHold(holds, i - 1);
        }
        if (holds.length == MAX_HOLDS) return 0;
        (uint256 already,) = heldOf(providerId);
        uint256 most = slashable(providerId, service) * HOLD_BPS / 10_000;
        held = already >= most ? 0 : Math.min(amount, most - already);
        if (held == 0) return 0;
        holds.push(Hold(caseId, held, until));
        emit Held(providerId, caseId, held, until);
    }

    /// @inheritdoc IStaking
    function releaseHold(uint256 providerId, uint256 caseId) external {
        if (msg.sender != disputes) revert Stake_NotSlasher(msg.sender);
        Hold[] storage holds = _holds[providerId];
        for (uint256 i; i < holds.length; ++i) {
            if (holds[i].caseId != caseId) continue;
            _dropHold(holds, i);
            emit HoldReleased(providerId, caseId);
            return;
        }
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IStaking
    function ownBacking(uint256 providerId, bytes32 service) public view returns (uint256) {
        return _assetsOf(providerId, provisionedShares[providerId][service]);
    }

    /// @inheritdoc IStaking
    function slashable(uint256 providerId, bytes32 service) public view returns (uint256) {
        uint256 shares = provisionedShares[providerId][service];
        uint256[] storage requests = _ownRequests[providerId];
        for (uint256 i; i < requests.length; ++i) {
            Unstake storage request = unstakes[requests[i]];
            if (request.service == service) shares += request.shares;
        }
        return _assetsOf(providerId, shares);
    }

    /// @inheritdoc IStaking
    function heldOf(uint256 providerId) public view returns (uint256 amount, uint40 until) {
        Hold[] storage holds = _holds[providerId];
        for (uint256 i; i < holds.length; ++i) {
            if (holds[i].until < block.timestamp) continue;
            amount += holds[i].amount;
            if (holds[i].until > until) until = holds[i].until;
        }
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

    /// @dev Own shares in the order a fault reaches them: the service's, what thaws from it, free ones, what thaws
    /// from those, other services'.
    function _seizeOwn(uint256 providerId, bytes32 service, uint256 wanted) private returns (uint256 seized) {
        seized = _seizeService(providerId, service, wanted);
        if (service != 0) seized += _seizeService(providerId, 0, wanted - seized);
        bytes32[] storage services = _services[providerId];
        for (uint256 i; i < services.length && seized < wanted; ++i) {
            if (services[i] != service) seized += _seizeService(providerId, services[i], wanted - seized);
        }
    }

    function _seizeService(uint256 providerId, bytes32 service, uint256 wanted)
        private
        returns (uint256 seized)
    {
        if (wanted == 0) return 0;
        seized = service == 0 ? _burnFree(providerId, wanted) : _burnProvisioned(providerId, service, wanted);
        uint256[] storage requests = _ownRequests[providerId];
        for (uint256 i; i < requests.length && seized < wanted; ++i) {
            Unstake storage request = unstakes[requests[i]];
            if (request.service != service) continue;
            (uint256 shares, uint256 assets) = _take(providerId, request.shares, wanted - seized);
            request.shares -= shares;
            pools[providerId].thawingShares -= shares;
            seized += assets;
        }
    }

    function _burnFree(uint256 providerId, uint256 wanted) private returns (uint256 assets) {
        address provider = address(uint160(providerId));
        Position storage position = _accrued(providerId, provider);
        uint256 shares;
        (shares, assets) = _take(providerId, _freeShares(providerId, provider), wanted);
        position.shares -= shares;
    }

    function _burnProvisioned(uint256 providerId, bytes32 service, uint256 wanted)
        private
        returns (uint256 assets)
    {
        Position storage position = _accrued(providerId, address(uint160(providerId)));
        uint256 shares;
        (shares, assets) = _take(providerId, provisionedShares[providerId][service], wanted);
        position.shares -= shares;
        provisionedShares[providerId][service] -= shares;
        provisionedSharesTotal[providerId] -= shares;
    }

    /// @dev Takes `wanted` assets out of the pool against at most `available` shares, rounded for the others.
    function _take(uint256 providerId, uint256 available, uint256 wanted)
        private
        returns (uint256 shares, uint256 assets)
    {
        shares = _sharesFor(providerId, wanted);
        assets = wanted;
        if (shares > available) {
            shares = available;
            assets = _assetsOf(providerId, available);
        }
        Pool storage pool = pools[providerId];
        pool.shares -= shares;
        pool.assets -= assets;
    }

    function _reserve(uint256 providerId, Punitive storage reserve, uint256 rest, address prover) private {
        if (reserve.amount == 0) {
            // Whoever had a part of what is gone has nothing; the new part belongs to this prover alone.
            ++reserve.epoch;
            reserve.points = 0;
        }
        uint256 points = reserve.points == 0 ? rest : Math.mulDiv(rest, reserve.points, reserve.amount);
        reserve.amount += rest;
        reserve.points += points;
        punitivePoints[providerId][reserve.epoch][prover] += points;
        // Fixed by what is open now: sessions opened after this fault are backed by what the provider has left.
        uint40 until = IInferenceMeter(meter).faultableUntil(providerId);
        if (until > reserve.until) reserve.until = until;
    }

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

    /// @dev Everything that is the provider's own, thawing included.
    function _ownAssets(uint256 providerId) private view returns (uint256) {
        uint256 shares = positions[providerId][address(uint160(providerId))].shares;
        uint256[] storage requests = _ownRequests[providerId];
        for (uint256 i; i < requests.length; ++i) {
            shares += unstakes[requests[i]].shares;
        }
        return _assetsOf(providerId, shares);
    }

    function _assetsOf(uint256 providerId, uint256 shares) private view returns (uint256) {
        Pool storage pool = pools[providerId];
        return Math.mulDiv(shares, pool.assets + VIRTUAL_ASSETS, pool.shares + VIRTUAL_SHARES);
    }

    function _sharesFor(uint256 providerId, uint256 assets) private view returns (uint256) {
        Pool storage pool = pools[providerId];
        return
            Math.mulDiv(
                assets, pool.shares + VIRTUAL_SHARES, pool.assets + VIRTUAL_ASSETS, Math.Rounding.Ceil
            );
    }

    function _rememberService(uint256 providerId, bytes32 service) private {
        bytes32[] storage services = _services[providerId];
        for (uint256 i; i < services.length; ++i) {
            if (services[i] == service) return;
        }
        if (services.length == MAX_SERVICES) revert Stake_TooManyRequests(providerId, MAX_SERVICES);
        services.push(service);
    }

    function _forgetRequest(uint256 providerId, uint256 requestId) private {
        uint256[] storage requests = _ownRequests[providerId];
        uint256 at;
        while (requests[at] != requestId) ++at;
        requests[at] = requests[requests.length - 1];
        requests.pop();
    }

    function _dropHold(Hold[] storage holds, uint256 at) private {
        holds[at] = holds[holds.length - 1];
        holds.pop();
    }

    function _idOf(address provider) private pure returns (uint256) {
        return uint256(uint160(provider));
    }
}
