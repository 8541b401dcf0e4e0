// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721URIStorage} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {WalletSignature} from "../libraries/WalletSignature.sol";
import {IAgentRegistry, MetadataEntry} from "./IAgentRegistry.sol";

/// @title AgentRegistry
/// @notice See IAgentRegistry. No owner, no proxy, no money.
contract AgentRegistry is IAgentRegistry, ERC721URIStorage, EIP712 {
    bytes32 public constant AGENT_WALLET_SET_TYPEHASH =
        keccak256("AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)");
    uint8 private constant MAX_RESPONSE = 100;
    // ERC-8004 reserves this key for the proven wallet; a plain metadata entry under it would look like a proof.
    bytes32 private constant RESERVED_KEY = keccak256("agentWallet");

    uint64 public agentCount;
    mapping(uint256 agentId => address) private _wallets;
    mapping(uint256 agentId => mapping(string key => bytes)) private _metadata;
    mapping(bytes32 requestHash => Validation) private _validations;

    constructor() ERC721("ModelFactory Agent", "MFA") EIP712("ERC8004IdentityRegistry", "1") {}

    modifier onlyOwnerOf(uint256 agentId) {
        if (!_isAuthorized(_requireOwned(agentId), msg.sender, agentId)) {
            revert Agent_NotOwner(agentId, msg.sender);
        }
        _;
    }

    /// @inheritdoc IAgentRegistry
    function register(string calldata agentURI, MetadataEntry[] calldata metadata)
        external
        returns (uint256 agentId)
    {
        agentId = ++agentCount;
        // Not _safeMint: a receiver hook would hand control away before the metadata stands.
        _mint(msg.sender, agentId);
        _setTokenURI(agentId, agentURI);
        _wallets[agentId] = msg.sender;
        emit Registered(agentId, agentURI, msg.sender);
        emit AgentWalletSet(agentId, msg.sender);
        for (uint256 i; i < metadata.length; ++i) {
            _setMetadata(agentId, metadata[i].metadataKey, metadata[i].metadataValue);
        }
    }

    /// @inheritdoc IAgentRegistry
    function setAgentURI(uint256 agentId, string calldata newURI) external onlyOwnerOf(agentId) {
        _setTokenURI(agentId, newURI);
        emit URIUpdated(agentId, newURI, msg.sender);
    }

    /// @inheritdoc IAgentRegistry
    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue)
        external
        onlyOwnerOf(agentId)
    {
        _setMetadata(agentId, metadataKey, metadataValue);
    }

    /// @inheritdoc IAgentRegistry
    function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature)
        external
        onlyOwnerOf(agentId)
    {
        if (block.timestamp > deadline) revert Agent_Expired(deadline);
        // The owner is part of what is signed: a signature given to a former owner is worth nothing to the next.
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(AGENT_WALLET_SET_TYPEHASH, agentId, newWallet, ownerOf(agentId), deadline))
        );
        if (!WalletSignature.isValid(newWallet, digest, signature)) {
            revert Agent_BadWalletSignature(newWallet);
        }
        _wallets[agentId] = newWallet;
        emit AgentWalletSet(agentId, newWallet);
    }

    /// @inheritdoc IAgentRegistry
    function validationRequest(
        address validator,
        uint256 agentId,
        string calldata requestURI,
        bytes32 requestHash
    ) external onlyOwnerOf(agentId) {
        if (validator == address(0)) revert Agent_BadValidator(validator);
        Validation storage validation = _validations[requestHash];
        if (validation.validator != address(0)) revert Agent_RequestExists(requestHash);
        validation.validator = validator;
        validation.agentId = uint64(agentId);
        emit ValidationRequest(validator, agentId, requestURI, requestHash);
    }

    /// @inheritdoc IAgentRegistry
    function validationResponse(
        bytes32 requestHash,
        uint8 response,
        string calldata responseURI,
        bytes32 responseHash,
        bytes32 tag
    ) external {
        Validation storage validation = _validations[requestHash];
        if (msg.sender != validation.validator) revert Agent_NotValidator(requestHash, msg.sender);
        if (response > MAX_RESPONSE) revert Agent_BadResponse(response, MAX_RESPONSE);
        validation.response = response;
        validation.lastUpdate = uint40(block.timestamp);
        validation.responseHash = responseHash;
        validation.tag = tag;
        emit ValidationResponse(
            msg.sender, validation.agentId, requestHash, response, responseURI, responseHash, tag
        );
    }

    /// @inheritdoc IAgentRegistry
    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
        return _metadata[agentId][metadataKey];
    }

    /// @inheritdoc IAgentRegistry
    function getAgentWallet(uint256 agentId) external view returns (address) {
        return _wallets[agentId];
    }

    /// @inheritdoc IAgentRegistry
    function getValidationStatus(bytes32 requestHash) external view returns (Validation memory) {
        return _validations[requestHash];
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    function _setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue)
        private
    {
        if (keccak256(bytes(metadataKey)) == RESERVED_KEY) revert Agent_ReservedKey(metadataKey);
        _metadata[agentId][metadataKey] = metadataValue;
        emit MetadataSet(agentId, metadataKey, metadataKey, metadataValue);
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from != address(0)) {
            delete _wallets[tokenId];
            emit AgentWalletSet(tokenId, address(0));
        }
    }
}
