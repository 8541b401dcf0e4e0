// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC20Wrapper} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Wrapper.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title GOPEN, the vote
/// @notice OPEN wrapped one to one by anybody, unwrapped at any time. Votes count from the moment of delegation and
/// are read at a past second, so what is borrowed for one block never votes. Nobody can mint beyond the OPEN it holds:
/// OPEN that is sent here by mistake stays here, since there is no function that would mint against it.
contract GOpen is ERC20, ERC20Permit, ERC20Votes, ERC20Wrapper {
    constructor(IERC20 open)
        ERC20("Governance OPEN", "GOPEN")
        ERC20Permit("Governance OPEN")
        ERC20Wrapper(open)
    {}

    /// @notice Seconds, not blocks: block times differ between the chains this is deployed on (ERC-6372).
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function decimals() public view override(ERC20, ERC20Wrapper) returns (uint8) {
        return super.decimals();
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
