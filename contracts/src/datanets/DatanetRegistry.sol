// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {WalletSignature} from "../libraries/WalletSignature.sol";
import {IPolicyBook} from "../payments/IPolicyBook.sol";
import {
    AccessGrant,
    IDatanetRegistry,
    ReviewWord,
    RightToLicense,
    VersionAnchor
} from "./IDatanetRegistry.sol";

/// @title DatanetRegistry
/// @notice See IDatanetRegistry.
contract DatanetRegistry is IDatanetRegistry, EIP712 {
    using Checkpoints for Checkpoints.Trace208;

    struct Grant {
        bytes32 datanetKey;
        uint64 expiresAt;
        bool revoked;
    }

    bytes32 public constant RIGHT_TO_LICENSE_TYPEHASH = keccak256(
        "RightToLicense(bytes32 datanetKey,bytes32 contributorId,bytes32 root,uint32 count,bytes32 licenceHash,uint64 signedAt)"
    );
    bytes32 public constant ACCESS_GRANT_TYPEHASH = keccak256(
        "AccessGrant(bytes32 datanetKey,address grantee,uint8 purpose,uint64 expiresAt,bytes32 nonce)"
    );
    bytes32 public constant PAYEE_BIND_TYPEHASH =
        keccak256("PayeeBind(bytes32 contributorId,address payee,uint256 deadline)");
    uint40 private constant LOST_WALLET_DELAY = 14 days;

    IPolicyBook public immutable policyBook;
    address private immutable _wirer;

    bool public wired;
    address public disputes;
    mapping(address account => bool) public isSystem;
    mapping(bytes32 datanetKey => Datanet) private _datanets;
    mapping(bytes32 contributorId => Contributor) public contributors;
    mapping(bytes32 contributorId => Checkpoints.Trace208) private _payees;
    mapping(bytes32 datanetKey => mapping(uint32 batchId => Batch)) public batches;
    mapping(bytes32 datanetKey => mapping(bytes32 root => uint32)) public batchIdOf;
    mapping(bytes32 datanetKey => mapping(uint32 batchId => mapping(uint32 word => uint256))) public accepted;
    mapping(bytes32 datanetKey => mapping(uint32 batchId => mapping(uint32 word => uint256))) public rejected;
    mapping(bytes32 datanetKey => mapping(uint32 batchId => mapping(uint32 word => uint256))) public
        withdrawn;
    mapping(bytes32 datanetKey => mapping(uint32 batchId => mapping(uint32 word => uint40))) public
        reviewedAt;
    mapping(bytes32 datanetKey => mapping(bytes32 snapshotRoot => uint32)) public versionOf;
    mapping(bytes32 grantId => Grant) public grants;

    constructor(IPolicyBook policyBook_, address wirer) EIP712("OpenDatanets", "1") {
        policyBook = policyBook_;
        _wirer = wirer;
    }

    /// @notice Name the system's own contracts and the one that may overturn verdicts, once, by the address fixed at
    /// deploy.
    function wire(address[] calldata systemContracts, address disputes_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (wired) revert Wire_AlreadyDone();
        wired = true;
        disputes = disputes_;
        for (uint256 i; i < systemContracts.length; ++i) {
            isSystem[systemContracts[i]] = true;
        }
        emit Wired(systemContracts, disputes_);
    }

    modifier onlyKeeperOf(bytes32 datanetKey) {
        _checkKeeper(datanetKey);
        _;
    }

    // -------------------------------------------------------------- datanets

    /// @inheritdoc IDatanetRegistry
    function createDatanet(
        bytes32 datanetKey,
        bytes32 licenceHash,
        uint8 licenceFlags,
        address treasury,
        address anchorer
    ) external {
        Datanet storage datanet = _datanets[datanetKey];
        if (datanet.owner != address(0)) revert Datanet_Exists(datanetKey);
        _checkPayee(treasury);
        datanet.owner = msg.sender;
        datanet.licenceFlags = licenceFlags;
        datanet.anchorer = anchorer;
        datanet.treasury = treasury;
        datanet.licenceHash = licenceHash;
        emit DatanetCreated(datanetKey, msg.sender, licenceHash, licenceFlags, treasury, anchorer);
    }

    /// @inheritdoc IDatanetRegistry
    function setAnchorer(bytes32 datanetKey, address anchorer) external {
        Datanet storage datanet = _datanets[datanetKey];
        if (msg.sender != datanet.owner) revert Datanet_NotOwner(datanetKey, msg.sender);
        datanet.anchorer = anchorer;
        emit AnchorerSet(datanetKey, anchorer);
    }

    // --------------------------------------------------------- contributions

    /// @inheritdoc IDatanetRegistry
    function registerContributor(bytes32 datanetKey, bytes32 personCommitment, address payee, address binder)
        external
        onlyKeeperOf(datanetKey)
        returns (bytes32 contributorId)
    {
        contributorId = keccak256(abi.encode(datanetKey, personCommitment));
        Contributor storage contributor = contributors[contributorId];
        if (contributor.registeredAt != 0) revert Datanet_ContributorExists(contributorId);
        contributor.datanetKey = datanetKey;
        contributor.binder = binder;
        contributor.registeredAt = uint40(block.timestamp);
        if (payee != address(0)) {
            _checkPayee(payee);
            // Key 0: a receipt whose clock runs a second behind the chain's still finds the newborn's payee.
            _payees[contributorId].push(0, uint160(payee));
        }
        emit ContributorRegistered(datanetKey, contributorId, personCommitment, payee, binder);
    }

    /// @inheritdoc IDatanetRegistry
    function anchorBatch(RightToLicense calldata statement, bytes calldata signature)
        external
        onlyKeeperOf(statement.datanetKey)
        returns (uint32 batchId)
    {
        bytes32 key = statement.datanetKey;
        bytes32 contributorId = statement.contributorId;
        if (statement.count == 0) revert Datanet_EmptyBatch(key);
        if (contributors[contributorId].datanetKey != key) revert Datanet_ContributorUnknown(contributorId);
        if (batchIdOf[key][statement.root] != 0) revert Datanet_BatchExists(key, statement.root);

        address signer = payeeAt(contributorId, uint48(block.timestamp));
        if (signer == address(0)) signer = contributors[contributorId].binder;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RIGHT_TO_LICENSE_TYPEHASH, statement)));
        if (!WalletSignature.isValid(signer, digest, signature)) revert Datanet_BadSignature(signer);

        batchId = ++_datanets[key].batchCount;
        batchIdOf[key][statement.root] = batchId;
        batches[key][batchId] = Batch(statement.root, contributorId, statement.count, uint40(block.timestamp));
        _emitBatchAnchored(statement, batchId);
    }

    /// @inheritdoc IDatanetRegistry
    function review(ReviewWord calldata judgement) external onlyKeeperOf(judgement.datanetKey) {
        bytes32 key = judgement.datanetKey;
        (uint32 batchId, uint32 word) = (judgement.batchId, judgement.word);
        uint256 bits = judgement.acceptBits | judgement.rejectBits;
        _checkRange(key, batchId, word, bits);

        uint256 done = accepted[key][batchId][word] | rejected[key][batchId][word];
        uint256 twice = (done & bits) | (judgement.acceptBits & judgement.rejectBits);
        if (twice != 0) revert Datanet_AlreadyReviewed(batchId, word, twice);
        uint256 gone = withdrawn[key][batchId][word] & bits;
        if (gone != 0) revert Datanet_Withdrawn(batchId, word * 256 + _lowestBit(gone));

        accepted[key][batchId][word] |= judgement.acceptBits;
        rejected[key][batchId][word] |= judgement.rejectBits;
        reviewedAt[key][batchId][word] = uint40(block.timestamp);
        emit BatchReviewed(
            key, batchId, word, judgement.acceptBits, judgement.rejectBits, judgement.reasonsHash
        );
    }

    /// @inheritdoc IDatanetRegistry
    function overturn(ReviewWord calldata judgement) external {
        if (msg.sender != disputes) revert Datanet_NotDisputes(msg.sender);
        bytes32 key = judgement.datanetKey;
        (uint32 batchId, uint32 word) = (judgement.batchId, judgement.word);
        (uint256 toAccepted, uint256 toRejected) = (judgement.acceptBits, judgement.rejectBits);
        uint256 wasAccepted = accepted[key][batchId][word];
        uint256 wasRejected = rejected[key][batchId][word];
        uint256 wrong = (toAccepted & ~wasRejected) | (toRejected & ~wasAccepted);
        if (wrong != 0) revert Datanet_NotReviewed(batchId, word, wrong);
        accepted[key][batchId][word] = (wasAccepted | toAccepted) & ~toRejected;
        rejected[key][batchId][word] = (wasRejected | toRejected) & ~toAccepted;
        emit ReviewOverturned(key, batchId, word, toAccepted, toRejected, judgement.reasonsHash);
    }

    /// @inheritdoc IDatanetRegistry
    function anchorVersion(VersionAnchor calldata version) external onlyKeeperOf(version.datanetKey) {
        bytes32 key = version.datanetKey;
        uint32 expected = _datanets[key].versionCount + 1;
        if (version.number != expected) revert Datanet_VersionOrder(key, version.number, expected);
        if (version.count == 0) revert Datanet_EmptyBatch(key);
        if (versionOf[key][version.snapshotRoot] != 0) {
            revert Datanet_SnapshotExists(key, version.snapshotRoot);
        }
        _datanets[key].versionCount = expected;
        versionOf[key][version.snapshotRoot] = expected;
        emit VersionAnchored(
            key,
            version.number,
            version.snapshotRoot,
            version.clusterRoot,
            version.count,
            version.licenceHash,
            version.manifestHash
        );
    }

    /// @inheritdoc IDatanetRegistry
    function withdrawItem(bytes32 datanetKey, uint32 batchId, uint32 position) external {
        Batch storage batch = batches[datanetKey][batchId];
        if (batch.count == 0) revert Datanet_BatchUnknown(datanetKey, batchId);
        if (position >= batch.count) revert Datanet_OutOfRange(position, batch.count - 1);
        Datanet storage datanet = _datanets[datanetKey];
        if (
            msg.sender != datanet.owner && msg.sender != datanet.anchorer
                && msg.sender != payeeAt(batch.contributorId, uint48(block.timestamp))
        ) revert Datanet_NotPayee(batch.contributorId, msg.sender);
        uint256 bit = 1 << (position % 256);
        uint256 word = withdrawn[datanetKey][batchId][position / 256];
        if (word & bit != 0) revert Datanet_Withdrawn(batchId, position);
        withdrawn[datanetKey][batchId][position / 256] = word | bit;
        emit ItemWithdrawn(datanetKey, batchId, position);
    }

    // ---------------------------------------------------------------- payees

    /// @inheritdoc IDatanetRegistry
    function requestPayee(bytes32 contributorId, address payee) external {
        if (msg.sender != payeeAt(contributorId, uint48(block.timestamp))) {
            revert Datanet_NotPayee(contributorId, msg.sender);
        }
        _schedulePayee(contributorId, payee, _rotationDelay());
    }

    /// @inheritdoc IDatanetRegistry
    function bindPayee(bytes32 contributorId, address payee, uint256 deadline, bytes calldata signature)
        external
    {
        _checkBinder(contributorId);
        if (block.timestamp > deadline) revert Datanet_Expired(uint64(deadline));
        address bound = payeeAt(contributorId, uint48(block.timestamp));
        if (bound != address(0)) revert Datanet_PayeeBound(contributorId, bound);
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(PAYEE_BIND_TYPEHASH, contributorId, payee, deadline)));
        if (!WalletSignature.isValid(payee, digest, signature)) revert Datanet_BadSignature(payee);
        _schedulePayee(contributorId, payee, _rotationDelay());
    }

    /// @inheritdoc IDatanetRegistry
    function requestRotation(bytes32 contributorId, address payee) external {
        _checkBinder(contributorId);
        if (payeeAt(contributorId, uint48(block.timestamp)) == address(0)) {
            revert Datanet_NotPayee(contributorId, address(0));
        }
        _schedulePayee(contributorId, payee, LOST_WALLET_DELAY);
    }

    /// @inheritdoc IDatanetRegistry
    function cancelPayee(bytes32 contributorId) external {
        Contributor storage contributor = contributors[contributorId];
        uint40 pendingAt = contributor.pendingAt;
        if (pendingAt <= block.timestamp) revert Datanet_NothingPending(contributorId);
        address bound = payeeAt(contributorId, uint48(block.timestamp));
        address mayCancel = bound == address(0) ? contributor.binder : bound;
        if (msg.sender != mayCancel) revert Datanet_NotPayee(contributorId, msg.sender);
        address dropped = address(uint160(_payees[contributorId].latest()));
        // A checkpoint cannot be removed; pushing the same key again overwrites it with the payee of today.
        _payees[contributorId].push(pendingAt, uint160(bound));
        contributor.pendingAt = 0;
        emit PayeeCancelled(contributorId, dropped);
    }

    // ---------------------------------------------------------------- access

    /// @inheritdoc IDatanetRegistry
    function grantAccess(AccessGrant calldata grant, bytes calldata signature)
        external
        returns (bytes32 grantId)
    {
        address owner = _datanets[grant.datanetKey].owner;
        if (owner == address(0)) revert Datanet_Unknown(grant.datanetKey);
        if (grant.expiresAt <= block.timestamp) revert Datanet_Expired(grant.expiresAt);
        grantId = _hashTypedDataV4(keccak256(abi.encode(ACCESS_GRANT_TYPEHASH, grant)));
        if (grants[grantId].expiresAt != 0) revert Datanet_GrantUsed(grantId);
        if (msg.sender != owner && !WalletSignature.isValid(owner, grantId, signature)) {
            revert Datanet_BadSignature(owner);
        }
        grants[grantId] = Grant(grant.datanetKey, grant.expiresAt, false);
        emit AccessGranted(grantId, grant.datanetKey, grant.grantee, grant.purpose, grant.expiresAt);
    }

    /// @inheritdoc IDatanetRegistry
    function revokeGrant(bytes32 grantId) external {
        Grant storage grant = grants[grantId];
        if (grant.expiresAt == 0) revert Datanet_GrantUnknown(grantId);
        Datanet storage datanet = _datanets[grant.datanetKey];
        if (msg.sender != datanet.owner && msg.sender != datanet.anchorer) {
            revert Datanet_NotAnchorer(grant.datanetKey, msg.sender);
        }
        grant.revoked = true;
        emit GrantRevoked(grantId, grant.datanetKey);
    }

    /// @inheritdoc IDatanetRegistry
    function anchorRoot(bytes32 kind, bytes32 root) external {
        emit RootAnchored(kind, root, msg.sender);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IDatanetRegistry
    function payeeAt(bytes32 contributorId, uint48 timestamp) public view returns (address) {
        return address(uint160(_payees[contributorId].upperLookupRecent(timestamp)));
    }

    /// @inheritdoc IDatanetRegistry
    function latestPayee(bytes32 contributorId) external view returns (address) {
        return address(uint160(_payees[contributorId].latest()));
    }

    /// @inheritdoc IDatanetRegistry
    function isContributor(bytes32 contributorId) external view returns (bool) {
        return contributors[contributorId].registeredAt != 0;
    }

    /// @inheritdoc IDatanetRegistry
    function datanetKeyOf(bytes32 contributorId) external view returns (bytes32) {
        return contributors[contributorId].datanetKey;
    }

    /// @inheritdoc IDatanetRegistry
    function treasuryOf(bytes32 contributorId) external view returns (address) {
        return _datanets[contributors[contributorId].datanetKey].treasury;
    }

    /// @inheritdoc IDatanetRegistry
    function datanetOf(bytes32 datanetKey) external view returns (Datanet memory) {
        return _datanets[datanetKey];
    }

    /// @inheritdoc IDatanetRegistry
    function isGranted(bytes32 grantId) external view returns (bool) {
        Grant storage grant = grants[grantId];
        return grant.expiresAt > block.timestamp && !grant.revoked;
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    // -------------------------------------------------------------- internal

    function _checkKeeper(bytes32 datanetKey) private view {
        Datanet storage datanet = _datanets[datanetKey];
        if (datanet.owner == address(0)) revert Datanet_Unknown(datanetKey);
        if (msg.sender != datanet.owner && msg.sender != datanet.anchorer) {
            revert Datanet_NotAnchorer(datanetKey, msg.sender);
        }
    }

    function _schedulePayee(bytes32 contributorId, address payee, uint40 delay) private {
        _checkPayee(payee);
        Contributor storage contributor = contributors[contributorId];
        if (contributor.pendingAt > block.timestamp) {
            revert Datanet_PayeePending(contributorId, contributor.pendingAt);
        }
        uint40 activeAt = uint40(block.timestamp) + delay;
        // Keys must not fall, and a cancelled change leaves its key in the future.
        (, uint48 lastKey,) = _payees[contributorId].latestCheckpoint();
        if (lastKey > activeAt) activeAt = uint40(lastKey);
        contributor.pendingAt = activeAt;
        _payees[contributorId].push(activeAt, uint160(payee));
        emit PayeeRequested(contributorId, payee, activeAt);
    }

    /// @dev Apart from `anchorBatch` for the stack's sake.
    function _emitBatchAnchored(RightToLicense calldata statement, uint32 batchId) private {
        emit BatchAnchored(
            statement.datanetKey,
            batchId,
            statement.contributorId,
            statement.root,
            statement.count,
            statement.licenceHash,
            statement.signedAt
        );
    }

    function _checkRange(bytes32 datanetKey, uint32 batchId, uint32 word, uint256 bits) private view {
        uint256 count = batches[datanetKey][batchId].count;
        if (count == 0) revert Datanet_BatchUnknown(datanetKey, batchId);
        uint256 first = uint256(word) * 256;
        if (first >= count) revert Datanet_OutOfRange(first, count - 1);
        uint256 left = count - first;
        if (left < 256 && bits >> left != 0) revert Datanet_OutOfRange(bits, (1 << left) - 1);
    }

    function _checkBinder(bytes32 contributorId) private view {
        if (msg.sender != contributors[contributorId].binder) {
            revert Datanet_NotBinder(contributorId, msg.sender);
        }
    }

    function _checkPayee(address payee) private view {
        if (payee == address(0) || isSystem[payee]) revert Datanet_BadPayee(payee);
    }

    function _rotationDelay() private view returns (uint40) {
        return policyBook.policyAt(policyBook.current()).rotationDelay;
    }

    function _lowestBit(uint256 bits) private pure returns (uint32 index) {
        while (bits & 1 == 0) {
            bits >>= 1;
            ++index;
        }
    }
}
