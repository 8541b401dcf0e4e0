// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Accrual,
    BatchHeader,
    ChargeRow,
    Leaf,
    Payout,
    Receipt,
    SignedReceipt,
    Voucher
} from "../inference/IInferenceMeter.sol";

/// @notice A settled batch, handed in again: the meter keeps its hash alone.
struct BatchData {
    BatchHeader header;
    ChargeRow[] rows;
}

/// @notice A receipt's place in a batch: which row, and the siblings up to `receiptsRoot`.
struct Placed {
    Receipt receipt;
    uint256 row;
    bytes32[] proof;
}

/// @notice One leaf of one receipt, for an F1 sum. Ascending by `index * 64 + leafIndex`.
struct Item {
    uint256 index;
    Receipt receipt;
    bytes32[] receiptProof;
    uint256 leafIndex;
    Leaf leaf;
    bytes32[] leafProof;
}

/// @notice What opens a voucher's `requestHash`.
struct Request {
    uint64 modelId;
    uint32 modelVersion;
    uint32 priceId;
    uint32 maxTokensOut;
    bytes32 promptCommitment;
}

/// @notice Everything that must be shown when a receipt is demanded.
struct Disclosure {
    SignedReceipt signed;
    bytes32[] proof;
    Voucher voucher;
    bytes voucherSignature;
    Request request;
}

/// @title Objective faults F1 to F6, proven by anybody
/// @notice Every proof rests on data under a settled batch's hash or on an operator key's signature. A proof pays the
/// harmed first; the same harm is never paid twice, and a cheap proof never blocks a dearer one.
interface IFaultProver {
    enum Fault {
        None,
        Underpaid,
        Equivocation,
        Overcharge,
        WrongPayee,
        BadSplit,
        Withheld
    }

    event FaultProven(
        Fault indexed kind,
        address indexed operator,
        bytes32 indexed subject,
        uint256 slashed,
        address harmed,
        uint256 harmedPaid,
        address prover
    );
    event SumOpened(bytes32 indexed sumId, uint64 indexed batchId, address payee, bytes32 contributorId);
    event SumGrown(bytes32 indexed sumId, uint256 cursor, uint256 sum);
    event SumLapsed(bytes32 indexed sumId);
    event ReceiptDemanded(
        bytes32 indexed demandId, uint64 indexed batchId, uint256 index, address by, uint256 until
    );
    /// @notice The disclosure is this transaction's calldata.
    event DemandAnswered(bytes32 indexed demandId, address by);

    error Fault_Unbound(uint64 batchId);
    error Fault_Unordered(uint256 cursor, uint256 asked);
    error Fault_NotShort(uint256 due, uint256 given);
    error Fault_WindowOver(uint256 closedAt);
    error Fault_BadSignature(bytes32 structHash, address expected);
    error Fault_AlreadyProven(bytes32 subject);
    error Fault_NotEquivocal(bytes32 first, bytes32 second);
    error Fault_NoFault(bytes32 subject);
    error Fault_NotOpen(bytes32 subject);
    error Fault_AlreadyOpen(bytes32 subject);
    error Fault_TooEarly(bytes32 subject, uint256 from);
    error Fault_Late(bytes32 subject, uint256 until);
    error Fault_BadDisclosure(bytes32 demandId, bytes32 what);

    /// @notice F1: start adding up what a batch's leaves owe to `payee`, or (payee zero) to a contributor without a
    /// wallet. Bonded; lapses after the demand window.
    function openSum(BatchData calldata batch, address payee, bytes32 contributorId)
        external
        returns (bytes32 sumId);

    /// @notice F1: add leaves, over as many transactions as it takes. Whoever opened the sum.
    function addItems(bytes32 sumId, BatchHeader calldata header, Item[] calldata items) external;

    /// @notice F1: the sum is above what the batch paid and accrued.
    function proveUnderpaid(
        bytes32 sumId,
        BatchHeader calldata header,
        Payout[] calldata payouts,
        Accrual[] calldata accruals
    ) external;

    /// @notice F1: drop a sum that was not proven in time; its bond goes to the accused provider. Anybody.
    function lapseSum(bytes32 sumId) external;

    /// @notice F2: two different receipts, both signed by the session's operator, for the same call.
    function proveEquivocation(
        Receipt calldata first,
        bytes calldata firstSignature,
        Receipt calldata second,
        bytes calldata secondSignature
    ) external;

    /// @notice F2: a signed receipt that is not the one settled at its place.
    function proveSettledOther(
        BatchData calldata batch,
        uint256 row,
        bytes32 settledHash,
        bytes32[] calldata proof,
        Receipt calldata signed,
        bytes calldata signature
    ) external;

    /// @notice F3: the batch charged more than the row's last receipt says.
    function proveRowOvercharge(BatchData calldata batch, Placed calldata last) external;

    /// @notice F3: the charge is not the price of its tokens.
    function proveWrongCharge(BatchData calldata batch, Placed calldata placed) external;

    /// @notice F3: the cumulative charge jumps. `previous` is the receipt before it; ignored for a row's first.
    function proveBrokenStep(BatchData calldata batch, Placed calldata placed, Placed calldata previous)
        external;

    /// @notice F3: served before the session opened or the receipt before it, after the session ended, or after it was
    /// settled. `previous` is ignored for a row's first receipt.
    function proveBadTime(BatchData calldata batch, Placed calldata placed, Placed calldata previous) external;

    /// @notice F3: another model, version or price than the user signed for, or more tokens.
    function proveWrongRequest(
        BatchData calldata batch,
        Placed calldata placed,
        Voucher calldata voucher,
        Request calldata request
    ) external;

    /// @notice F3: a dearer price than was in force from `revenueDelay` before the call on.
    function proveStalePrice(BatchData calldata batch, Placed calldata placed) external;

    /// @notice F4: a data leaf pays somebody else than the contributor's payee at `servedAt`.
    function proveWrongPayee(
        BatchData calldata batch,
        Placed calldata placed,
        Leaf calldata leaf,
        uint256 leafIndex,
        bytes32[] calldata leafProof
    ) external;

    /// @notice F5: the leaves under the split root break the split rules.
    function proveBadSplit(BatchData calldata batch, Placed calldata placed, Leaf[] calldata leaves) external;

    /// @notice F6: ask for the receipt at `index`; bonded.
    function demandReceipt(BatchData calldata batch, uint256 row, uint64 seq)
        external
        returns (bytes32 demandId);

    /// @notice F6: show it. Anybody; earns the bond.
    function answerDemand(bytes32 demandId, BatchData calldata batch, Disclosure calldata disclosure) external;

    /// @notice F6: nobody showed it in time.
    function proveWithheld(bytes32 demandId, BatchData calldata batch) external;
}
