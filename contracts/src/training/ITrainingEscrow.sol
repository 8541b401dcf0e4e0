// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The order of one training run. `keccak256(abi.encode(RUN_TYPEHASH, run))` is the run's id and the nonce of
/// the ERC-3009 authorisation that funds it, so a client's signature pays for this run and no other.
struct Run {
    address client;
    uint96 cap;
    bytes32 planHash;
    uint32 policyVersion;
    address evaluator;
    address feeWallet;
    uint96 bond;
    uint64 expiry;
    uint32 reviewWindow;
    bytes32 salt;
}

/// @notice The evaluator gives a run to a worker. `fence` is the number of this handing-out, one above the last.
struct Assignment {
    bytes32 runId;
    address worker;
    uint96 rate;
    uint64 fence;
    uint64 deadline;
}

/// @notice The worker's claim: `accrued` OPEN wei over the whole run up to this milestone.
struct Submission {
    bytes32 runId;
    uint32 milestone;
    bytes32 checkpointHash;
    bytes32 chainHead;
    uint96 accrued;
    uint64 fence;
}

/// @notice The evaluator's acceptance of one milestone, worth `accrued - fromAccrued` to `worker`.
struct CheckpointReceipt {
    bytes32 runId;
    address worker;
    uint32 milestone;
    bytes32 checkpointHash;
    uint96 fromAccrued;
    uint96 accrued;
    uint64 fence;
}

/// @notice An ERC-3009 authorisation of `run.cap` to this contract under the run's id.
struct FundAuthorization {
    uint256 validAfter;
    uint256 validBefore;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title Escrow of training runs: a client funds, a worker submits, an evaluator judges
/// @notice Pays accepted milestones only, never above the cap, and never blocks a refund.
interface ITrainingEscrow {
    enum State {
        None,
        Funded,
        Submitted,
        Completed,
        Rejected,
        Expired
    }

    struct RunState {
        State state;
        address client;
        address evaluator;
        address feeWallet;
        uint96 cap;
        uint96 bond;
        uint96 accrued;
        uint96 submitted;
        uint64 fence;
        uint64 expiry;
        uint40 cancelledAt;
        uint40 contestedUntil;
        uint32 reviewWindow;
        uint32 policyVersion;
        uint96 contested;
        /// The last worker's bond after a rejection for fraud, until the dispute window or a case ends.
        bool bondAtRisk;
    }

    event RunFunded(bytes32 indexed runId, address indexed client, Run run);
    event RunAccepted(bytes32 indexed runId, address indexed worker, uint64 fence, uint96 rate);
    event MilestoneSubmitted(
        bytes32 indexed runId,
        address indexed worker,
        uint32 milestone,
        bytes32 checkpointHash,
        bytes32 chainHead,
        uint96 accrued,
        uint64 fence
    );
    event CheckpointAccepted(
        bytes32 indexed runId,
        address indexed worker,
        uint32 milestone,
        bytes32 checkpointHash,
        uint96 fromAccrued,
        uint96 accrued,
        uint64 fence
    );
    event RunCancelled(bytes32 indexed runId, bool refunded);
    event RunEnded(
        bytes32 indexed runId,
        State state,
        bytes32 reasonHash,
        uint96 paid,
        uint96 refunded,
        uint96 contested,
        uint40 contestedUntil
    );
    event WorkerPaid(bytes32 indexed runId, address indexed worker, uint96 amount, uint96 fee);
    event ContestedReleased(bytes32 indexed runId, address indexed client, uint96 amount);
    event ContestedHeld(bytes32 indexed runId, uint40 until);
    event ContestedRuled(
        bytes32 indexed runId, address indexed worker, uint96 toWorker, uint96 toClient, uint96 bondTaken
    );
    event BondSlashed(bytes32 indexed runId, address indexed worker, uint256 paid);

    error Job_WrongState(bytes32 runId, State state);
    error Job_Cancelled(bytes32 runId, uint40 cancelledAt);
    error Job_NotActor(bytes32 runId, address caller, address expected);
    error Job_Exists(bytes32 runId);
    error Job_BadRun(bytes32 field, uint256 asked, uint256 min, uint256 max);
    error Job_StaleFence(bytes32 runId, uint64 asked, uint64 expected);
    /// @notice Accrued money falls, starts elsewhere than the run stands, or exceeds the cap.
    error Job_BadAccrued(bytes32 runId, uint96 from, uint96 asked, uint96 allowed);
    error Job_BadSignature(bytes32 runId, address expected);
    error Job_Late(bytes32 runId, uint256 deadline);
    error Job_NotExpired(bytes32 runId, uint256 from);
    error Job_NoBond(bytes32 runId, address worker, uint256 asked, uint256 allowed);
    error Job_TooManyWorkers(bytes32 runId, uint256 allowed);
    error Job_NothingContested(bytes32 runId);
    error Job_NotDisputes(address caller);

    /// @notice Fund a run by the client's ERC-3009 authorisation. Anybody may send it.
    function fund(Run calldata run, FundAuthorization calldata authorization) external returns (bytes32 runId);

    /// @notice Fund a run from the caller's allowance: for wallets that cannot sign ERC-3009.
    function fundByApproval(Run calldata run) external returns (bytes32 runId);

    /// @notice A worker takes the run; evaluator and worker signed the assignment. Anybody may send it.
    function accept(
        Assignment calldata assignment,
        bytes calldata evaluatorSignature,
        bytes calldata workerSignature
    ) external;

    /// @notice Record a milestone the worker signed. Anybody may send it.
    function submit(Submission calldata submission, bytes calldata workerSignature) external;

    /// @notice Credit a milestone the evaluator accepted. Anybody may send it; old fences stay good.
    function acceptCheckpoint(CheckpointReceipt calldata receipt, bytes calldata evaluatorSignature) external;

    /// @notice Evaluator: the run is done. Pays accepted milestones, returns the uncontested rest.
    function complete(bytes32 runId, bytes32 reasonHash) external;

    /// @notice Evaluator: the run failed. Pays what was accepted before, returns the uncontested rest.
    function reject(bytes32 runId, bytes32 reasonHash) external;

    /// @notice Evaluator: the worker cheated. As `reject`, and the worker's bond stays reserved: it goes to the client
    /// when the dispute window passes without a case (`slashBond`), or as a case is ruled.
    function rejectForFraud(bytes32 runId, bytes32 reasonHash) external;

    /// @notice Anybody, after an uncontested rejection for fraud: the worker's bond goes to the client.
    function slashBond(bytes32 runId) external;

    /// @notice Keep the contested part, and a bond at risk, until `until`. Disputes only.
    function hold(bytes32 runId, uint40 until) external;

    /// @notice A case was dismissed: what it held may leave now. Disputes only.
    function endHold(bytes32 runId) external;

    /// @notice Pay the contested part as ruled, and `bondTaken` of a bond at risk to the client. Disputes only.
    function rule(bytes32 runId, uint96 toWorker, uint96 bondTaken) external;

    /// @notice Client: stop. Before the first worker everything returns at once; later new work stops, receipts stay
    /// creditable for the review window, then `refundExpired`.
    function cancel(bytes32 runId) external;

    /// @notice Anybody, from expiry (or cancel) plus review window: pay what is accepted, refund the rest.
    function refundExpired(bytes32 runId) external;

    /// @notice Anybody, after the dispute window: return the contested part to the client.
    function release(bytes32 runId) external;

    function runOf(bytes32 runId) external view returns (RunState memory);

    /// @notice Own backing in Staking that a worker has promised to runs it holds; it cannot be withdrawn meanwhile.
    function bondReserved(address worker) external view returns (uint256);

    /// @notice Worker that held the run under `fence`.
    function workerOf(bytes32 runId, uint64 fence) external view returns (address);

    /// @notice Accepted OPEN of a worker in a run that was not paid out yet.
    function creditedOf(bytes32 runId, address worker) external view returns (uint96);
}
