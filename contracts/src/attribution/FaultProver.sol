// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStaking, Slash} from "../compute/IStaking.sol";
import {IDatanetRegistry} from "../datanets/IDatanetRegistry.sol";
import {
    Accrual,
    BatchHeader,
    ChargeRow,
    IInferenceMeter,
    Leaf,
    Payout,
    Receipt,
    Voucher
} from "../inference/IInferenceMeter.sol";
import {IReceiptChecker} from "../inference/IReceiptChecker.sol";
import {IndexedMerkle} from "../libraries/IndexedMerkle.sol";
import {MeterHash} from "../libraries/MeterHash.sol";
import {IPolicyBook, Policy} from "../payments/IPolicyBook.sol";
import {IRoyaltyLedger} from "../payments/IRoyaltyLedger.sol";
import {BatchData, Disclosure, IFaultProver, Item, Placed, Request} from "./IFaultProver.sol";

/// @notice The contracts a proof is judged by.
struct ProverParts {
    IERC20 token;
    IPolicyBook policyBook;
    IStaking staking;
    IDatanetRegistry datanets;
    IRoyaltyLedger ledger;
    IReceiptChecker checker;
    IInferenceMeter meter;
}

/// @title FaultProver
/// @notice See IFaultProver.
contract FaultProver is IFaultProver, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using MeterHash for *;

    struct Sum {
        address opener;
        uint96 bond;
        address payee;
        uint40 until;
        bool open;
        address operator;
        uint64 batchId;
        bytes32 contributorId;
        uint256 cursor;
        uint256 sum;
    }

    struct Demand {
        address by;
        uint96 bond;
        uint40 until;
        bool open;
        uint64 seq;
        uint256 row;
        bytes32 batchHash;
    }

    /// @dev What a proof comes to. A zero `harmed` with harm means the contributor's account in the RoyaltyLedger.
    struct Verdict {
        Fault kind;
        bytes32 subject;
        address operator;
        uint256 amount;
        uint256 harm;
        address harmed;
        bytes32 contributorId;
    }

    bytes32 private constant INFERENCE = "inference";
    uint256 private constant LEAVES = 64;
    uint256 private constant CLOCK_TOLERANCE = 120;
    uint256 private constant MIN_MONEY_SLASH = 100e18;
    uint256 private constant EQUIVOCATION_SLASH = 1_000e18;
    uint256 private constant WITHHELD_SLASH = 500e18;
    uint8 private constant DATA = 3;

    IERC20 public immutable token;
    IPolicyBook public immutable policyBook;
    IStaking public immutable staking;
    IDatanetRegistry public immutable datanets;
    IRoyaltyLedger public immutable ledger;
    IReceiptChecker public immutable checker;
    IInferenceMeter public immutable meter;

    mapping(bytes32 sumId => Sum) public sums;
    mapping(bytes32 demandId => Demand) public demands;
    /// @notice OPEN already slashed for a subject, and harm already proven for it.
    mapping(bytes32 subject => uint256) public slashedFor;
    mapping(bytes32 subject => uint256) public harmFor;
    /// @notice OPEN returned to payers of a batch's row; never above the row's charge.
    mapping(uint64 batchId => mapping(uint256 row => uint256)) public repaid;

    constructor(ProverParts memory parts) {
        token = parts.token;
        policyBook = parts.policyBook;
        staking = parts.staking;
        datanets = parts.datanets;
        ledger = parts.ledger;
        checker = parts.checker;
        meter = parts.meter;
    }

    // ------------------------------------------------------------ F1 underpaid

    /// @inheritdoc IFaultProver
    function openSum(BatchData calldata batch, address payee, bytes32 contributorId)
        external
        nonReentrant
        returns (bytes32 sumId)
    {
        Policy memory policy = _check(batch.header);
        // What is left to a system contract is nobody's money, and a fault of the split (F5).
        if (payee != address(staking) && datanets.isSystem(payee)) revert Fault_NoFault(bytes32(0));
        if (payee != address(0)) contributorId = 0;
        sumId = keccak256(abi.encode(batch.header.id, payee, contributorId, msg.sender));
        Sum storage sum = sums[sumId];
        if (sum.open) revert Fault_AlreadyOpen(sumId);
        sums[sumId] = Sum({
            opener: msg.sender,
            bond: policy.demandBond,
            payee: payee,
            until: uint40(block.timestamp) + policy.demandWindow,
            open: true,
            operator: batch.header.operator,
            batchId: batch.header.id,
            contributorId: contributorId,
            cursor: 0,
            sum: 0
        });
        emit SumOpened(sumId, batch.header.id, payee, contributorId);
        token.safeTransferFrom(msg.sender, address(this), policy.demandBond);
    }

    /// @inheritdoc IFaultProver
    function addItems(bytes32 sumId, BatchHeader calldata header, Item[] calldata items) external {
        Sum storage sum = _openSumOf(sumId, header);
        (uint256 cursor, uint256 total) = (sum.cursor, sum.sum);
        for (uint256 i; i < items.length; ++i) {
            Item calldata item = items[i];
            uint256 at = item.index * LEAVES + item.leafIndex;
            if (item.leafIndex >= LEAVES || at < cursor) revert Fault_Unordered(cursor, at);
            cursor = at + 1;
            if (
                !_isAt(header, item.index, item.receipt.hash(), item.receiptProof)
                    || !_isLeaf(item.receipt.splitRoot, item.leafIndex, item.leaf, item.leafProof)
                    || item.leaf.payee != sum.payee
                    || (sum.payee == address(0)
                        && (item.leaf.kind != DATA || item.leaf.ref != sum.contributorId))
            ) revert Fault_Unbound(header.id);
            total += item.leaf.amount;
        }
        (sum.cursor, sum.sum) = (cursor, total);
        emit SumGrown(sumId, cursor, total);
    }

    /// @inheritdoc IFaultProver
    function proveUnderpaid(
        bytes32 sumId,
        BatchHeader calldata header,
        Payout[] calldata payouts,
        Accrual[] calldata accruals
    ) external nonReentrant {
        Sum storage sum = _openSumOf(sumId, header);
        if (header.payoutsHash != MeterHash.payouts(payouts, accruals)) revert Fault_Unbound(header.id);
        uint256 given = _given(payouts, accruals, sum.payee, sum.contributorId);
        if (sum.sum <= given) revert Fault_NotShort(sum.sum, given);
        _convictUnderpaid(sumId, sum.sum - given);
    }

    /// @inheritdoc IFaultProver
    function lapseSum(bytes32 sumId) external nonReentrant {
        Sum storage sum = sums[sumId];
        if (!sum.open) revert Fault_NotOpen(sumId);
        if (block.timestamp <= sum.until) revert Fault_TooEarly(sumId, sum.until);
        (address operator, uint96 bond) = (sum.operator, sum.bond);
        delete sums[sumId];
        emit SumLapsed(sumId);
        token.safeTransfer(address(uint160(staking.providerOf(operator))), bond);
    }

    // --------------------------------------------------------- F2 equivocation

    /// @inheritdoc IFaultProver
    function proveEquivocation(
        Receipt calldata first,
        bytes calldata firstSignature,
        Receipt calldata second,
        bytes calldata secondSignature
    ) external nonReentrant {
        (bytes32 a, bytes32 b) = (first.hash(), second.hash());
        if (a == b || first.sessionId != second.sessionId || first.seq != second.seq) {
            revert Fault_NotEquivocal(a, b);
        }
        IInferenceMeter.Session memory session = _sessionOf(first.sessionId);
        _checkSigned(session.operator, a, firstSignature);
        _checkSigned(session.operator, b, secondSignature);
        uint256 servedAt = first.servedAt > second.servedAt ? first.servedAt : second.servedAt;
        _checkWindow(servedAt + policyBook.policyAt(session.policyVersion).faultWindow);
        _convictEquivocation(session.operator, first.sessionId, first.seq);
    }

    /// @inheritdoc IFaultProver
    function proveSettledOther(
        BatchData calldata batch,
        uint256 row,
        bytes32 settledHash,
        bytes32[] calldata proof,
        Receipt calldata signed,
        bytes calldata signature
    ) external nonReentrant {
        _check(batch);
        uint256 index = _indexOf(batch, row, signed.sessionId, signed.seq);
        if (!_isAt(batch.header, index, settledHash, proof)) revert Fault_Unbound(batch.header.id);
        bytes32 hash = signed.hash();
        if (hash == settledHash) revert Fault_NotEquivocal(hash, settledHash);
        _checkSigned(batch.header.operator, hash, signature);
        _convictEquivocation(batch.header.operator, signed.sessionId, signed.seq);
    }

    // ------------------------------------------------------------ F3 overcharge

    /// @inheritdoc IFaultProver
    function proveRowOvercharge(BatchData calldata batch, Placed calldata last) external nonReentrant {
        _place(batch, last);
        ChargeRow calldata row = batch.rows[last.row];
        if (last.receipt.seq != row.toSeq || row.toSpent <= last.receipt.cumulative) {
            revert Fault_NoFault(last.receipt.hash());
        }
        _convictOvercharge(batch, last, row.toSpent - last.receipt.cumulative);
    }

    /// @inheritdoc IFaultProver
    function proveWrongCharge(BatchData calldata batch, Placed calldata placed) external nonReentrant {
        _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        uint256 fair = checker.fairCharge(receipt);
        if (receipt.charge <= fair) revert Fault_NoFault(receipt.hash());
        _convictOvercharge(batch, placed, receipt.charge - fair);
    }

    /// @inheritdoc IFaultProver
    function proveBrokenStep(BatchData calldata batch, Placed calldata placed, Placed calldata previous)
        external
        nonReentrant
    {
        _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        ChargeRow calldata row = batch.rows[placed.row];
        uint256 before = row.fromSpent;
        if (receipt.seq > row.fromSeq + 1) {
            _placeBefore(batch, placed, previous);
            before = previous.receipt.cumulative;
        }
        uint256 due = before + receipt.charge;
        if (receipt.cumulative <= due) revert Fault_NoFault(receipt.hash());
        _convictOvercharge(batch, placed, receipt.cumulative - due);
    }

    /// @inheritdoc IFaultProver
    function proveBadTime(BatchData calldata batch, Placed calldata placed, Placed calldata previous)
        external
        nonReentrant
    {
        _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        IInferenceMeter.Session memory session = _sessionOf(receipt.sessionId);
        uint256 earliest = session.openedAt;
        if (receipt.seq > batch.rows[placed.row].fromSeq + 1) {
            _placeBefore(batch, placed, previous);
            if (previous.receipt.servedAt > earliest) earliest = previous.receipt.servedAt;
        }
        if (
            receipt.servedAt >= earliest && receipt.servedAt <= session.expiry + CLOCK_TOLERANCE
                && receipt.servedAt <= batch.header.settledAt + CLOCK_TOLERANCE
        ) revert Fault_NoFault(receipt.hash());
        _convictOvercharge(batch, placed, receipt.charge);
    }

    /// @inheritdoc IFaultProver
    function proveWrongRequest(
        BatchData calldata batch,
        Placed calldata placed,
        Voucher calldata voucher,
        Request calldata request
    ) external nonReentrant {
        _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        if (voucher.hash() != receipt.voucherHash || _requestHash(request) != voucher.requestHash) {
            revert Fault_Unbound(batch.header.id);
        }
        if (
            receipt.modelId == request.modelId && receipt.modelVersion == request.modelVersion
                && receipt.priceId == request.priceId && receipt.tokensOut <= request.maxTokensOut
        ) revert Fault_NoFault(receipt.hash());
        _convictOvercharge(batch, placed, receipt.charge);
    }

    /// @inheritdoc IFaultProver
    function proveStalePrice(BatchData calldata batch, Placed calldata placed) external nonReentrant {
        Policy memory policy = _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        _convictOvercharge(batch, placed, checker.staleExcess(receipt, policy.revenueDelay));
    }

    // ----------------------------------------------------------- F4 wrong payee

    /// @inheritdoc IFaultProver
    function proveWrongPayee(
        BatchData calldata batch,
        Placed calldata placed,
        Leaf calldata leaf,
        uint256 leafIndex,
        bytes32[] calldata leafProof
    ) external nonReentrant {
        _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        if (leafIndex >= LEAVES || !_isLeaf(receipt.splitRoot, leafIndex, leaf, leafProof)) {
            revert Fault_Unbound(batch.header.id);
        }
        _convictWrongPayee(batch.header.operator, receipt.hash(), receipt.servedAt, leafIndex, leaf);
    }

    // ------------------------------------------------------------- F5 bad split

    /// @inheritdoc IFaultProver
    function proveBadSplit(BatchData calldata batch, Placed calldata placed, Leaf[] calldata leaves)
        external
        nonReentrant
    {
        Policy memory policy = _place(batch, placed);
        Receipt calldata receipt = placed.receipt;
        if (checker.splitRoot(leaves) != receipt.splitRoot) revert Fault_Unbound(batch.header.id);
        bytes32 hash = receipt.hash();
        uint256 providerId = staking.providerOf(batch.header.operator);
        if (checker.isSplitSound(receipt, leaves, policy, providerId)) revert Fault_NoFault(hash);
        _convict(
            Verdict(
                Fault.BadSplit,
                keccak256(abi.encode(Fault.BadSplit, hash)),
                batch.header.operator,
                _atLeast(3 * uint256(receipt.charge)),
                0,
                address(0),
                bytes32(0)
            )
        );
    }

    // -------------------------------------------------------------- F6 withheld

    /// @inheritdoc IFaultProver
    function demandReceipt(BatchData calldata batch, uint256 row, uint64 seq)
        external
        nonReentrant
        returns (bytes32 demandId)
    {
        Policy memory policy = _check(batch);
        if (row >= batch.rows.length) revert Fault_Unbound(batch.header.id);
        uint256 index = _indexOf(batch, row, batch.rows[row].sessionId, seq);
        demandId = keccak256(abi.encode(Fault.Withheld, batch.header.id, index));
        Demand storage demand = demands[demandId];
        // One demand for an index, ever: an answer is public for good.
        if (demand.by != address(0)) revert Fault_AlreadyOpen(demandId);
        uint40 until = uint40(block.timestamp) + policy.demandWindow;
        demands[demandId] = Demand({
            by: msg.sender,
            bond: policy.demandBond,
            until: until,
            open: true,
            seq: seq,
            row: row,
            batchHash: batch.header.header()
        });
        emit ReceiptDemanded(demandId, batch.header.id, index, msg.sender, until);
        token.safeTransferFrom(msg.sender, address(this), policy.demandBond);
    }

    /// @inheritdoc IFaultProver
    function answerDemand(bytes32 demandId, BatchData calldata batch, Disclosure calldata shown)
        external
        nonReentrant
    {
        Demand storage demand = _openDemandOf(demandId, batch);
        if (block.timestamp > demand.until) revert Fault_Late(demandId, demand.until);
        Receipt calldata receipt = shown.signed.receipt;
        uint256 index = _indexOf(batch, demand.row, receipt.sessionId, receipt.seq);
        bytes32 hash = receipt.hash();
        if (receipt.seq != demand.seq || !_isAt(batch.header, index, hash, shown.proof)) {
            revert Fault_BadDisclosure(demandId, "receipt");
        }
        _checkSigned(batch.header.operator, hash, shown.signed.signature);
        if (shown.voucher.hash() != receipt.voucherHash) revert Fault_BadDisclosure(demandId, "voucher");
        _checkSigned(_sessionOf(receipt.sessionId).signer, shown.voucher.hash(), shown.voucherSignature);
        if (_requestHash(shown.request) != shown.voucher.requestHash) {
            revert Fault_BadDisclosure(demandId, "request");
        }
        if (checker.splitRoot(shown.signed.leaves) != receipt.splitRoot) {
            revert Fault_BadDisclosure(demandId, "leaves");
        }
        demand.open = false;
        emit DemandAnswered(demandId, msg.sender);
        token.safeTransfer(msg.sender, demand.bond);
    }

    /// @inheritdoc IFaultProver
    function proveWithheld(bytes32 demandId, BatchData calldata batch) external nonReentrant {
        Demand storage demand = _openDemandOf(demandId, batch);
        if (block.timestamp <= demand.until) revert Fault_TooEarly(demandId, demand.until);
        demand.open = false;
        token.safeTransfer(demand.by, demand.bond);
        ChargeRow calldata row = batch.rows[demand.row];
        bytes32 rowSubject = keccak256(abi.encode(Fault.Withheld, batch.header.id, "row", demand.row));
        uint256 charge = row.toSpent - row.fromSpent;
        address user = _sessionOf(row.sessionId).user;
        if (slashedFor[rowSubject] == 0) {
            // The first index of a row answers for the whole row, so hiding is never cheaper than what it hides.
            uint256 amount = 3 * charge > WITHHELD_SLASH ? 3 * charge : WITHHELD_SLASH;
            uint256 harm = _payable(batch.header.id, demand.row, charge, charge);
            _convict(
                Verdict(Fault.Withheld, rowSubject, batch.header.operator, amount, harm, user, bytes32(0))
            );
        } else {
            _convict(
                Verdict(
                    Fault.Withheld, demandId, batch.header.operator, WITHHELD_SLASH, 0, address(0), bytes32(0)
                )
            );
        }
    }

    // ----------------------------------------------------------------- convicting

    function _convictUnderpaid(bytes32 sumId, uint256 deficit) private {
        Sum memory sum = sums[sumId];
        delete sums[sumId];
        token.safeTransfer(sum.opener, sum.bond);
        _convict(
            Verdict({
                kind: Fault.Underpaid,
                subject: keccak256(abi.encode(Fault.Underpaid, sum.batchId, sum.payee, sum.contributorId)),
                operator: sum.operator,
                amount: _atLeast(3 * deficit),
                // The stakers' pool cannot be repaid out of stake: a provider would pay himself.
                harm: sum.payee == address(staking) ? 0 : deficit,
                harmed: sum.payee,
                contributorId: sum.contributorId
            })
        );
    }

    function _convictWrongPayee(
        address operator,
        bytes32 receiptHash,
        uint64 servedAt,
        uint256 leafIndex,
        Leaf calldata leaf
    ) private {
        // A leaf without payee lies in the RoyaltyLedger, where the right payee takes it; nobody is harmed.
        if (leaf.kind != DATA || leaf.payee == address(0)) revert Fault_NoFault(receiptHash);
        address right = datanets.payeeAt(leaf.ref, uint48(servedAt));
        if (right == leaf.payee) revert Fault_NoFault(receiptHash);
        _convict(
            Verdict({
                kind: Fault.WrongPayee,
                subject: keccak256(abi.encode(Fault.WrongPayee, receiptHash, leafIndex)),
                operator: operator,
                amount: 3 * uint256(leaf.amount),
                harm: leaf.amount,
                harmed: right,
                contributorId: leaf.ref
            })
        );
    }

    function _convictEquivocation(address operator, bytes32 sessionId, uint64 seq) private {
        bytes32 subject = keccak256(abi.encode(Fault.Equivocation, sessionId, seq));
        _convict(
            Verdict(Fault.Equivocation, subject, operator, EQUIVOCATION_SLASH, 0, address(0), bytes32(0))
        );
    }

    /// @dev The excess goes back to the session's user, at most the row's charge over all proofs of the row.
    function _convictOvercharge(BatchData calldata batch, Placed calldata placed, uint256 excess) private {
        if (excess == 0) revert Fault_NoFault(placed.receipt.hash());
        bytes32 subject =
            keccak256(abi.encode(Fault.Overcharge, placed.receipt.sessionId, placed.receipt.seq));
        uint256 known = harmFor[subject];
        ChargeRow calldata row = batch.rows[placed.row];
        uint256 more = excess > known ? excess - known : 0;
        uint256 harm = known + _payable(batch.header.id, placed.row, row.toSpent - row.fromSpent, more);
        address user = _sessionOf(placed.receipt.sessionId).user;
        _convict(
            Verdict(
                Fault.Overcharge, subject, batch.header.operator, _atLeast(3 * excess), harm, user, bytes32(0)
            )
        );
    }

    /// @dev How much of `harm` a row's payer may still be repaid; books it.
    function _payable(uint64 batchId, uint256 row, uint256 charge, uint256 harm) private returns (uint256) {
        uint256 room = charge - repaid[batchId][row];
        if (harm > room) harm = room;
        repaid[batchId][row] += harm;
        return harm;
    }

    /// @dev Slashes what the subject was not slashed for before, and pays harm that was not proven before: to
    /// `harmed`, or where that is zero to the contributor's account in the RoyaltyLedger.
    function _convict(Verdict memory v) private {
        uint256 already = slashedFor[v.subject];
        uint256 known = harmFor[v.subject];
        uint256 newHarm = v.harm > known ? v.harm - known : 0;
        uint256 amount = v.amount > already ? v.amount - already : 0;
        // Under the minimum penalty a second proof may add harm and no penalty; it takes what makes the harm good.
        if (amount < newHarm) amount = newHarm;
        if (amount == 0) revert Fault_AlreadyProven(v.subject);
        slashedFor[v.subject] = already + amount;
        harmFor[v.subject] = known + newHarm;

        bool toLedger = v.harmed == address(0) && newHarm > 0;
        uint256 providerId = staking.providerOf(v.operator);
        address harmed = toLedger ? address(ledger) : v.harmed;
        (uint256 seized, uint256 paid) =
            staking.slash(Slash(providerId, INFERENCE, amount, harmed, newHarm, msg.sender));
        if (toLedger && paid > 0) {
            Accrual[] memory accruals = new Accrual[](1);
            accruals[0] = Accrual(v.contributorId, uint96(paid));
            ledger.accrue(accruals);
        }
        emit FaultProven(v.kind, v.operator, v.subject, seized, harmed, paid, msg.sender);
    }

    // ------------------------------------------------------------------- checks

    /// @dev The header is the settled one and its faults can still be proven.
    function _check(BatchHeader calldata header) private view returns (Policy memory policy) {
        if (meter.batchHash(header.id) != header.header()) revert Fault_Unbound(header.id);
        policy = policyBook.policyAt(header.policyVersion);
        _checkWindow(header.settledAt + policy.faultWindow);
    }

    function _check(BatchData calldata batch) private view returns (Policy memory policy) {
        policy = _check(batch.header);
        _checkRows(batch);
    }

    function _checkRows(BatchData calldata batch) private pure {
        if (MeterHash.charges(batch.rows) != batch.header.chargesHash) revert Fault_Unbound(batch.header.id);
    }

    function _checkWindow(uint256 closesAt) private view {
        if (block.timestamp > closesAt) revert Fault_WindowOver(closesAt);
    }

    /// @dev The receipt stands in the batch at the place its session and seq have there.
    function _place(BatchData calldata batch, Placed calldata placed)
        private
        view
        returns (Policy memory policy)
    {
        policy = _check(batch);
        uint256 index = _indexOf(batch, placed.row, placed.receipt.sessionId, placed.receipt.seq);
        if (!_isAt(batch.header, index, placed.receipt.hash(), placed.proof)) {
            revert Fault_Unbound(batch.header.id);
        }
    }

    function _placeBefore(BatchData calldata batch, Placed calldata placed, Placed calldata previous)
        private
        pure
    {
        bytes32 sessionId = placed.receipt.sessionId;
        uint64 seq = placed.receipt.seq - 1;
        uint256 index = _indexOf(batch, placed.row, sessionId, seq);
        if (
            previous.receipt.sessionId != sessionId || previous.receipt.seq != seq
                || !_isAt(batch.header, index, previous.receipt.hash(), previous.proof)
        ) revert Fault_Unbound(batch.header.id);
    }

    /// @dev Sessions stand in the order of the rows, calls of a session in the order of seq.
    function _indexOf(BatchData calldata batch, uint256 row, bytes32 sessionId, uint64 seq)
        private
        pure
        returns (uint256 index)
    {
        if (row >= batch.rows.length) revert Fault_Unbound(batch.header.id);
        ChargeRow calldata at = batch.rows[row];
        if (at.sessionId != sessionId || seq <= at.fromSeq || seq > at.toSeq) {
            revert Fault_Unbound(batch.header.id);
        }
        for (uint256 i; i < row; ++i) {
            index += batch.rows[i].toSeq - batch.rows[i].fromSeq;
        }
        index += seq - at.fromSeq - 1;
    }

    function _isAt(BatchHeader calldata header, uint256 index, bytes32 hash, bytes32[] calldata proof)
        private
        pure
        returns (bool)
    {
        return IndexedMerkle.verify(header.receiptsRoot, header.receiptCount, index, hash, proof);
    }

    /// @dev The number of leaves is not committed to, their hashes cannot be taken for inner nodes, and the proof's
    /// length fixes the depth; so the widest tree of that depth stands for all.
    function _isLeaf(bytes32 root, uint256 index, Leaf calldata leaf, bytes32[] calldata proof)
        private
        pure
        returns (bool)
    {
        uint256 width = 1 << proof.length;
        return index < width && IndexedMerkle.verify(root, width, index, leaf.leaf(), proof);
    }

    function _checkSigned(address key, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = MessageHashUtils.toTypedDataHash(meter.domainSeparator(), structHash);
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure != ECDSA.RecoverError.NoError || recovered != key || key == address(0)) {
            revert Fault_BadSignature(structHash, key);
        }
    }

    function _openSumOf(bytes32 sumId, BatchHeader calldata header) private view returns (Sum storage sum) {
        sum = sums[sumId];
        if (!sum.open || sum.opener != msg.sender) revert Fault_NotOpen(sumId);
        if (block.timestamp > sum.until) revert Fault_Late(sumId, sum.until);
        if (header.id != sum.batchId || meter.batchHash(header.id) != header.header()) {
            revert Fault_Unbound(header.id);
        }
    }

    function _openDemandOf(bytes32 demandId, BatchData calldata batch)
        private
        view
        returns (Demand storage demand)
    {
        demand = demands[demandId];
        if (!demand.open) revert Fault_NotOpen(demandId);
        if (batch.header.header() != demand.batchHash) revert Fault_Unbound(batch.header.id);
        _checkRows(batch);
    }

    function _sessionOf(bytes32 sessionId) private view returns (IInferenceMeter.Session memory) {
        return meter.sessionOf(sessionId);
    }

    function _given(Payout[] calldata payouts, Accrual[] calldata accruals, address payee, bytes32 id)
        private
        pure
        returns (uint256)
    {
        if (payee == address(0)) {
            for (uint256 i; i < accruals.length; ++i) {
                if (accruals[i].contributorId == id) return accruals[i].amount;
            }
            return 0;
        }
        for (uint256 i; i < payouts.length; ++i) {
            if (payouts[i].to == payee) return payouts[i].amount;
        }
        return 0;
    }

    function _requestHash(Request calldata request) private pure returns (bytes32) {
        return keccak256(abi.encode(request));
    }

    function _atLeast(uint256 amount) private pure returns (uint256) {
        return amount < MIN_MONEY_SLASH ? MIN_MONEY_SLASH : amount;
    }
}
