// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDatanetRegistry} from "../datanets/IDatanetRegistry.sol";
import {Accrual} from "../inference/IInferenceMeter.sol";
import {IRoyaltyLedger} from "./IRoyaltyLedger.sol";

/// @title RoyaltyLedger
/// @notice See IRoyaltyLedger.
contract RoyaltyLedger is IRoyaltyLedger {
    using SafeERC20 for IERC20;

    uint256 public constant SWEEP_AFTER = 730 days;

    IERC20 public immutable token;
    IDatanetRegistry public immutable datanets;
    address private immutable _wirer;

    address public meter;
    address public faultProver;
    /// @notice Sum of everything owed; the balance never falls below it.
    uint256 public totalOwed;
    mapping(bytes32 contributorId => uint256) public owed;
    mapping(bytes32 contributorId => uint256) public lastAccruedAt;

    constructor(IERC20 token_, IDatanetRegistry datanets_, address wirer) {
        token = token_;
        datanets = datanets_;
        _wirer = wirer;
    }

    /// @notice Name the two creditors, once, by the address fixed at deploy.
    function wire(address meter_, address faultProver_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (meter != address(0)) revert Wire_AlreadyDone();
        meter = meter_;
        faultProver = faultProver_;
        emit Wired(meter_, faultProver_);
    }

    /// @inheritdoc IRoyaltyLedger
    function accrue(Accrual[] calldata accruals) external {
        if (msg.sender != meter && msg.sender != faultProver) revert Royalty_NotCreditor(msg.sender);
        uint256 sum;
        for (uint256 i; i < accruals.length; ++i) {
            (bytes32 id, uint256 amount) = (accruals[i].contributorId, accruals[i].amount);
            // Nobody could ever claim it, and no treasury would be named to sweep it to.
            if (!datanets.isContributor(id)) revert Royalty_UnknownContributor(id);
            owed[id] += amount;
            lastAccruedAt[id] = block.timestamp;
            sum += amount;
            emit Accrued(id, amount, msg.sender);
        }
        totalOwed += sum;
    }

    /// @inheritdoc IRoyaltyLedger
    function claim(bytes32 contributorId) external returns (uint256 amount) {
        address payee = datanets.payeeAt(contributorId, uint48(block.timestamp));
        if (payee == address(0)) revert Royalty_Unbound(contributorId);
        amount = _take(contributorId);
        emit Claimed(contributorId, payee, amount);
        token.safeTransfer(payee, amount);
    }

    /// @inheritdoc IRoyaltyLedger
    function sweepAfter(bytes32 contributorId) external returns (uint256 amount) {
        // The latest payee counts, also one that becomes effective tomorrow: nobody sweeps the day before a binding.
        address payee = datanets.latestPayee(contributorId);
        if (payee != address(0)) revert Royalty_Bound(contributorId, payee);
        uint256 sweepableAt = lastAccruedAt[contributorId] + SWEEP_AFTER;
        if (block.timestamp < sweepableAt) revert Royalty_TooEarly(contributorId, sweepableAt);
        amount = _take(contributorId);
        address treasury = datanets.treasuryOf(contributorId);
        emit Swept(contributorId, treasury, amount);
        token.safeTransfer(treasury, amount);
    }

    function _take(bytes32 contributorId) private returns (uint256 amount) {
        amount = owed[contributorId];
        if (amount == 0) revert Royalty_NothingOwed(contributorId);
        owed[contributorId] = 0;
        totalOwed -= amount;
    }
}
