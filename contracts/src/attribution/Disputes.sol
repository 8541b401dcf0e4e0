// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStaking, Slash} from "../compute/IStaking.sol";
import {IDatanetRegistry, ReviewWord} from "../datanets/IDatanetRegistry.sol";
import {BatchHeader, IInferenceMeter} from "../inference/IInferenceMeter.sol";
import {MeterHash} from "../libraries/MeterHash.sol";
import {IPolicyBook, Policy} from "../payments/IPolicyBook.sol";
import {ITrainingEscrow} from "../training/ITrainingEscrow.sol";
import {IDisputes} from "./IDisputes.sol";

/// @title Disputes
/// @notice See IDisputes.
contract Disputes is IDisputes, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using MeterHash for BatchHeader;

    bytes32 private constant INFERENCE = "inference";
    uint256 private constant MOST_BPS = 1_000;

    IERC20 public immutable token;
    IPolicyBook public immutable policyBook;
    IStaking public immutable staking;
    IDatanetRegistry public immutable datanets;
    IInferenceMeter public immutable meter;
    address public immutable governance;
    address private immutable _wirer;

    ITrainingEscrow public escrow;
    address public arbiter;
    uint256 public caseCount;
    mapping(uint256 caseId => Case) private _cases;
    mapping(Kind => mapping(bytes32 subject => uint256)) public openCaseOf;

    constructor(
        IPolicyBook policyBook_,
        IStaking staking_,
        IDatanetRegistry datanets_,
        IInferenceMeter meter_,
        IERC20 token_,
        address governance_,
        address arbiter_,
        address wirer
    ) {
        policyBook = policyBook_;
        staking = staking_;
        datanets = datanets_;
        meter = meter_;
        token = token_;
        governance = governance_;
        arbiter = arbiter_;
        _wirer = wirer;
        emit ArbiterSet(arbiter_);
    }

    /// @notice Name the escrow, once, by the address fixed at deploy.
    function wire(ITrainingEscrow escrow_) external {
        if (msg.sender != _wirer) revert Wire_NotDeployer(msg.sender);
        if (address(escrow) != address(0)) revert Wire_AlreadyDone();
        escrow = escrow_;
        emit Wired(address(escrow_));
    }

    modifier onlyArbiter() {
        _checkArbiter();
        _;
    }

    // --------------------------------------------------------------- opening

    /// @inheritdoc IDisputes
    function openAttribution(BatchHeader calldata header, uint32 index, uint96 claim, bytes32 evidenceHash)
        external
        nonReentrant
        returns (uint256 caseId)
    {
        bytes32 subject = keccak256(abi.encode(header.id, index));
        if (meter.batchHash(header.id) != header.header() || index >= header.receiptCount) {
            revert Dispute_Unbound(subject);
        }
        uint256 closesAt = header.settledAt + policyBook.policyAt(header.policyVersion).faultWindow;
        if (block.timestamp > closesAt) revert Dispute_WindowOver(subject, closesAt);
        uint256 providerId = staking.providerOf(header.operator);
        caseId = _open(Kind.Attribution, subject, address(uint160(providerId)));
        Case storage opened = _cases[caseId];
        uint256 most = staking.slashable(providerId, INFERENCE) * MOST_BPS / 10_000;
        opened.most = uint96(claim < most ? claim : most);
        uint256 held = staking.hold(providerId, INFERENCE, caseId, opened.most, opened.deadline);
        _announce(caseId, evidenceHash, held);
    }

    /// @inheritdoc IDisputes
    function openReview(ReviewWord calldata correction, bytes32 evidenceHash)
        external
        nonReentrant
        returns (uint256 caseId)
    {
        bytes32 subject = keccak256(abi.encode(correction.datanetKey, correction.batchId, correction.word));
        uint256 reviewedAt = datanets.reviewedAt(correction.datanetKey, correction.batchId, correction.word);
        if (reviewedAt == 0) revert Dispute_Unbound(subject);
        uint256 closesAt = reviewedAt + _policy().disputeWindow;
        if (block.timestamp > closesAt) revert Dispute_WindowOver(subject, closesAt);
        caseId = _open(Kind.Review, subject, datanets.datanetOf(correction.datanetKey).owner);
        _cases[caseId].correctionHash = keccak256(abi.encode(correction));
        _announce(caseId, evidenceHash, 0);
    }

    /// @inheritdoc IDisputes
    function openTraining(bytes32 runId, bytes32 evidenceHash)
        external
        nonReentrant
        returns (uint256 caseId)
    {
        ITrainingEscrow.RunState memory run = escrow.runOf(runId);
        address worker = escrow.workerOf(runId, run.fence);
        if (msg.sender != run.client && msg.sender != worker) revert Dispute_NotParty(runId, msg.sender);
        caseId = _open(Kind.Training, runId, msg.sender == worker ? run.client : worker);
        // The escrow refuses when nothing is contested any more; it holds until the deadline at most.
        escrow.hold(runId, _cases[caseId].deadline);
        _announce(caseId, evidenceHash, run.contested);
    }

    /// @inheritdoc IDisputes
    function answer(uint256 caseId, bytes32 answerHash) external {
        Case storage pending = _pending(caseId);
        if (msg.sender != pending.accused) revert Dispute_NotAccused(caseId, msg.sender);
        emit CaseAnswered(caseId, answerHash);
    }

    // ---------------------------------------------------------------- ruling

    /// @inheritdoc IDisputes
    function upholdAttribution(uint256 caseId, uint96 amount, bytes32 reasonHash)
        external
        nonReentrant
        onlyArbiter
    {
        Case memory ruled = _rule(caseId, Kind.Attribution);
        if (amount > ruled.most) revert Dispute_ExceedsAllowed(caseId, amount, ruled.most);
        emit CaseUpheld(caseId, amount, reasonHash);
        uint256 providerId = uint256(uint160(ruled.accused));
        staking.releaseHold(providerId, caseId);
        staking.slash(Slash(providerId, INFERENCE, amount, ruled.opener, amount, ruled.opener));
        token.safeTransfer(ruled.opener, ruled.bond);
    }

    /// @inheritdoc IDisputes
    function upholdReview(uint256 caseId, ReviewWord calldata correction, bytes32 reasonHash)
        external
        nonReentrant
        onlyArbiter
    {
        Case memory ruled = _rule(caseId, Kind.Review);
        if (keccak256(abi.encode(correction)) != ruled.correctionHash) revert Dispute_Unbound(ruled.subject);
        emit CaseUpheld(caseId, 0, reasonHash);
        datanets.overturn(correction);
        token.safeTransfer(ruled.opener, ruled.bond);
    }

    /// @inheritdoc IDisputes
    function upholdTraining(uint256 caseId, uint96 toWorker, uint96 bondToClient, bytes32 reasonHash)
        external
        nonReentrant
        onlyArbiter
    {
        Case memory ruled = _rule(caseId, Kind.Training);
        emit CaseUpheld(caseId, toWorker, reasonHash);
        escrow.rule(ruled.subject, toWorker, bondToClient);
        token.safeTransfer(ruled.opener, ruled.bond);
    }

    /// @inheritdoc IDisputes
    function dismiss(uint256 caseId, bytes32 reasonHash) external nonReentrant onlyArbiter {
        Case storage pending = _pending(caseId);
        if (block.timestamp > pending.deadline) revert Dispute_Late(caseId, pending.deadline);
        _dismiss(caseId, reasonHash, true);
    }

    /// @inheritdoc IDisputes
    function lapse(uint256 caseId) external nonReentrant {
        Case storage pending = _pending(caseId);
        if (block.timestamp <= pending.deadline) revert Dispute_TooEarly(caseId, pending.deadline);
        _dismiss(caseId, bytes32(0), false);
    }

    /// @inheritdoc IDisputes
    function setArbiter(address arbiter_) external {
        if (msg.sender != governance) revert Dispute_NotGovernance(msg.sender);
        arbiter = arbiter_;
        emit ArbiterSet(arbiter_);
    }

    /// @inheritdoc IDisputes
    function caseOf(uint256 caseId) external view returns (Case memory) {
        return _cases[caseId];
    }

    // -------------------------------------------------------------- internal

    function _checkArbiter() private view {
        if (msg.sender != arbiter) revert Dispute_NotArbiter(msg.sender);
    }

    function _open(Kind kind, bytes32 subject, address accused) private returns (uint256 caseId) {
        uint256 earlier = openCaseOf[kind][subject];
        if (earlier != 0) revert Dispute_AlreadyOpen(subject, earlier);
        Policy memory policy = _policy();
        caseId = ++caseCount;
        openCaseOf[kind][subject] = caseId;
        Case storage opened = _cases[caseId];
        opened.kind = kind;
        opened.open = true;
        opened.deadline = uint40(block.timestamp) + policy.rulingDeadline;
        opened.opener = msg.sender;
        opened.accused = accused;
        opened.bond = policy.challengeBond;
        opened.subject = subject;
        token.safeTransferFrom(msg.sender, address(this), policy.challengeBond);
    }

    function _announce(uint256 caseId, bytes32 evidenceHash, uint256 held) private {
        Case storage opened = _cases[caseId];
        emit CaseOpened(
            caseId,
            opened.kind,
            opened.subject,
            opened.opener,
            opened.accused,
            evidenceHash,
            opened.deadline,
            held
        );
    }

    function _pending(uint256 caseId) private view returns (Case storage pending) {
        pending = _cases[caseId];
        if (!pending.open) revert Dispute_NotOpen(caseId);
    }

    function _rule(uint256 caseId, Kind kind) private returns (Case memory ruled) {
        ruled = _pending(caseId);
        if (ruled.kind != kind) revert Dispute_WrongKind(caseId, ruled.kind);
        if (block.timestamp > ruled.deadline) revert Dispute_Late(caseId, ruled.deadline);
        _close(caseId, ruled);
    }

    function _close(uint256 caseId, Case memory closed) private {
        _cases[caseId].open = false;
        delete openCaseOf[closed.kind][closed.subject];
    }

    function _dismiss(uint256 caseId, bytes32 reasonHash, bool byRuling) private {
        Case memory closed = _cases[caseId];
        _close(caseId, closed);
        emit CaseDismissed(caseId, reasonHash, byRuling);
        if (closed.kind == Kind.Attribution) {
            staking.releaseHold(uint256(uint160(closed.accused)), caseId);
        } else if (closed.kind == Kind.Training && byRuling) {
            escrow.endHold(closed.subject);
        }
        uint256 half = closed.bond / 2;
        token.safeTransfer(closed.accused, half);
        token.safeTransfer(closed.opener, closed.bond - half);
    }

    function _policy() private view returns (Policy memory) {
        return policyBook.policyAt(policyBook.current());
    }
}
