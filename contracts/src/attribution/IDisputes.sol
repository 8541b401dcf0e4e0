// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReviewWord} from "../datanets/IDatanetRegistry.sol";
import {BatchHeader} from "../inference/IInferenceMeter.sol";

/// @title Cases a person decides: attribution (F7), reviews, training
/// @notice Anyone opens a case with a bond. The arbiter rules before a deadline; no ruling means dismissed. A case can
/// move bonds, at most a tenth of a provision, and the contested part of a training run, and it always ends.
interface IDisputes {
    enum Kind {
        None,
        Attribution,
        Review,
        Training
    }

    struct Case {
        Kind kind;
        bool open;
        uint40 deadline;
        address opener;
        address accused;
        uint96 bond;
        /// Most a ruling may take from the provider (attribution), zero otherwise.
        uint96 most;
        /// Batch and receipt index, review word, or run.
        bytes32 subject;
        /// Hash of the correction a review case asks for.
        bytes32 correctionHash;
    }

    event CaseOpened(
        uint256 indexed caseId,
        Kind indexed kind,
        bytes32 indexed subject,
        address opener,
        address accused,
        bytes32 evidenceHash,
        uint40 deadline,
        uint256 held
    );
    event CaseAnswered(uint256 indexed caseId, bytes32 answerHash);
    event CaseUpheld(uint256 indexed caseId, uint256 amount, bytes32 reasonHash);
    /// @notice `byRuling` is false when the deadline passed without one.
    event CaseDismissed(uint256 indexed caseId, bytes32 reasonHash, bool byRuling);
    event ArbiterSet(address indexed arbiter);
    event Wired(address escrow);

    error Dispute_NotArbiter(address caller);
    error Dispute_NotGovernance(address caller);
    error Dispute_NotAccused(uint256 caseId, address caller);
    error Dispute_NotParty(bytes32 subject, address caller);
    error Dispute_NotOpen(uint256 caseId);
    error Dispute_WrongKind(uint256 caseId, Kind kind);
    error Dispute_AlreadyOpen(bytes32 subject, uint256 caseId);
    error Dispute_WindowOver(bytes32 subject, uint256 closedAt);
    error Dispute_Late(uint256 caseId, uint40 deadline);
    error Dispute_TooEarly(uint256 caseId, uint40 deadline);
    error Dispute_Unbound(bytes32 subject);
    error Dispute_ExceedsAllowed(uint256 caseId, uint256 asked, uint256 allowed);
    error Wire_AlreadyDone();
    error Wire_NotDeployer(address caller);

    /// @notice Doubt the attribution of receipt `index` of a settled batch. `claim` is the OPEN asked for, at most a
    /// tenth of the provider's provision is held for it. Within the batch's fault window; needs a bond's allowance.
    function openAttribution(BatchHeader calldata header, uint32 index, uint96 claim, bytes32 evidenceHash)
        external
        returns (uint256 caseId);

    /// @notice Appeal against verdicts, within the dispute window after the word's last review.
    function openReview(ReviewWord calldata correction, bytes32 evidenceHash)
        external
        returns (uint256 caseId);

    /// @notice Client or worker of an ended run contests what was submitted and not accepted.
    function openTraining(bytes32 runId, bytes32 evidenceHash) external returns (uint256 caseId);

    /// @notice The accused's answer, as a commitment.
    function answer(uint256 caseId, bytes32 answerHash) external;

    /// @notice Arbiter, attribution: slash `amount`, all of it to the opener.
    function upholdAttribution(uint256 caseId, uint96 amount, bytes32 reasonHash) external;

    /// @notice Arbiter, review: apply the correction the case was opened with.
    function upholdReview(uint256 caseId, ReviewWord calldata correction, bytes32 reasonHash) external;

    /// @notice Arbiter, training: give `toWorker` of the contested part to the last worker, the rest to the client,
    /// and take `bondToClient` of a bond that was rejected for fraud.
    function upholdTraining(uint256 caseId, uint96 toWorker, uint96 bondToClient, bytes32 reasonHash) external;

    /// @notice Arbiter: nothing is wrong. Half of the opener's bond goes to the accused.
    function dismiss(uint256 caseId, bytes32 reasonHash) external;

    /// @notice Anybody, after the deadline: the same as a dismissal.
    function lapse(uint256 caseId) external;

    /// @notice Governance: name who rules from now on, itself or a council.
    function setArbiter(address arbiter) external;

    function caseOf(uint256 caseId) external view returns (Case memory);
}
