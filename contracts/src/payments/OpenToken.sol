// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// @title OPEN, the token every answer is paid in
/// @notice One billion units, minted once to the treasury. Nobody owns the contract: no mint, no pause, no hooks,
/// no votes (votes live in GOPEN, since a push to a self-delegated wallet would cost five times the gas).
contract OpenToken is ERC20, ERC20Burnable, ERC20Permit, ERC3009 {
    uint256 public constant INITIAL_SUPPLY = 1_000_000_000e18;

    constructor(address treasury) ERC20("OPEN", "OPEN") ERC20Permit("OPEN") {
        _mint(treasury, INITIAL_SUPPLY);
    }
}
