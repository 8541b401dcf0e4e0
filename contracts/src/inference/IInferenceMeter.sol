// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a user signs to reserve credit for calls to one operator. Its EIP-712 digest is the session id.
struct SessionGrant {
    address user;
    address operator;
    address signer;
    uint96 cap;
    uint96 maxPerCall;
    uint64 expiry;
    uint32 policyVersion;
    uint8 kind;
    uint256 nonce;
}

/// @notice The operator key's consent to a grant, so that no stranger fills its reserve.
struct Admission {
    uint64 deadline;
    bytes signature;
}

/// @notice What the session key signs before a call: it may cost up to `maxCumulative` over the whole session.
struct Voucher {
    bytes32 sessionId;
    uint64 seq;
    uint96 maxCumulative;
    bytes32 requestHash;
    bytes32 prevReceipt;
}

/// @notice What the operator key signs after a call.
struct Receipt {
    bytes32 sessionId;
    uint64 seq;
    bytes32 voucherHash;
    bytes32 responseHash;
    uint64 modelId;
    uint32 modelVersion;
    uint32 priceId;
    uint32 tokensIn;
    uint32 tokensOut;
    uint96 charge;
    uint96 cumulative;
    bytes32 splitRoot;
    bytes32 evidenceHash;
    uint64 servedAt;
}

/// @notice One payee of one receipt. `kind`: 0 platform, 1 model, 2 staker, 3 data, 4 treasury.
struct Leaf {
    uint8 kind;
    bytes32 ref;
    address payee;
    uint96 amount;
}

/// @notice What session key and operator key both sign to end a session at once.
struct Close {
    bytes32 sessionId;
    uint64 seq;
    uint96 cumulative;
    bytes32 lastReceipt;
}

/// @notice One session's step in a settlement: its newest voucher and what is charged of it.
struct Charge {
    Voucher voucher;
    uint64 fromSeq;
    uint96 fromSpent;
    uint96 cumulative;
    bytes32 receiptHash;
    bytes signature;
}

struct Payout {
    address to;
    uint96 amount;
}

/// @notice Money for a contributor without a wallet, kept by the RoyaltyLedger.
struct Accrual {
    bytes32 contributorId;
    uint96 amount;
}

struct Settlement {
    Charge[] charges;
    Payout[] payouts;
    Accrual[] accruals;
    bytes32 receiptsRoot;
    bytes32 dataHash;
}

/// @notice A receipt with the operator's signature and the leaves under its `splitRoot`.
struct SignedReceipt {
    Receipt receipt;
    bytes signature;
    Leaf[] leaves;
}

/// @notice What `chargesHash` covers, row by row.
struct ChargeRow {
    bytes32 sessionId;
    uint64 fromSeq;
    uint64 toSeq;
    uint96 fromSpent;
    uint96 toSpent;
}

/// @notice A settled batch. Only its hash is stored; provers hand it in again.
struct BatchHeader {
    uint64 id;
    address operator;
    uint32 policyVersion;
    uint64 settledAt;
    uint32 receiptCount;
    bytes32 receiptsRoot;
    bytes32 chargesHash;
    bytes32 payoutsHash;
    bytes32 dataHash;
}

/// @notice An ERC-3009 authorisation to pay this contract, signed by `from`.
struct DepositAuthorization {
    address from;
    uint256 value;
    uint256 validAfter;
    uint256 validBefore;
    bytes32 nonce;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title Prepaid inference: credit, sessions that reserve it, settlements that push it to the payees
/// @notice No owner, no pause, no proxy. An operator can never withdraw; a user's exit needs no operator.
interface IInferenceMeter {
    /// @notice `kind` 0 browser, 1 API key; `status` 0 none, 1 open, 2 released.
    struct Session {
        address signer;
        uint96 spent;
        address operator;
        uint96 cap;
        uint96 maxPerCall;
        uint64 seq;
        uint40 expiry;
        uint40 claimUntil;
        uint8 kind;
        uint8 status;
        address user;
        uint32 policyVersion;
        uint40 openedAt;
        bool bountyPaid;
    }

    event Deposited(address indexed user, uint256 amount);
    event Withdrawn(address indexed user, address indexed to, uint256 amount);
    event SessionOpened(
        bytes32 indexed sessionId,
        address indexed user,
        address indexed operator,
        uint256 providerId,
        uint40 claimUntil,
        SessionGrant grant
    );
    event SessionCharged(bytes32 indexed sessionId, uint64 seq, uint96 spent, bytes32 receiptHash);
    event BatchSettled(uint64 indexed batchId, address indexed operator, BatchHeader header, uint256 total);
    event ForceSettled(
        bytes32 indexed sessionId, uint64 fromSeq, uint64 toSeq, uint256 total, address indexed caller
    );
    /// @notice Leaves of a forced settlement that nobody could receive went back to the user's credit.
    event LeavesReturned(bytes32 indexed sessionId, address indexed user, uint256 amount);
    event SessionFrozen(
        bytes32 indexed sessionId, address indexed by, uint40 expiry, uint40 claimUntil, uint96 cap
    );
    event SessionReleased(bytes32 indexed sessionId, address indexed user, uint96 returned);

    error Meter_ZeroAmount();
    error Meter_NoCredit(address user, uint256 asked, uint256 available);
    error Meter_BadGrantSignature(address user);
    error Meter_BadSigner(address signer);
    error Meter_BadExpiry(uint64 asked, uint256 min, uint256 max);
    error Meter_BadKind(uint8 kind);
    error Meter_BadCap(uint96 cap, uint96 maxPerCall, uint256 allowed);
    error Meter_StalePolicy(uint32 asked, uint32 current);
    error Meter_SessionExists(bytes32 sessionId);
    error Meter_OverExposed(uint256 providerId, uint256 asked, uint256 allowed);
    error Meter_NotAdmitted(bytes32 sessionId, address operator, uint64 deadline);
    error Meter_EmptyBatch();
    error Meter_Unordered(uint256 index);
    error Meter_NotOperator(bytes32 sessionId, address caller);
    error Meter_NotOpen(bytes32 sessionId, uint8 status);
    error Meter_ClaimOver(bytes32 sessionId, uint40 claimUntil);
    error Meter_StaleSeq(bytes32 sessionId, uint64 asked, uint64 stored);
    error Meter_ChargeBelowSpent(bytes32 sessionId, uint96 asked, uint96 spent);
    error Meter_ChargeExceedsVoucher(bytes32 sessionId, uint96 asked, uint96 allowed);
    error Meter_ChargeExceedsCap(bytes32 sessionId, uint96 asked, uint96 allowed);
    error Meter_ChargeExceedsRate(bytes32 sessionId, uint256 asked, uint256 allowed);
    error Meter_BadVoucherSigner(bytes32 sessionId, address expected);
    error Meter_MixedPolicy(bytes32 sessionId, uint32 asked, uint32 expected);
    error Meter_UnbalancedBatch(uint256 charged, uint256 paid);
    /// @notice `what` is "sessions", "payees", "receipts" or "total".
    error Meter_BatchTooLarge(bytes32 what, uint256 asked, uint256 allowed);
    error Meter_BadPayee(address payee);
    error Meter_TooEarly(bytes32 sessionId, uint256 from);
    /// @notice The receipts do not lead without a gap from where the session stands to the voucher.
    error Meter_BrokenChain(bytes32 sessionId, uint64 seq);
    error Meter_BadSplit(bytes32 sessionId, uint64 seq);
    error Meter_BadReceiptSigner(bytes32 sessionId, uint64 seq, address expected);
    error Meter_NotUserOrSigner(bytes32 sessionId, address caller);
    error Meter_CloseNotSettled(bytes32 sessionId, uint64 seq, uint96 spent);
    error Meter_BadCloseSignature(bytes32 sessionId, address expected);

    /// @notice Add OPEN to the caller's credit; needs an allowance.
    function deposit(uint256 amount) external;

    /// @notice Add OPEN to the signer's credit by his ERC-3009 authorisation. Anybody may send it.
    function depositWithAuthorization(DepositAuthorization calldata authorization) external;

    /// @notice Take free credit out, at any time.
    function withdraw(uint256 amount, address to) external;

    /// @notice Reserve `grant.cap` of the caller's credit.
    function openSession(SessionGrant calldata grant, Admission calldata admission)
        external
        returns (bytes32 sessionId);

    /// @notice The same, by the user's signature over the grant. Anybody may send it.
    function openSessionFor(
        SessionGrant calldata grant,
        bytes calldata signature,
        Admission calldata admission
    ) external returns (bytes32 sessionId);

    /// @notice Charge sessions and push the money to the payees in the same transaction. Session operator only.
    function settle(Settlement calldata settlement) external returns (uint64 batchId);

    /// @notice Charge a session by the receipts themselves, when its operator does not settle: from one grace after
    /// the first was served, or from half of the claim window. Pays every leaf as `settle` does; a leaf nobody can
    /// receive returns to the user. Anybody; the first to do it for a session earns a bounty out of the provider's
    /// stake.
    function forceSettle(
        Voucher calldata voucher,
        bytes calldata signature,
        SignedReceipt[] calldata receipts
    ) external returns (uint64 batchId);

    /// @notice End a session early: two minutes for calls in flight, then the claim window. Only ever lowers.
    function freezeSession(bytes32 sessionId) external;

    /// @notice End a session at once, by both keys, when everything served is settled.
    function closeSession(
        Close calldata close,
        bytes calldata signerSignature,
        bytes calldata operatorSignature
    ) external;

    /// @notice Return what is left of sessions whose claim window is over; skips the others. Anybody.
    function releaseSessions(bytes32[] calldata sessionIds) external;

    function sessionOf(bytes32 sessionId) external view returns (Session memory);

    /// @notice Last moment at which a fault of what the provider's keys have open now can still be proven.
    function faultableUntil(uint256 providerId) external view returns (uint40);

    function batchHash(uint64 batchId) external view returns (bytes32);

    function domainSeparator() external view returns (bytes32);

    /// @notice OPEN settled by a provider's keys that may still be slashed for: the last five buckets.
    function settledRecently(uint256 providerId) external view returns (uint256);
}
