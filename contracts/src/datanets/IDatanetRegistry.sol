// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a contributor signs for one batch: the right to license the rows under `root`.
struct RightToLicense {
    bytes32 datanetKey;
    bytes32 contributorId;
    bytes32 root;
    uint32 count;
    bytes32 licenceHash;
    uint64 signedAt;
}

/// @notice What an owner signs to open a private Datanet to somebody. `purpose`: 1 read, 2 evaluate, 3 train.
struct AccessGrant {
    bytes32 datanetKey;
    address grantee;
    uint8 purpose;
    uint64 expiresAt;
    bytes32 nonce;
}

/// @notice One immutable snapshot of a Datanet.
struct VersionAnchor {
    bytes32 datanetKey;
    uint32 number;
    bytes32 snapshotRoot;
    bytes32 clusterRoot;
    uint32 count;
    bytes32 licenceHash;
    bytes32 manifestHash;
}

/// @notice A judgement of up to 256 items of a batch: bit `i` stands for position `256 * word + i`.
struct ReviewWord {
    bytes32 datanetKey;
    uint32 batchId;
    uint32 word;
    uint256 acceptBits;
    uint256 rejectBits;
    bytes32 reasonsHash;
}

/// @title Datanets: who owns them, what was contributed, who is paid
/// @notice Holds roots of salted commitments only: no rows, no names, no addresses of files, no unsalted hashes.
interface IDatanetRegistry {
    struct Datanet {
        address owner;
        uint8 licenceFlags;
        uint32 batchCount;
        uint32 versionCount;
        address anchorer;
        address treasury;
        bytes32 licenceHash;
    }

    struct Contributor {
        bytes32 datanetKey;
        address binder;
        uint40 registeredAt;
        uint40 pendingAt;
    }

    struct Batch {
        bytes32 root;
        bytes32 contributorId;
        uint32 count;
        uint40 anchoredAt;
    }

    event DatanetCreated(
        bytes32 indexed datanetKey,
        address indexed owner,
        bytes32 licenceHash,
        uint8 licenceFlags,
        address treasury,
        address anchorer
    );
    event AnchorerSet(bytes32 indexed datanetKey, address anchorer);
    event ContributorRegistered(
        bytes32 indexed datanetKey,
        bytes32 indexed contributorId,
        bytes32 personCommitment,
        address payee,
        address binder
    );
    event BatchAnchored(
        bytes32 indexed datanetKey,
        uint32 indexed batchId,
        bytes32 indexed contributorId,
        bytes32 root,
        uint32 count,
        bytes32 licenceHash,
        uint64 signedAt
    );
    event BatchReviewed(
        bytes32 indexed datanetKey,
        uint32 indexed batchId,
        uint32 word,
        uint256 acceptBits,
        uint256 rejectBits,
        bytes32 reasonsHash
    );
    event VersionAnchored(
        bytes32 indexed datanetKey,
        uint32 indexed number,
        bytes32 indexed snapshotRoot,
        bytes32 clusterRoot,
        uint32 count,
        bytes32 licenceHash,
        bytes32 manifestHash
    );
    event ReviewOverturned(
        bytes32 indexed datanetKey,
        uint32 indexed batchId,
        uint32 word,
        uint256 acceptBits,
        uint256 rejectBits,
        bytes32 reasonsHash
    );
    event ItemWithdrawn(bytes32 indexed datanetKey, uint32 indexed batchId, uint32 position);
    event PayeeRequested(bytes32 indexed contributorId, address indexed payee, uint40 activeAt);
    event PayeeCancelled(bytes32 indexed contributorId, address indexed payee);
    event AccessGranted(
        bytes32 indexed grantId,
        bytes32 indexed datanetKey,
        address indexed grantee,
        uint8 purpose,
        uint64 expiresAt
    );
    event GrantRevoked(bytes32 indexed grantId, bytes32 indexed datanetKey);
    event RootAnchored(bytes32 indexed kind, bytes32 indexed root, address indexed by);
    event Wired(address[] systemContracts, address disputes);

    error Datanet_Exists(bytes32 datanetKey);
    error Datanet_Unknown(bytes32 datanetKey);
    error Datanet_NotOwner(bytes32 datanetKey, address caller);
    error Datanet_NotAnchorer(bytes32 datanetKey, address caller);
    error Datanet_ContributorExists(bytes32 contributorId);
    error Datanet_ContributorUnknown(bytes32 contributorId);
    error Datanet_BatchExists(bytes32 datanetKey, bytes32 root);
    error Datanet_BatchUnknown(bytes32 datanetKey, uint32 batchId);
    error Datanet_EmptyBatch(bytes32 datanetKey);
    error Datanet_BadSignature(address expected);
    error Datanet_OutOfRange(uint256 asked, uint256 allowed);
    error Datanet_AlreadyReviewed(uint32 batchId, uint32 word, uint256 bits);
    /// @notice Only a ruling of Disputes changes a verdict.
    error Datanet_NotDisputes(address caller);
    /// @notice Bits that were never judged cannot be overturned.
    error Datanet_NotReviewed(uint32 batchId, uint32 word, uint256 bits);
    error Datanet_Withdrawn(uint32 batchId, uint32 position);
    error Datanet_VersionOrder(bytes32 datanetKey, uint32 asked, uint32 expected);
    error Datanet_SnapshotExists(bytes32 datanetKey, bytes32 snapshotRoot);
    /// @notice Zero addresses and this system's own contracts cannot receive payouts.
    error Datanet_BadPayee(address payee);
    error Datanet_NotPayee(bytes32 contributorId, address caller);
    error Datanet_NotBinder(bytes32 contributorId, address caller);
    error Datanet_PayeeBound(bytes32 contributorId, address payee);
    error Datanet_PayeePending(bytes32 contributorId, uint40 activeAt);
    error Datanet_NothingPending(bytes32 contributorId);
    error Datanet_GrantUnknown(bytes32 grantId);
    error Datanet_GrantUsed(bytes32 grantId);
    error Datanet_Expired(uint64 deadline);
    error Wire_AlreadyDone();
    error Wire_NotDeployer(address caller);

    /// @notice Open a Datanet owned by the caller. `licenceFlags`: 1 forbids training, 2 forbids commerce. The
    /// treasury is fixed for ever; the anchorer (usually the instance's keeper) may register, anchor and review.
    function createDatanet(
        bytes32 datanetKey,
        bytes32 licenceHash,
        uint8 licenceFlags,
        address treasury,
        address anchorer
    ) external;

    function setAnchorer(bytes32 datanetKey, address anchorer) external;

    /// @notice Give a person a stable id in this Datanet. `payee` zero means "no wallet yet": the binder may bind one.
    function registerContributor(bytes32 datanetKey, bytes32 personCommitment, address payee, address binder)
        external
        returns (bytes32 contributorId);

    /// @notice Anchor one contribution. The statement is signed by the contributor's payee, or by the binder while
    /// there is no wallet. Owner or anchorer only.
    function anchorBatch(RightToLicense calldata statement, bytes calldata signature)
        external
        returns (uint32 batchId);

    /// @notice Judge items of a batch. Each item is judged once. Owner or anchorer only.
    function review(ReviewWord calldata judgement) external;

    /// @notice Turn verdicts over after a ruling: every bit named changes to the side it is named on. Disputes only.
    function overturn(ReviewWord calldata judgement) external;

    /// @notice Anchor the next version's roots. Owner or anchorer only.
    function anchorVersion(VersionAnchor calldata version) external;

    /// @notice Keep an item out of later versions; what it earned stays. Payee, owner or anchorer.
    function withdrawItem(bytes32 datanetKey, uint32 batchId, uint32 position) external;

    /// @notice Ask for another payee; effective by itself after the policy's `rotationDelay`.
    function requestPayee(bytes32 contributorId, address payee) external;

    /// @notice The binder binds a first wallet, with that wallet's signature `PayeeBind`.
    function bindPayee(bytes32 contributorId, address payee, uint256 deadline, bytes calldata signature)
        external;

    /// @notice The binder asks to rotate a lost wallet: 14 days, cancellable by the present payee.
    function requestRotation(bytes32 contributorId, address payee) external;

    /// @notice Drop a pending change. Present payee; for a first binding, the binder.
    function cancelPayee(bytes32 contributorId) external;

    /// @notice Mirror a grant the owner signed; anybody may send it.
    function grantAccess(AccessGrant calldata grant, bytes calldata signature)
        external
        returns (bytes32 grantId);

    function revokeGrant(bytes32 grantId) external;

    /// @notice Publish a root as an event only (ledger days, long-run shares, submissions).
    function anchorRoot(bytes32 kind, bytes32 root) external;

    /// @notice Who was paid for `contributorId` at `timestamp`; zero while unbound.
    function payeeAt(bytes32 contributorId, uint48 timestamp) external view returns (address);

    function datanetOf(bytes32 datanetKey) external view returns (Datanet memory);

    /// @notice Version number a snapshot root was anchored under, zero if never.
    function versionOf(bytes32 datanetKey, bytes32 snapshotRoot) external view returns (uint32);

    /// @notice When a word of a batch was last reviewed, zero if never; appeals count from here.
    function reviewedAt(bytes32 datanetKey, uint32 batchId, uint32 word) external view returns (uint40);

    /// @notice The payee of the newest change, also one that is not effective yet; zero while unbound.
    function latestPayee(bytes32 contributorId) external view returns (address);

    function isContributor(bytes32 contributorId) external view returns (bool);

    /// @notice Datanet a contributor belongs to, zero if the contributor is unknown.
    function datanetKeyOf(bytes32 contributorId) external view returns (bytes32);

    /// @notice Treasury of the contributor's Datanet.
    function treasuryOf(bytes32 contributorId) external view returns (address);

    function isGranted(bytes32 grantId) external view returns (bool);

    /// @notice Whether `account` is one of this system's contracts, which never receive payouts or own models.
    function isSystem(address account) external view returns (bool);
}
