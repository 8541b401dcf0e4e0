// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Timelock
/// @notice Everything governance may change is changed by this contract, `minDelay` seconds after a vote was queued.
/// The Governor alone proposes and cancels, anybody executes, and nobody administers the roles but the timelock
/// itself, so a vote is the only way to another proposer.
contract Timelock is TimelockController {
    address private immutable _wirer;

    /// @notice Zero until wired.
    address public governor;

    event Wired(address governor);

    error Wire_AlreadyDone();
    error Wire_NotDeployer(address caller);

    constructor(uint256 minDelay, address wirer)
        TimelockController(minDelay, new address[](0), _anybody(), address(0))
    {
        _wirer = wirer;
    }

    /// @notice Name the Governor, once, by the address fixed at deploy. The Governor's own constructor needs this
    /// contract's address, so neither can be the other's constructor argument.
    function wire(address governor_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (governor != address(0)) revert Wire_AlreadyDone();
        governor = governor_;
        _grantRole(PROPOSER_ROLE, governor_);
        _grantRole(CANCELLER_ROLE, governor_);
        emit Wired(governor_);
    }

    function _anybody() private pure returns (address[] memory executors) {
        executors = new address[](1);
    }
}
