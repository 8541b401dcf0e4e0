// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStaking, Slash} from "../compute/IStaking.sol";
import {WalletSignature} from "../libraries/WalletSignature.sol";
import {IPolicyBook} from "../payments/IPolicyBook.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {
    Assignment,
    CheckpointReceipt,
    FundAuthorization,
    ITrainingEscrow,
    Run,
    Submission
} from "./ITrainingEscrow.sol";

/// @title TrainingEscrow
/// @notice See ITrainingEscrow.
contract TrainingEscrow is ITrainingEscrow, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 public constant RUN_TYPEHASH = keccak256(
        "Run(address client,uint96 cap,bytes32 planHash,uint32 policyVersion,address evaluator,address feeWallet,uint96 bond,uint64 expiry,uint32 reviewWindow,bytes32 salt)"
    );
    bytes32 public constant ASSIGNMENT_TYPEHASH =
        keccak256("Assignment(bytes32 runId,address worker,uint96 rate,uint64 fence,uint64 deadline)");
    bytes32 public constant SUBMISSION_TYPEHASH = keccak256(
        "Submission(bytes32 runId,uint32 milestone,bytes32 checkpointHash,bytes32 chainHead,uint96 accrued,uint64 fence)"
    );
    bytes32 public constant CHECKPOINT_RECEIPT_TYPEHASH = keccak256(
        "CheckpointReceipt(bytes32 runId,address worker,uint32 milestone,bytes32 checkpointHash,uint96 fromAccrued,uint96 accrued,uint64 fence)"
    );
    bytes32 public constant SERVICE = "worker";
    uint256 private constant MAX_WORKERS = 16;
    uint256 private constant MAX_LIFETIME = 30 days;
    uint256 private constant MAX_REVIEW = 72 hours;

    IERC20 public immutable token;
    IPolicyBook public immutable policyBook;
    IStaking public immutable staking;
    address public immutable disputes;

    mapping(bytes32 runId => RunState) private _runs;
    mapping(bytes32 runId => mapping(uint64 fence => address)) public workerOf;
    mapping(bytes32 runId => address[]) private _workers;
    mapping(bytes32 runId => mapping(address worker => uint96)) public creditedOf;
    /// @notice Own backing a worker has promised to runs it holds.
    mapping(address worker => uint256) public bondReserved;

    constructor(IERC20 token_, IPolicyBook policyBook_, IStaking staking_, address disputes_)
        EIP712("OpenTraining", "1")
    {
        token = token_;
        policyBook = policyBook_;
        staking = staking_;
        disputes = disputes_;
    }

    // ---------------------------------------------------------------- client

    /// @inheritdoc ITrainingEscrow
    function fund(Run calldata run, FundAuthorization calldata a)
        external
        nonReentrant
        returns (bytes32 runId)
    {
        runId = _open(run);
        IERC3009(address(token))
            .receiveWithAuthorization(
                run.client, address(this), run.cap, a.validAfter, a.validBefore, runId, a.v, a.r, a.s
            );
    }

    /// @inheritdoc ITrainingEscrow
    function fundByApproval(Run calldata run) external nonReentrant returns (bytes32 runId) {
        runId = _open(run);
        if (msg.sender != run.client) revert Job_NotActor(runId, msg.sender, run.client);
        token.safeTransferFrom(msg.sender, address(this), run.cap);
    }

    /// @inheritdoc ITrainingEscrow
    function cancel(bytes32 runId) external nonReentrant {
        RunState storage run = _active(runId);
        if (msg.sender != run.client) revert Job_NotActor(runId, msg.sender, run.client);
        if (run.cancelledAt != 0) revert Job_Cancelled(runId, run.cancelledAt);
        run.cancelledAt = uint40(block.timestamp);
        bool untouched = run.fence == 0;
        emit RunCancelled(runId, untouched);
        if (untouched) _end(runId, run, State.Expired, "cancelled");
    }

    /// @inheritdoc ITrainingEscrow
    function refundExpired(bytes32 runId) external nonReentrant {
        RunState storage run = _active(runId);
        uint256 from = (run.cancelledAt != 0 ? run.cancelledAt : run.expiry) + uint256(run.reviewWindow);
        if (block.timestamp < from) revert Job_NotExpired(runId, from);
        _end(runId, run, State.Expired, "expired");
    }

    /// @inheritdoc ITrainingEscrow
    function release(bytes32 runId) external nonReentrant {
        RunState storage run = _runs[runId];
        uint96 amount = run.contested;
        if (amount == 0) revert Job_NothingContested(runId);
        if (block.timestamp < run.contestedUntil) revert Job_NotExpired(runId, run.contestedUntil);
        run.contested = 0;
        emit ContestedReleased(runId, run.client, amount);
        token.safeTransfer(run.client, amount);
    }

    // ---------------------------------------------------------------- worker

    /// @inheritdoc ITrainingEscrow
    function accept(
        Assignment calldata assignment,
        bytes calldata evaluatorSignature,
        bytes calldata workerSignature
    ) external {
        bytes32 runId = assignment.runId;
        RunState storage run = _working(runId);
        if (block.timestamp > assignment.deadline) revert Job_Late(runId, assignment.deadline);
        if (assignment.fence != run.fence + 1) revert Job_StaleFence(runId, assignment.fence, run.fence + 1);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ASSIGNMENT_TYPEHASH, assignment)));
        _checkSignature(runId, run.evaluator, digest, evaluatorSignature);
        _checkSignature(runId, assignment.worker, digest, workerSignature);

        _freeBond(runId, run);
        run.fence = assignment.fence;
        workerOf[runId][assignment.fence] = assignment.worker;
        _reserveBond(runId, run, assignment.worker);
        _remember(runId, assignment.worker);
        emit RunAccepted(runId, assignment.worker, assignment.fence, assignment.rate);
    }

    /// @inheritdoc ITrainingEscrow
    function submit(Submission calldata submission, bytes calldata workerSignature) external {
        bytes32 runId = submission.runId;
        RunState storage run = _working(runId);
        if (submission.fence == 0 || submission.fence != run.fence) {
            revert Job_StaleFence(runId, submission.fence, run.fence);
        }
        if (submission.accrued < run.submitted || submission.accrued > run.cap) {
            revert Job_BadAccrued(runId, run.submitted, submission.accrued, run.cap);
        }
        address worker = workerOf[runId][submission.fence];
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SUBMISSION_TYPEHASH, submission)));
        _checkSignature(runId, worker, digest, workerSignature);

        run.submitted = submission.accrued;
        run.state = State.Submitted;
        emit MilestoneSubmitted(
            runId,
            worker,
            submission.milestone,
            submission.checkpointHash,
            submission.chainHead,
            submission.accrued,
            submission.fence
        );
    }

    // ------------------------------------------------------------- evaluator

    /// @inheritdoc ITrainingEscrow
    function acceptCheckpoint(CheckpointReceipt calldata receipt, bytes calldata evaluatorSignature)
        external
    {
        bytes32 runId = receipt.runId;
        RunState storage run = _active(runId);
        address worker = workerOf[runId][receipt.fence];
        if (worker == address(0) || worker != receipt.worker) {
            revert Job_StaleFence(runId, receipt.fence, run.fence);
        }
        if (receipt.fromAccrued != run.accrued || receipt.accrued <= run.accrued || receipt.accrued > run.cap)
        {
            revert Job_BadAccrued(runId, run.accrued, receipt.accrued, run.cap);
        }
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CHECKPOINT_RECEIPT_TYPEHASH, receipt)));
        _checkSignature(runId, run.evaluator, digest, evaluatorSignature);

        creditedOf[runId][worker] += receipt.accrued - run.accrued;
        run.accrued = receipt.accrued;
        emit CheckpointAccepted(
            runId,
            worker,
            receipt.milestone,
            receipt.checkpointHash,
            receipt.fromAccrued,
            receipt.accrued,
            receipt.fence
        );
    }

    /// @inheritdoc ITrainingEscrow
    function complete(bytes32 runId, bytes32 reasonHash) external nonReentrant {
        _end(runId, _asEvaluator(runId), State.Completed, reasonHash);
    }

    /// @inheritdoc ITrainingEscrow
    function reject(bytes32 runId, bytes32 reasonHash) external nonReentrant {
        _end(runId, _asEvaluator(runId), State.Rejected, reasonHash);
    }

    /// @inheritdoc ITrainingEscrow
    function rejectForFraud(bytes32 runId, bytes32 reasonHash) external nonReentrant {
        RunState storage run = _asEvaluator(runId);
        run.bondAtRisk = run.bond != 0 && run.fence != 0;
        _end(runId, run, State.Rejected, reasonHash);
    }

    /// @inheritdoc ITrainingEscrow
    function slashBond(bytes32 runId) external nonReentrant {
        RunState storage run = _runs[runId];
        if (!run.bondAtRisk) revert Job_NothingContested(runId);
        if (block.timestamp <= run.contestedUntil) revert Job_NotExpired(runId, run.contestedUntil);
        _takeBond(runId, run, run.bond);
    }

    // -------------------------------------------------------------- disputes

    modifier onlyDisputes() {
        if (msg.sender != disputes) revert Job_NotDisputes(msg.sender);
        _;
    }

    /// @inheritdoc ITrainingEscrow
    function hold(bytes32 runId, uint40 until) external onlyDisputes {
        RunState storage run = _contestable(runId);
        if (block.timestamp > run.contestedUntil) revert Job_Late(runId, run.contestedUntil);
        if (until > run.contestedUntil) run.contestedUntil = until;
        emit ContestedHeld(runId, run.contestedUntil);
    }

    /// @inheritdoc ITrainingEscrow
    function endHold(bytes32 runId) external onlyDisputes {
        RunState storage run = _contestable(runId);
        run.contestedUntil = uint40(block.timestamp);
        // A case that was dismissed leaves the evaluator's word standing, but the worker was heard once.
        emit ContestedHeld(runId, run.contestedUntil);
    }

    /// @inheritdoc ITrainingEscrow
    function rule(bytes32 runId, uint96 toWorker, uint96 bondTaken) external nonReentrant onlyDisputes {
        RunState storage run = _contestable(runId);
        if (toWorker > run.contested) revert Job_BadAccrued(runId, 0, toWorker, run.contested);
        if (bondTaken > (run.bondAtRisk ? run.bond : 0)) {
            revert Job_BadAccrued(runId, 0, bondTaken, run.bond);
        }
        address worker = workerOf[runId][run.fence];
        uint96 toClient = run.contested - toWorker;
        run.contested = 0;
        emit ContestedRuled(runId, worker, toWorker, toClient, bondTaken);
        if (run.bondAtRisk) _takeBond(runId, run, bondTaken);
        if (toWorker > 0) token.safeTransfer(worker, toWorker);
        if (toClient > 0) token.safeTransfer(run.client, toClient);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc ITrainingEscrow
    function runOf(bytes32 runId) external view returns (RunState memory) {
        return _runs[runId];
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    // -------------------------------------------------------------- internal

    function _open(Run calldata run) private returns (bytes32 runId) {
        runId = keccak256(abi.encode(RUN_TYPEHASH, run));
        RunState storage state = _runs[runId];
        if (state.state != State.None) revert Job_Exists(runId);
        if (run.cap == 0) revert Job_BadRun("cap", 0, 1, type(uint96).max);
        if (run.evaluator == address(0)) revert Job_BadRun("evaluator", 0, 1, type(uint160).max);
        if (run.feeWallet == address(0)) revert Job_BadRun("feeWallet", 0, 1, type(uint160).max);
        uint32 version = policyBook.current();
        if (run.policyVersion != version) {
            revert Job_BadRun("policyVersion", run.policyVersion, version, version);
        }
        uint256 shortest = policyBook.policyAt(version).reviewWindow;
        if (run.reviewWindow < shortest || run.reviewWindow > MAX_REVIEW) {
            revert Job_BadRun("reviewWindow", run.reviewWindow, shortest, MAX_REVIEW);
        }
        uint256 latest = block.timestamp + MAX_LIFETIME;
        if (run.expiry <= block.timestamp || run.expiry > latest) {
            revert Job_BadRun("expiry", run.expiry, block.timestamp + 1, latest);
        }
        state.state = State.Funded;
        state.client = run.client;
        state.evaluator = run.evaluator;
        state.feeWallet = run.feeWallet;
        state.cap = run.cap;
        state.bond = run.bond;
        state.expiry = run.expiry;
        state.reviewWindow = run.reviewWindow;
        state.policyVersion = version;
        emit RunFunded(runId, run.client, run);
    }

    /// @dev Fixes every amount of the run: accepted milestones leave, the uncontested rest returns, and what was
    /// submitted above the accepted part waits for the dispute window.
    function _end(bytes32 runId, RunState storage run, State state, bytes32 reasonHash) private {
        run.state = state;
        if (!run.bondAtRisk) _freeBond(runId, run);
        uint96 contested = run.submitted > run.accrued ? run.submitted - run.accrued : 0;
        uint96 refund = run.cap - run.accrued - contested;
        if (contested > 0 || run.bondAtRisk) {
            run.contested = contested;
            run.contestedUntil =
                uint40(block.timestamp) + policyBook.policyAt(run.policyVersion).disputeWindow;
        }
        emit RunEnded(runId, state, reasonHash, run.accrued, refund, contested, run.contestedUntil);
        if (run.accrued > 0) _payWorkers(runId, run);
        if (refund > 0) token.safeTransfer(run.client, refund);
    }

    function _payWorkers(bytes32 runId, RunState storage run) private {
        uint256 feeBps = policyBook.policyAt(run.policyVersion).trainingFeeBps;
        address[] storage workers = _workers[runId];
        uint256 fees;
        for (uint256 i; i < workers.length; ++i) {
            address worker = workers[i];
            uint96 credited = creditedOf[runId][worker];
            if (credited == 0) continue;
            creditedOf[runId][worker] = 0;
            uint96 fee = uint96(uint256(credited) * feeBps / 10_000);
            fees += fee;
            emit WorkerPaid(runId, worker, credited - fee, fee);
            token.safeTransfer(worker, credited - fee);
        }
        if (fees > 0) token.safeTransfer(run.feeWallet, fees);
    }

    function _reserveBond(bytes32 runId, RunState storage run, address worker) private {
        if (run.bond == 0) return;
        uint256 reserved = bondReserved[worker] + run.bond;
        uint256 backing = staking.ownBacking(uint256(uint160(worker)), SERVICE);
        if (reserved > backing) revert Job_NoBond(runId, worker, reserved, backing);
        bondReserved[worker] = reserved;
    }

    function _freeBond(bytes32 runId, RunState storage run) private {
        if (run.bond == 0 || run.fence == 0) return;
        bondReserved[workerOf[runId][run.fence]] -= run.bond;
    }

    /// @dev Ends the reservation and slashes `amount` of it to the client. Nothing is punitive here, so nobody earns
    /// by accusing.
    function _takeBond(bytes32 runId, RunState storage run, uint96 amount) private {
        run.bondAtRisk = false;
        _freeBond(runId, run);
        if (amount == 0) return;
        address worker = workerOf[runId][run.fence];
        (, uint256 paid) =
            staking.slash(Slash(uint256(uint160(worker)), SERVICE, amount, run.client, amount, run.client));
        emit BondSlashed(runId, worker, paid);
    }

    /// @dev An ended run with something left to decide.
    function _contestable(bytes32 runId) private view returns (RunState storage run) {
        run = _runs[runId];
        if (run.contested == 0 && !run.bondAtRisk) revert Job_NothingContested(runId);
    }

    function _remember(bytes32 runId, address worker) private {
        address[] storage workers = _workers[runId];
        for (uint256 i; i < workers.length; ++i) {
            if (workers[i] == worker) return;
        }
        if (workers.length == MAX_WORKERS) revert Job_TooManyWorkers(runId, MAX_WORKERS);
        workers.push(worker);
    }

    function _asEvaluator(bytes32 runId) private view returns (RunState storage run) {
        run = _active(runId);
        if (msg.sender != run.evaluator) revert Job_NotActor(runId, msg.sender, run.evaluator);
    }

    /// @dev A run that still holds its money.
    function _active(bytes32 runId) private view returns (RunState storage run) {
        run = _runs[runId];
        if (run.state != State.Funded && run.state != State.Submitted) {
            revert Job_WrongState(runId, run.state);
        }
    }

    /// @dev A run that still takes new work.
    function _working(bytes32 runId) private view returns (RunState storage run) {
        run = _active(runId);
        if (run.cancelledAt != 0) revert Job_Cancelled(runId, run.cancelledAt);
        if (block.timestamp > run.expiry) revert Job_Late(runId, run.expiry);
    }

    function _checkSignature(bytes32 runId, address signer, bytes32 digest, bytes calldata signature)
        private
        view
    {
        if (!WalletSignature.isValid(signer, digest, signature)) {
            revert Job_BadSignature(runId, signer);
        }
    }
}
