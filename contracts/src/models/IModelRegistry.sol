// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a model version is made of. `datanetKeys[i]` was trained at `snapshotRoots[i]`.
struct ModelVersion {
    bytes32 manifestHash;
    bytes32 adapterHash;
    bytes32 baseHash;
    bytes32 indexRoot;
    bytes32[] datanetKeys;
    bytes32[] snapshotRoots;
}

/// @notice OPEN wei per 1,000 tokens.
struct Price {
    uint96 inPer1k;
    uint96 outPer1k;
}

struct Share {
    address account;
    uint16 bps;
}

/// @title Models as assets: an ERC-721 whose holder earns what the model earns
/// @notice Versions and prices are append-only, a granted share is never cut.
interface IModelRegistry {
    struct PriceEntry {
        uint96 inPer1k;
        uint96 outPer1k;
        uint40 activeAt;
    }

    event ModelRegistered(uint64 indexed modelId, address indexed owner, string slug);
    event VersionAdded(uint64 indexed modelId, uint32 indexed number, ModelVersion version);
    event PriceSet(
        uint64 indexed modelId, uint32 indexed priceId, uint96 inPer1k, uint96 outPer1k, uint40 activeAt
    );
    event ShareGranted(uint64 indexed modelId, address indexed account, uint16 bps);
    event ShareRenounced(uint64 indexed modelId, address indexed account, uint16 bps);
    event Listed(
        uint64 indexed modelId, address indexed seller, uint96 price, uint40 expiry, bytes32 stateHash
    );
    event Unlisted(uint64 indexed modelId);
    event Sold(uint64 indexed modelId, address indexed seller, address indexed buyer, uint96 price);

    error Model_Unknown(uint64 modelId);
    error Model_NotOwner(uint64 modelId, address caller);
    error Model_BadSlug(string slug);
    error Model_BadVersion(uint256 datanets, uint256 snapshots, uint256 allowed);
    /// @notice The Datanet's licence forbids training (flag 1) or, for a priced model, commerce (flag 2).
    error Model_LicenceForbids(bytes32 datanetKey, uint8 flag);
    error Model_SnapshotNotAnchored(bytes32 datanetKey, bytes32 snapshotRoot);
    error Model_SharesExceed(uint256 asked, uint256 allowed);
    error Model_BadShare(address account, uint16 bps);
    error Model_NoShare(uint64 modelId, address account);
    error Model_NoPrice(uint64 modelId, uint48 timestamp);
    error Model_BadOwner(address account);
    error Model_NotListed(uint64 modelId);
    error Model_BadListing(uint96 price, uint40 expiry);
    error Model_PriceMoved(uint96 asked, uint96 allowed);
    error Model_StateMoved(bytes32 asked, bytes32 actual);

    /// @notice Create a model owned by the caller.
    function register(string calldata slug) external returns (uint64 modelId);

    /// @notice Register, add the first version, set the first price and grant shares in one transaction.
    function publish(
        string calldata slug,
        ModelVersion calldata version,
        Price calldata price,
        Share[] calldata shares
    ) external returns (uint64 modelId);

    function addVersion(uint64 modelId, ModelVersion calldata version) external returns (uint32 number);

    /// @notice Append a price. A fall holds at once, a rise after the policy's `maxApiSession`, so that no open
    /// API-key session pays more than its user could have seen.
    function setPrice(uint64 modelId, Price calldata price) external returns (uint32 priceId);

    /// @notice Give a part of the model's revenue away for good: at most 8 accounts and 9,000 basis points.
    function grantShare(uint64 modelId, address account, uint16 bps) external;

    /// @notice Give the caller's own share back to the owner.
    function renounceShare(uint64 modelId) external;

    /// @notice Offer the model for OPEN. Transfer, grant, version and price changes take the offer down.
    function list(uint64 modelId, uint96 price, uint40 expiry) external;

    function unlist(uint64 modelId) external;

    /// @notice Buy at the listed price; `expectedStateHash` names the shares, version and price the buyer saw.
    function buy(uint64 modelId, uint96 maxPrice, bytes32 expectedStateHash) external;

    /// @notice Accounts and basis points the model part is split by at `timestamp`: merged by account, ascending
    /// addresses, the owner with the rest, sum 10,000.
    function revenueAt(uint64 modelId, uint48 timestamp)
        external
        view
        returns (address[] memory accounts, uint16[] memory bps);

    /// @notice The price in force at `timestamp`.
    function priceAt(uint64 modelId, uint48 timestamp)
        external
        view
        returns (uint32 priceId, uint96 inPer1k, uint96 outPer1k);

    function priceOf(uint64 modelId, uint32 priceId) external view returns (PriceEntry memory);

    /// @notice Number of prices ever set; ids run from 1. Zero for an unknown model.
    function priceCount(uint64 modelId) external view returns (uint256);

    /// @notice Number of versions; they run from 1. Zero for an unknown model.
    function versionCount(uint64 modelId) external view returns (uint256);

    function versionAt(uint64 modelId, uint32 number) external view returns (ModelVersion memory);

    function stateHash(uint64 modelId) external view returns (bytes32);
}
