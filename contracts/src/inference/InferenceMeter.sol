// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStaking} from "../compute/IStaking.sol";
import {IRoyaltyLedger} from "../payments/IRoyaltyLedger.sol";
import {MeterHash} from "../libraries/MeterHash.sol";
import {WalletSignature} from "../libraries/WalletSignature.sol";
import {BatchLimits, IPolicyBook, Policy} from "../payments/IPolicyBook.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {
    Accrual,
    Admission,
    BatchHeader,
    Charge,
    ChargeRow,
    Close,
    DepositAuthorization,
    IInferenceMeter,
    Payout,
    SessionGrant,
    Settlement,
    SignedReceipt,
    Voucher
} from "./IInferenceMeter.sol";
import {Bundle, IReceiptChecker, Tally} from "./IReceiptChecker.sol";

/// @title InferenceMeter
/// @notice See IInferenceMeter.
contract InferenceMeter is IInferenceMeter, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using MeterHash for *;

    bytes32 public constant SERVICE = "inference";
    uint8 private constant KIND_BROWSER = 0;
    uint8 private constant KIND_API_KEY = 1;
    uint8 private constant STATUS_OPEN = 1;
    uint8 private constant STATUS_RELEASED = 2;
    uint40 private constant FREEZE_NOTICE = 2 minutes;
    uint256 private constant RECENT_BUCKETS = 5;
    uint256 private constant BOUNTY_BPS = 1_000;

    IERC20 public immutable token;
    IPolicyBook public immutable policyBook;
    IStaking public immutable staking;
    IRoyaltyLedger public immutable ledger;
    IReceiptChecker public immutable checker;
    /// @notice A quarter of the longest time a settlement can be faulted for, so five buckets always cover it.
    uint256 public immutable bucketLength;

    mapping(address user => uint256) public credit;
    /// @notice `sum(cap - spent)` over the open sessions of all the provider's keys.
    mapping(uint256 providerId => uint256) public lockedTotal;
    mapping(bytes32 sessionId => Session) private _sessions;
    mapping(uint64 batchId => bytes32) public batchHash;
    uint64 public batchCount;
    mapping(uint256 providerId => mapping(uint256 bucket => uint256)) public settledIn;
    /// @notice The latest `claimUntil` any of the provider's sessions was opened with.
    mapping(uint256 providerId => uint40) public lastClaimUntil;

    constructor(
        IERC20 token_,
        IPolicyBook policyBook_,
        IStaking staking_,
        IRoyaltyLedger ledger_,
        IReceiptChecker checker_
    ) EIP712("OpenMeter", "1") {
        token = token_;
        policyBook = policyBook_;
        staking = staking_;
        ledger = ledger_;
        checker = checker_;
        bucketLength = (uint256(policyBook_.maxFaultSpan()) + 3) / 4;
    }

    // ---------------------------------------------------------------- credit

    /// @inheritdoc IInferenceMeter
    function deposit(uint256 amount) external nonReentrant {
        _credit(msg.sender, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IInferenceMeter
    function depositWithAuthorization(DepositAuthorization calldata a) external nonReentrant {
        _credit(a.from, a.value);
        IERC3009(address(token))
            .receiveWithAuthorization(
                a.from, address(this), a.value, a.validAfter, a.validBefore, a.nonce, a.v, a.r, a.s
            );
    }

    /// @inheritdoc IInferenceMeter
    function withdraw(uint256 amount, address to) external nonReentrant {
        if (amount == 0) revert Meter_ZeroAmount();
        if (to == address(0) || to == address(this)) revert Meter_BadPayee(to);
        uint256 available = credit[msg.sender];
        if (amount > available) revert Meter_NoCredit(msg.sender, amount, available);
        credit[msg.sender] = available - amount;
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    // -------------------------------------------------------------- sessions

    /// @inheritdoc IInferenceMeter
    function openSession(SessionGrant calldata grant, Admission calldata admission)
        external
        nonReentrant
        returns (bytes32 sessionId)
    {
        if (msg.sender != grant.user) revert Meter_BadGrantSignature(grant.user);
        sessionId = _hashTypedDataV4(grant.hash());
        _open(sessionId, grant, admission);
    }

    /// @inheritdoc IInferenceMeter
    function openSessionFor(
        SessionGrant calldata grant,
        bytes calldata signature,
        Admission calldata admission
    ) external nonReentrant returns (bytes32 sessionId) {
        sessionId = _hashTypedDataV4(grant.hash());
        if (!WalletSignature.isValid(grant.user, sessionId, signature)) {
            revert Meter_BadGrantSignature(grant.user);
        }
        _open(sessionId, grant, admission);
    }

    /// @inheritdoc IInferenceMeter
    function freezeSession(bytes32 sessionId) external {
        Session storage session = _sessions[sessionId];
        if (msg.sender != session.user && msg.sender != session.signer) {
            revert Meter_NotUserOrSigner(sessionId, msg.sender);
        }
        if (session.status != STATUS_OPEN) revert Meter_NotOpen(sessionId, session.status);
        Policy memory policy = policyBook.policyAt(session.policyVersion);

        uint40 expiry = _min(session.expiry, uint40(block.timestamp) + FREEZE_NOTICE);
        uint40 claimUntil = _min(session.claimUntil, expiry + policy.claimWindow);
        (session.expiry, session.claimUntil) = (expiry, claimUntil);
        if (session.kind == KIND_API_KEY) {
            // What calls in flight can still cost stays reserved; the rest is credit again at once.
            uint256 kept = session.spent + uint256(policy.freezeTail) * session.maxPerCall;
            if (kept < session.cap) {
                uint256 freed = session.cap - kept;
                session.cap = uint96(kept);
                lockedTotal[staking.providerOf(session.operator)] -= freed;
                credit[session.user] += freed;
            }
        }
        emit SessionFrozen(sessionId, msg.sender, expiry, claimUntil, session.cap);
    }

    /// @inheritdoc IInferenceMeter
    function closeSession(
        Close calldata close,
        bytes calldata signerSignature,
        bytes calldata operatorSignature
    ) external {
        Session storage session = _sessions[close.sessionId];
        if (session.status != STATUS_OPEN) revert Meter_NotOpen(close.sessionId, session.status);
        if (close.seq != session.seq || close.cumulative != session.spent) {
            revert Meter_CloseNotSettled(close.sessionId, session.seq, session.spent);
        }
        bytes32 digest = _hashTypedDataV4(close.hash());
        if (!_isSignedBy(session.signer, digest, signerSignature)) {
            revert Meter_BadCloseSignature(close.sessionId, session.signer);
        }
        if (!_isSignedBy(session.operator, digest, operatorSignature)) {
            revert Meter_BadCloseSignature(close.sessionId, session.operator);
        }
        _release(close.sessionId, session);
    }

    /// @inheritdoc IInferenceMeter
    function releaseSessions(bytes32[] calldata sessionIds) external {
        for (uint256 i; i < sessionIds.length; ++i) {
            Session storage session = _sessions[sessionIds[i]];
            if (session.status == STATUS_OPEN && block.timestamp > session.claimUntil) {
                _release(sessionIds[i], session);
            }
        }
    }

    // ------------------------------------------------------------ settlement

    /// @inheritdoc IInferenceMeter
    function settle(Settlement calldata settlement) external nonReentrant returns (uint64 batchId) {
        uint256 count = settlement.charges.length;
        if (count == 0) revert Meter_EmptyBatch();
        bytes32 first = settlement.charges[0].voucher.sessionId;
        // A session nobody opened pins no policy, so this comes before the policy is read.
        if (_sessions[first].status != STATUS_OPEN) revert Meter_NotOpen(first, _sessions[first].status);
        BatchHeader memory header;
        header.operator = msg.sender;
        header.policyVersion = _sessions[first].policyVersion;
        BatchLimits memory limits = policyBook.batchLimitsAt(header.policyVersion);
        if (count > limits.maxSessions) revert Meter_BatchTooLarge("sessions", count, limits.maxSessions);

        ChargeRow[] memory rows = new ChargeRow[](count);
        uint256 total;
        uint256 receiptCount;
        bytes32 previous;
        for (uint256 i; i < count; ++i) {
            Charge calldata charge = settlement.charges[i];
            if (charge.voucher.sessionId <= previous && i > 0) revert Meter_Unordered(i);
            previous = charge.voucher.sessionId;
            rows[i] = _charge(charge, header.policyVersion);
            total += rows[i].toSpent - rows[i].fromSpent;
            receiptCount += rows[i].toSeq - rows[i].fromSeq;
        }
        if (receiptCount > limits.maxReceipts) {
            revert Meter_BatchTooLarge("receipts", receiptCount, limits.maxReceipts);
        }
        if (total > limits.maxBatchTotal) revert Meter_BatchTooLarge("total", total, limits.maxBatchTotal);

        header.receiptCount = uint32(receiptCount);
        header.receiptsRoot = settlement.receiptsRoot;
        header.chargesHash = rows.charges();
        header.payoutsHash = MeterHash.payouts(settlement.payouts, settlement.accruals);
        header.dataHash = settlement.dataHash;
        batchId = _record(header, total);
        if (settlement.payouts.length > limits.maxPayees) {
            revert Meter_BatchTooLarge("payees", settlement.payouts.length, limits.maxPayees);
        }
        uint256 paid = _payOut(msg.sender, settlement.payouts, settlement.accruals);
        if (paid != total) revert Meter_UnbalancedBatch(total, paid);
    }

    /// @inheritdoc IInferenceMeter
    function forceSettle(
        Voucher calldata voucher,
        bytes calldata signature,
        SignedReceipt[] calldata receipts
    ) external nonReentrant returns (uint64 batchId) {
        bytes32 id = voucher.sessionId;
        Session storage session = _sessions[id];
        if (session.status != STATUS_OPEN) revert Meter_NotOpen(id, session.status);
        if (block.timestamp > session.claimUntil) revert Meter_ClaimOver(id, session.claimUntil);
        Policy memory policy = policyBook.policyAt(session.policyVersion);
        if (receipts.length == 0) revert Meter_BrokenChain(id, session.seq);
        _checkDue(session, id, receipts[0].receipt.servedAt, policy);

        Tally memory sum = checker.tally(
            Bundle(id, session.operator, session.seq, session.spent, _domainSeparatorV4()), receipts
        );
        if (sum.toSeq != voucher.seq || sum.voucherHash != voucher.hash()) {
            revert Meter_BrokenChain(id, voucher.seq);
        }
        batchId = _forceBatch(session, voucher, signature, sum, policy);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IInferenceMeter
    function sessionOf(bytes32 sessionId) external view returns (Session memory) {
        return _sessions[sessionId];
    }

    /// @inheritdoc IInferenceMeter
    function faultableUntil(uint256 providerId) external view returns (uint40) {
        return lastClaimUntil[providerId] + policyBook.maxFaultSpan();
    }

    /// @inheritdoc IInferenceMeter
    function settledRecently(uint256 providerId) public view returns (uint256 sum) {
        uint256 bucket = block.timestamp / bucketLength;
        for (uint256 i; i < RECENT_BUCKETS && i <= bucket; ++i) {
            sum += settledIn[providerId][bucket - i];
        }
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    // -------------------------------------------------------------- internal

    function _credit(address user, uint256 amount) private {
        if (amount == 0) revert Meter_ZeroAmount();
        credit[user] += amount;
        emit Deposited(user, amount);
    }

    function _open(bytes32 sessionId, SessionGrant calldata grant, Admission calldata admission) private {
        Session storage session = _sessions[sessionId];
        if (session.status != 0) revert Meter_SessionExists(sessionId);
        uint32 version = policyBook.current();
        if (grant.policyVersion != version) revert Meter_StalePolicy(grant.policyVersion, version);
        Policy memory policy = policyBook.policyAt(version);
        _checkGrant(grant, policy);
        if (
            block.timestamp > admission.deadline
                || !_isSignedBy(
                    grant.operator,
                    _hashTypedDataV4(MeterHash.admit(sessionId, admission.deadline)),
                    admission.signature
                )
        ) revert Meter_NotAdmitted(sessionId, grant.operator, admission.deadline);

        uint256 available = credit[grant.user];
        if (grant.cap > available) revert Meter_NoCredit(grant.user, grant.cap, available);
        uint256 providerId = _checkExposure(grant.operator, grant.cap, policy);

        credit[grant.user] = available - grant.cap;
        lockedTotal[providerId] += grant.cap;
        session.signer = grant.signer;
        session.operator = grant.operator;
        session.cap = grant.cap;
        session.maxPerCall = grant.maxPerCall;
        session.expiry = uint40(grant.expiry);
        session.claimUntil = uint40(grant.expiry) + policy.claimWindow;
        session.kind = grant.kind;
        session.status = STATUS_OPEN;
        session.user = grant.user;
        session.policyVersion = version;
        session.openedAt = uint40(block.timestamp);
        if (session.claimUntil > lastClaimUntil[providerId]) lastClaimUntil[providerId] = session.claimUntil;
        emit SessionOpened(sessionId, grant.user, grant.operator, providerId, session.claimUntil, grant);
    }

    function _checkGrant(SessionGrant calldata grant, Policy memory policy) private view {
        if (grant.kind > KIND_API_KEY) revert Meter_BadKind(grant.kind);
        if (grant.signer == address(0) || grant.signer == grant.user || grant.signer == grant.operator) {
            revert Meter_BadSigner(grant.signer);
        }
        uint256 longest =
            block.timestamp + (grant.kind == KIND_BROWSER ? policy.maxSession : policy.maxApiSession);
        if (grant.expiry <= block.timestamp || grant.expiry > longest) {
            revert Meter_BadExpiry(grant.expiry, block.timestamp + 1, longest);
        }
        uint256 largest = grant.kind == KIND_API_KEY ? policy.maxApiCap : type(uint96).max;
        if (grant.cap == 0 || grant.cap > largest || grant.maxPerCall == 0 || grant.maxPerCall > grant.cap) {
            revert Meter_BadCap(grant.cap, grant.maxPerCall, largest);
        }
    }

    /// @dev Every open promise and every settlement that can still be faulted is backed by the provider's own stake.
    function _checkExposure(address operator, uint96 cap, Policy memory policy)
        private
        view
        returns (uint256 providerId)
    {
        providerId = staking.providerOf(operator);
        uint256 backing;
        if (staking.isActiveOperator(operator)) {
            backing = staking.ownBacking(providerId, SERVICE);
            backing = backing < policy.minProvision ? 0 : backing * policy.exposureBps / 10_000;
        }
        uint256 exposed = lockedTotal[providerId] + settledRecently(providerId) + cap;
        if (exposed > backing) revert Meter_OverExposed(providerId, exposed, backing);
    }

    function _charge(Charge calldata charge, uint32 policyVersion) private returns (ChargeRow memory row) {
        bytes32 id = charge.voucher.sessionId;
        Session storage session = _sessions[id];
        if (session.status != STATUS_OPEN) revert Meter_NotOpen(id, session.status);
        if (session.operator != msg.sender) revert Meter_NotOperator(id, msg.sender);
        if (session.policyVersion != policyVersion) {
            revert Meter_MixedPolicy(id, session.policyVersion, policyVersion);
        }
        if (block.timestamp > session.claimUntil) revert Meter_ClaimOver(id, session.claimUntil);
        // The starting point is part of the call, so that a settlement which comes second cannot shift receipts.
        if (charge.fromSeq != session.seq || charge.fromSpent != session.spent) {
            revert Meter_StaleSeq(id, charge.fromSeq, session.seq);
        }
        row = ChargeRow(id, charge.fromSeq, charge.voucher.seq, charge.fromSpent, charge.cumulative);
        _advance(session, charge.voucher, charge.signature, charge.cumulative, charge.receiptHash);
    }

    /// @dev The ceilings of every charge, however it comes: what the voucher, the cap and so many calls allow.
    function _advance(
        Session storage session,
        Voucher calldata voucher,
        bytes calldata signature,
        uint96 cumulative,
        bytes32 receiptHash
    ) private {
        bytes32 id = voucher.sessionId;
        (uint64 seq, uint96 spent) = (session.seq, session.spent);
        if (voucher.seq <= seq) revert Meter_StaleSeq(id, voucher.seq, seq);
        if (cumulative < spent) revert Meter_ChargeBelowSpent(id, cumulative, spent);
        if (cumulative > voucher.maxCumulative) {
            revert Meter_ChargeExceedsVoucher(id, cumulative, voucher.maxCumulative);
        }
        if (cumulative > session.cap) revert Meter_ChargeExceedsCap(id, cumulative, session.cap);
        uint256 rate = uint256(session.maxPerCall) * (voucher.seq - seq);
        if (cumulative - spent > rate) revert Meter_ChargeExceedsRate(id, cumulative - spent, rate);
        if (!_isSignedBy(session.signer, _hashTypedDataV4(voucher.hash()), signature)) {
            revert Meter_BadVoucherSigner(id, session.signer);
        }
        session.seq = voucher.seq;
        session.spent = cumulative;
        emit SessionCharged(id, voucher.seq, cumulative, receiptHash);
    }

    /// @dev The operator has had his time: a grace since he served, or half of the claim window. `servedAt` is his own
    /// word, hence the second.
    function _checkDue(Session storage session, bytes32 id, uint64 servedAt, Policy memory policy)
        private
        view
    {
        uint256 byService = uint256(servedAt) + policy.grace;
        uint256 byWindow = session.claimUntil - policy.claimWindow / 2;
        uint256 from = byService < byWindow ? byService : byWindow;
        if (block.timestamp < from) revert Meter_TooEarly(id, from);
    }

    function _forceBatch(
        Session storage session,
        Voucher calldata voucher,
        bytes calldata signature,
        Tally memory sum,
        Policy memory policy
    ) private returns (uint64 batchId) {
        ChargeRow[] memory rows = new ChargeRow[](1);
        rows[0] = ChargeRow(voucher.sessionId, session.seq, sum.toSeq, session.spent, sum.toSpent);
        uint256 total = sum.toSpent - session.spent;
        _advance(session, voucher, signature, sum.toSpent, sum.receiptHash);

        BatchHeader memory header;
        header.operator = session.operator;
        header.policyVersion = session.policyVersion;
        header.receiptCount = uint32(rows[0].toSeq - rows[0].fromSeq);
        header.receiptsRoot = sum.receiptsRoot;
        header.chargesHash = rows.charges();
        // dataHash stays zero: the data of this batch is the calldata itself.
        header.payoutsHash = keccak256(abi.encode(sum.payouts, sum.accruals));
        batchId = _record(header, total);
        emit ForceSettled(voucher.sessionId, rows[0].fromSeq, rows[0].toSeq, total, msg.sender);
        if (sum.unpayable > 0) {
            credit[session.user] += sum.unpayable;
            emit LeavesReturned(voucher.sessionId, session.user, sum.unpayable);
        }
        _payTally(session, sum, policy.bounty);
    }

    /// @dev Numbers, dates, stores and books a batch.
    function _record(BatchHeader memory header, uint256 total) private returns (uint64 batchId) {
        batchId = ++batchCount;
        header.id = batchId;
        header.settledAt = uint64(block.timestamp);
        batchHash[batchId] = header.header();
        uint256 providerId = staking.providerOf(header.operator);
        lockedTotal[providerId] -= total;
        settledIn[providerId][block.timestamp / bucketLength] += total;
        emit BatchSettled(batchId, header.operator, header, total);
    }

    function _payOut(address operator, Payout[] calldata payouts, Accrual[] calldata accruals)
        private
        returns (uint256 paid)
    {
        address previous;
        for (uint256 i; i < payouts.length; ++i) {
            (address to, uint256 amount) = (payouts[i].to, payouts[i].amount);
            // Also refuses the zero address, which no address is below.
            if (to <= previous) revert Meter_Unordered(i);
            if (amount == 0) revert Meter_ZeroAmount();
            if (to == address(this) || to == address(token) || to == address(ledger)) {
                revert Meter_BadPayee(to);
            }
            previous = to;
            paid += amount;
            _pay(operator, to, amount);
        }
        if (accruals.length == 0) return paid;
        uint256 accrued;
        bytes32 last;
        for (uint256 i; i < accruals.length; ++i) {
            if (accruals[i].contributorId <= last) revert Meter_Unordered(i);
            if (accruals[i].amount == 0) revert Meter_ZeroAmount();
            last = accruals[i].contributorId;
            accrued += accruals[i].amount;
        }
        token.safeTransfer(address(ledger), accrued);
        ledger.accrue(accruals);
        return paid + accrued;
    }

    /// @dev Pays what the receipts add up to, then once per session the bounty, which is the provider's own loss.
    function _payTally(Session storage session, Tally memory sum, uint256 mostBounty) private {
        address operator = session.operator;
        uint256 paid;
        for (uint256 i; i < sum.payouts.length; ++i) {
            _pay(operator, sum.payouts[i].to, sum.payouts[i].amount);
            paid += sum.payouts[i].amount;
        }
        uint256 accrued;
        for (uint256 i; i < sum.accruals.length; ++i) {
            accrued += sum.accruals[i].amount;
        }
        if (accrued > 0) {
            token.safeTransfer(address(ledger), accrued);
            ledger.accrue(sum.accruals);
        }
        if (session.bountyPaid) return;
        session.bountyPaid = true;
        uint256 bounty = (paid + accrued) * BOUNTY_BPS / 10_000;
        if (bounty > mostBounty) bounty = mostBounty;
        staking.payBounty(staking.providerOf(operator), SERVICE, bounty, msg.sender);
    }

    function _pay(address operator, address to, uint256 amount) private {
        token.safeTransfer(to, amount);
        if (to == address(staking)) staking.onReward(operator, amount);
    }

    function _release(bytes32 sessionId, Session storage session) private {
        uint96 returned = session.cap - session.spent;
        session.status = STATUS_RELEASED;
        lockedTotal[staking.providerOf(session.operator)] -= returned;
        credit[session.user] += returned;
        emit SessionReleased(sessionId, session.user, returned);
    }

    /// @dev Session and operator keys are plain keys: no ERC-1271, whose answer can change after the fact.
    function _isSignedBy(address key, bytes32 digest, bytes calldata signature) private pure returns (bool) {
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        return failure == ECDSA.RecoverError.NoError && recovered == key;
    }

    function _min(uint40 a, uint40 b) private pure returns (uint40) {
        return a < b ? a : b;
    }
}
