// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgentRegistry, MetadataEntry} from "../../../src/agents/IAgentRegistry.sol";
import {Stage} from "../../utils/Stage.sol";
import {vm} from "../../utils/Vm.sol";

contract AgentRegistryTest is Stage {
    address internal owner = walletOf("owner");
    address internal validator = walletOf("validator");
    uint256 internal id;

    function setUp() public override {
        super.setUp();
        MetadataEntry[] memory metadata = new MetadataEntry[](1);
        metadata[0] = MetadataEntry("model", "7");
        vm.prank(owner);
        id = agents.register("ipfs://card", metadata);
    }

    function test_Register() public view {
        assertEq(agents.ownerOf(id), owner, "owner");
        assertEq(agents.getAgentWallet(id), owner, "wallet");
        assertEq(keccak256(bytes(agents.tokenURI(id))), keccak256("ipfs://card"), "card");
        assertEq(keccak256(agents.getMetadata(id, "model")), keccak256("7"), "metadata");
    }

    function test_OwnerChangesCardAndMetadata() public {
        vm.startPrank(owner);
        agents.setAgentURI(id, "ipfs://other");
        agents.setMetadata(id, "model", "8");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.Agent_ReservedKey.selector, "agentWallet"));
        agents.setMetadata(id, "agentWallet", "me");
        vm.stopPrank();
        assertEq(keccak256(bytes(agents.tokenURI(id))), keccak256("ipfs://other"), "card");
        assertEq(keccak256(agents.getMetadata(id, "model")), keccak256("8"), "metadata");
        bytes memory notOwner =
            abi.encodeWithSelector(IAgentRegistry.Agent_NotOwner.selector, id, address(this));
        vm.expectRevert(notOwner);
        agents.setAgentURI(id, "");
        vm.expectRevert(notOwner);
        agents.setMetadata(id, "model", "");
        vm.expectRevert(notOwner);
        agents.setAgentWallet(id, owner, 0, "");
        vm.expectRevert(notOwner);
        agents.validationRequest(validator, id, "", "request");
    }

    function consent(string memory key, uint256 deadline) internal view returns (bytes memory) {
        bytes32 hash = keccak256(
            abi.encode(agents.AGENT_WALLET_SET_TYPEHASH(), id, walletOf(key), agents.ownerOf(id), deadline)
        );
        return signatureOf(key, digestOf(agents.domainSeparator(), hash));
    }

    function test_WalletProvesItself() public {
        uint256 deadline = nowSeconds();
        bytes memory signature = consent("hot", deadline);
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAgentRegistry.Agent_BadWalletSignature.selector, walletOf("other"))
        );
        agents.setAgentWallet(id, walletOf("other"), deadline, signature);
        agents.setAgentWallet(id, walletOf("hot"), deadline, signature);
        assertEq(agents.getAgentWallet(id), walletOf("hot"), "proven");
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.Agent_Expired.selector, deadline));
        agents.setAgentWallet(id, walletOf("hot"), deadline, signature);
    }

    /// @dev The wallet of the seller is nothing to the buyer, and the seller's signatures are worth nothing to him.
    function test_WalletIsForgottenOnTransfer() public {
        uint256 deadline = nowSeconds() + 1 days;
        bytes memory signature = consent("hot", deadline);
        vm.startPrank(owner);
        agents.setAgentWallet(id, walletOf("hot"), deadline, signature);
        agents.transferFrom(owner, user, id);
        vm.stopPrank();
        assertEq(agents.getAgentWallet(id), address(0), "forgotten");
        vm.prank(user);
        vm.expectRevert(
            abi.encodeWithSelector(IAgentRegistry.Agent_BadWalletSignature.selector, walletOf("hot"))
        );
        agents.setAgentWallet(id, walletOf("hot"), deadline, signature);
    }

    function test_Validation() public {
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.Agent_BadValidator.selector, address(0)));
        agents.validationRequest(address(0), id, "", "request");
        agents.validationRequest(validator, id, "ipfs://work", "request");
        vm.expectRevert(
            abi.encodeWithSelector(IAgentRegistry.Agent_RequestExists.selector, bytes32("request"))
        );
        agents.validationRequest(owner, id, "ipfs://work", "request");
        vm.expectRevert(
            abi.encodeWithSelector(IAgentRegistry.Agent_NotValidator.selector, bytes32("request"), owner)
        );
        agents.validationResponse("request", 100, "", 0, 0);
        vm.stopPrank();
        vm.startPrank(validator);
        vm.expectRevert(
            abi.encodeWithSelector(IAgentRegistry.Agent_BadResponse.selector, uint8(101), uint8(100))
        );
        agents.validationResponse("request", 101, "", 0, 0);
        agents.validationResponse("request", 100, "ipfs://report", "hash", "tag");
        vm.stopPrank();
        IAgentRegistry.Validation memory found = agents.getValidationStatus("request");
        assertEq(found.response, 100, "score");
        assertEq(found.validator, validator, "validator");
        assertEq(found.agentId, id, "agent");
        assertEq(found.lastUpdate, nowSeconds(), "when");
    }
}
