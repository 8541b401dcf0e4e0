// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice One entry of an agent's on-chain metadata (ERC-8004).
struct MetadataEntry {
    string metadataKey;
    bytes metadataValue;
}

/// @title Identity and validation of agents, after ERC-8004
/// @notice An agent is an ERC-721 token whose URI names its card. Its wallet is proven by that wallet's signature and
/// forgotten when the token changes hands. A validator answers a request once or more, from 0 (failed) to 100.
interface IAgentRegistry {
    struct Validation {
        address validator;
        uint64 agentId;
        uint8 response;
        uint40 lastUpdate;
        bytes32 responseHash;
        bytes32 tag;
    }

    event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
    event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);
    event MetadataSet(
        uint256 indexed agentId, string indexed indexedMetadataKey, string metadataKey, bytes metadataValue
    );
    event AgentWalletSet(uint256 indexed agentId, address indexed wallet);
    event ValidationRequest(
        address indexed validatorAddress,
        uint256 indexed agentId,
        string requestURI,
        bytes32 indexed requestHash
    );
    event ValidationResponse(
        address indexed validatorAddress,
        uint256 indexed agentId,
        bytes32 indexed requestHash,
        uint8 response,
        string responseURI,
        bytes32 responseHash,
        bytes32 tag
    );

    error Agent_NotOwner(uint256 agentId, address caller);
    error Agent_ReservedKey(string metadataKey);
    error Agent_Expired(uint256 deadline);
    error Agent_BadWalletSignature(address wallet);
    error Agent_RequestExists(bytes32 requestHash);
    error Agent_NotValidator(bytes32 requestHash, address caller);
    error Agent_BadResponse(uint8 response, uint8 allowed);
    error Agent_BadValidator(address validator);

    /// @notice Create an agent owned by the caller; its wallet is the caller's until another is proven.
    function register(string calldata agentURI, MetadataEntry[] calldata metadata)
        external
        returns (uint256 agentId);

    function setAgentURI(uint256 agentId, string calldata newURI) external;

    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external;

    /// @notice Name the wallet the agent pays and is paid by; `signature` is that wallet's over
    /// `AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)`.
    function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature)
        external;

    /// @notice Ask `validator` to judge the work whose preimage `requestHash` commits to. Owner or operator only.
    function validationRequest(
        address validator,
        uint256 agentId,
        string calldata requestURI,
        bytes32 requestHash
    ) external;

    /// @notice The named validator's judgement, 0 to 100; a later one replaces it.
    function validationResponse(
        bytes32 requestHash,
        uint8 response,
        string calldata responseURI,
        bytes32 responseHash,
        bytes32 tag
    ) external;

    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory);

    /// @notice Zero after a transfer until the new owner proves one.
    function getAgentWallet(uint256 agentId) external view returns (address);

    function getValidationStatus(bytes32 requestHash) external view returns (Validation memory);
}
