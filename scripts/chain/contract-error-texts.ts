/**
 * What each custom error means to a person. `{name}` is filled with the error's argument; `{name:open}` prints an
 * amount of OPEN, `{name:time}` a moment, `{name:text}` a bytes32 string. gen-abis.ts refuses an error without a text.
 */
export interface ContractErrorText {
  sentence: string;
  remedy: string;
}

const text = (sentence: string, remedy: string): ContractErrorText => ({ sentence, remedy });

const SIGN_AGAIN = "Sign again with the wallet that is named here.";
const REPORT = "This is a fault of the software, not yours. Please report it with this text.";
const RELOAD = "Reload the page and try again with the present values.";

export const CONTRACT_ERROR_TEXTS: Readonly<Record<string, ContractErrorText>> = {
  AccessControlBadConfirmation: text(
    "A role can only be given up by the account that holds it.",
    "Send this from that account.",
  ),
  AccessControlUnauthorizedAccount: text(
    "{account} does not hold the role this needs.",
    "Propose the change to the vote.",
  ),
  Agent_BadResponse: text("A judgement of {response} is above {allowed}.", "Choose 0 to {allowed}."),
  Agent_BadValidator: text("{validator} cannot validate.", "Name a wallet."),
  Agent_BadWalletSignature: text("{wallet} did not sign to be the agent's wallet.", SIGN_AGAIN),
  Agent_Expired: text("The signature was good until {deadline:time}.", "Sign again."),
  Agent_NotOwner: text("{caller} does not own agent {agentId}.", "Switch to the owner's wallet."),
  Agent_NotValidator: text("{caller} was not asked to validate this.", "Only the named validator answers."),
  Agent_RequestExists: text("This request was made before.", "Use a fresh request hash."),
  Agent_ReservedKey: text('"{metadataKey}" is reserved for the proven wallet.', "Choose another key."),
  CheckpointUnorderedInsertion: text("A dated change would stand before an earlier one.", REPORT),
  Datanet_AlreadyReviewed: text(
    "Some of these items of batch {batchId} were judged before.",
    "Leave out the items that carry a verdict.",
  ),
  Datanet_BadPayee: text(
    "{payee} cannot receive payouts.",
    "Choose a wallet; contracts of this system and the zero address are refused.",
  ),
  Datanet_BadSignature: text("The statement is not signed by {expected}.", SIGN_AGAIN),
  Datanet_BatchExists: text("This batch is anchored already.", "Nothing to do; the earlier anchor holds."),
  Datanet_BatchUnknown: text("The Datanet has no batch {batchId}.", RELOAD),
  Datanet_ContributorExists: text(
    "This contributor is registered already.",
    "Nothing to do; use the existing entry.",
  ),
  Datanet_ContributorUnknown: text(
    "The contributor is not registered in this Datanet.",
    "Register the contributor first.",
  ),
  Datanet_EmptyBatch: text("There is nothing to anchor.", "Add at least one row."),
  Datanet_Exists: text("A Datanet with this key exists already.", "Create it under a new key."),
  Datanet_Expired: text(
    "The deadline {deadline:time} is over.",
    "Ask for a new signature with a later deadline.",
  ),
  Datanet_GrantUnknown: text("This access grant is not on the chain.", RELOAD),
  Datanet_GrantUsed: text(
    "This access grant is on the chain already.",
    "Nothing to do; the earlier grant holds.",
  ),
  Datanet_NotAnchorer: text(
    "{caller} may not anchor or review for this Datanet.",
    "Its owner or the anchorer he named has to do it.",
  ),
  Datanet_NotBinder: text(
    "{caller} is not the binder of this contributor.",
    "The binder that was named at registration has to do it.",
  ),
  Datanet_NotDisputes: text("{caller} may not overturn a verdict.", "Open a case; a ruling overturns it."),
  Datanet_NothingPending: text("No change of payee is waiting.", RELOAD),
  Datanet_NotOwner: text("{caller} does not own this Datanet.", "Switch to the owner's wallet."),
  Datanet_NotPayee: text(
    "{caller} is not the present payee of this contributor.",
    "Switch to the wallet that is paid at present.",
  ),
  Datanet_NotReviewed: text("Some of these items of batch {batchId} carry no verdict of that kind.", RELOAD),
  Datanet_OutOfRange: text("Item {asked} lies outside the batch; the last one is {allowed}.", RELOAD),
  Datanet_PayeeBound: text(
    "This contributor already has the wallet {payee}.",
    "Ask for a rotation instead of a first binding.",
  ),
  Datanet_PayeePending: text(
    "A change of payee is already under way until {activeAt:time}.",
    "Wait for it or cancel it.",
  ),
  Datanet_SnapshotExists: text(
    "This snapshot is anchored already.",
    "Nothing to do; the earlier version holds.",
  ),
  Datanet_Unknown: text(
    "The chain does not know this Datanet.",
    "Wait until its creation is in a block, then try again.",
  ),
  Datanet_VersionOrder: text("Version {asked} was offered, but {expected} comes next.", RELOAD),
  Datanet_Withdrawn: text("Item {position} of batch {batchId} was withdrawn.", "Leave it out."),
  Dispute_AlreadyOpen: text("Case {caseId} about this is open already.", "Follow that case."),
  Dispute_ExceedsAllowed: text(
    "A ruling of {asked:open} is above the {allowed:open} this case can move.",
    "Choose a smaller amount.",
  ),
  Dispute_Late: text(
    "The deadline of case {caseId} passed at {deadline:time}.",
    "Close the case; no ruling means dismissed.",
  ),
  Dispute_NotAccused: text("{caller} is not accused in case {caseId}.", "Answer from the accused wallet."),
  Dispute_NotArbiter: text("{caller} does not rule here.", "Only the arbiter rules."),
  Dispute_NotGovernance: text("{caller} may not name the arbiter.", "Propose the change to the vote."),
  Dispute_NotOpen: text("Case {caseId} is not open.", RELOAD),
  Dispute_NotParty: text(
    "{caller} is neither client nor worker of this run.",
    "Open the case from one of the two wallets.",
  ),
  Dispute_TooEarly: text(
    "Case {caseId} can be ruled until {deadline:time}.",
    "Wait for the ruling or the deadline.",
  ),
  Dispute_Unbound: text(
    "What was handed in does not belong to this case or batch.",
    "Hand in the batch or correction exactly as it stands on the chain.",
  ),
  Dispute_WindowOver: text("This could be disputed until {closedAt:time}.", "It stands now."),
  Dispute_WrongKind: text("Case {caseId} is of another kind.", RELOAD),
  ECDSAInvalidSignature: text("A signature could not be read.", "Sign again."),
  ECDSAInvalidSignatureLength: text(
    "A signature has {length} bytes instead of 65.",
    "Sign again with a wallet that signs plainly.",
  ),
  ECDSAInvalidSignatureS: text("A signature is not in its unique form.", "Sign again with another wallet."),
  ERC20ExceededSafeSupply: text("More GOPEN would exist than votes can be counted for.", REPORT),
  ERC20InsufficientAllowance: text(
    "{spender} may move {allowance:open}, but {needed:open} is needed.",
    "Approve the missing amount first.",
  ),
  ERC20InsufficientBalance: text(
    "The wallet {sender} holds {balance:open}, but {needed:open} is needed.",
    "Add OPEN or choose a smaller amount.",
  ),
  ERC20InvalidApprover: text("{approver} cannot approve.", REPORT),
  ERC20InvalidReceiver: text("{receiver} cannot receive OPEN.", "Choose another address."),
  ERC20InvalidSender: text("{sender} cannot send OPEN.", REPORT),
  ERC20InvalidSpender: text("{spender} cannot be allowed to spend.", REPORT),
  ERC20InvalidUnderlying: text("GOPEN cannot wrap {token}.", REPORT),
  ERC2612ExpiredSignature: text("The permit ended at {deadline:time}.", "Sign a new one."),
  ERC2612InvalidSigner: text("The permit was signed by {signer} instead of {owner}.", SIGN_AGAIN),
  ERC3009InvalidAuthorizationTime: text(
    "The payment signature is valid from {validAfter:time} to {validBefore:time} only.",
    "Sign a new one; check the clock of this device.",
  ),
  ERC3009InvalidSignature: text("The payment is not signed by the wallet it names.", SIGN_AGAIN),
  ERC3009UsedAuthorization: text(
    "This payment signature was used already.",
    "Nothing was taken twice. Reload to see the credit.",
  ),
  ERC5805FutureLookup: text(
    "Votes were asked for at {timepoint:time}, which is not past yet.",
    "Try again a few seconds later.",
  ),
  ERC6372InconsistentClock: text("The vote token's clock does not fit.", REPORT),
  ERC721IncorrectOwner: text("{owner} owns this model, not {sender}.", RELOAD),
  ERC721InsufficientApproval: text("{operator} may not move this model.", "Its owner has to do it."),
  ERC721InvalidApprover: text("{approver} cannot approve for this model.", "Its owner has to do it."),
  ERC721InvalidOperator: text("{operator} cannot be an operator.", REPORT),
  ERC721InvalidOwner: text("{owner} cannot own a model.", REPORT),
  ERC721InvalidReceiver: text(
    "{receiver} cannot receive a model.",
    "Choose a wallet or a contract that takes ERC-721 tokens.",
  ),
  ERC721InvalidSender: text("{sender} cannot send a model.", REPORT),
  ERC721NonexistentToken: text("Model {tokenId} does not exist.", RELOAD),
  FailedCall: text(
    "A call inside the proposal failed without saying why.",
    "Check the proposal's targets and calldata.",
  ),
  Fault_AlreadyOpen: text("This was asked for already.", "Follow the earlier request."),
  Fault_AlreadyProven: text("This fault was proven before, for at least as much.", "Nothing to do."),
  Fault_BadDisclosure: text(
    'The part "{what:text}" of the answer does not fit the batch.',
    "Show the receipt with both signatures, the opened request and all leaves, as they were settled.",
  ),
  Fault_BadSignature: text(
    "{expected} did not sign this.",
    "Hand in what the operator or session key signed.",
  ),
  Fault_Late: text("The time for this ended at {until:time}.", "Nothing can be done any more."),
  Fault_NoFault: text("The data shows no fault of this kind.", "Check which rule is broken."),
  Fault_NotEquivocal: text(
    "The two receipts do not contradict each other.",
    "Hand in two different signed receipts for the same call.",
  ),
  Fault_NotOpen: text("There is no open request of this kind from you.", RELOAD),
  Fault_NotShort: text(
    "{due:open} was due and {given:open} was paid.",
    "Add all leaves of this payee, then prove it.",
  ),
  Fault_TooEarly: text("The other side has until {from:time}.", "Try again after that."),
  Fault_Unbound: text(
    "The data handed in is not that of batch {batchId}.",
    "Hand in the batch's data exactly as it was settled.",
  ),
  Fault_Unordered: text(
    "Items come in ascending order; place {asked} is before {cursor}.",
    "Sort the items by receipt and leaf.",
  ),
  Fault_WindowOver: text("Faults of this batch could be proven until {closedAt:time}.", "It stands now."),
  GovernorAlreadyCastVote: text("{voter} has voted on this proposal.", "Nothing to do; a vote stands."),
  GovernorAlreadyQueuedProposal: text(
    "The proposal is queued already.",
    "Wait for its delay, then execute it.",
  ),
  GovernorDisabledDeposit: text(
    "The Governor takes no tokens; the timelock acts for it.",
    "Send tokens to nobody here.",
  ),
  GovernorInsufficientProposerVotes: text(
    "{proposer} has {votes:open} of votes, a proposal needs {threshold:open}.",
    "Wrap more OPEN and delegate it to yourself, then wait a second.",
  ),
  GovernorInvalidProposalLength: text(
    "The proposal names {targets} targets, {calldatas} calls and {values} values.",
    "Give one call and one value per target.",
  ),
  GovernorInvalidQuorumFraction: text(
    "A quorum of {quorumNumerator} of {quorumDenominator} is not a fraction.",
    "Choose at most {quorumDenominator}.",
  ),
  GovernorInvalidSignature: text("The vote is not signed by {voter}.", SIGN_AGAIN),
  GovernorInvalidVoteParams: text(
    "This vote carries parameters that are not understood.",
    "Vote without parameters.",
  ),
  GovernorInvalidVoteType: text("A vote is against, for or abstain.", "Choose one of the three."),
  GovernorInvalidVotingPeriod: text(
    "A voting period of {votingPeriod} s is not possible.",
    "Choose a period above zero.",
  ),
  GovernorNonexistentProposal: text("The proposal does not exist.", RELOAD),
  GovernorOnlyExecutor: text(
    "{account} may not do this; only an executed vote does.",
    "Propose the change to the vote.",
  ),
  GovernorPreventLateQuorumVoteExtensionTooLarge: text(
    "An extension of {newVoteExtension} s is above {maxVoteExtension} s.",
    "Choose a shorter extension.",
  ),
  GovernorProposalQueueingFailed: text("The timelock did not take the proposal.", REPORT),
  GovernorProposalQueueingNotRequired: text("The proposal needs no queue.", "Execute it."),
  GovernorRestrictedProposer: text(
    "The description reserves this proposal for somebody other than {proposer}.",
    "Propose it from the wallet that the description names.",
  ),
  GovernorUnableToCancel: text(
    "{account} may not cancel this proposal.",
    "Only its proposer, or the guardian while there is one, cancels.",
  ),
  GovernorUnexpectedProposalState: text(
    "The proposal is not in a state for this step.",
    "Look at its timetable: vote, queue and execute follow each other.",
  ),
  InvalidAccountNonce: text(
    "The permit of {account} is out of order; number {currentNonce} comes next.",
    "Sign a new one.",
  ),
  InvalidShortString: text("A stored name is too long.", REPORT),
  Job_BadAccrued: text(
    "The run stands at {from:open}; {asked:open} was offered and the cap is {allowed:open}.",
    RELOAD,
  ),
  Job_BadRun: text(
    'The order\'s "{field:text}" is {asked}; allowed is {min} to {max}.',
    "Set up the run again.",
  ),
  Job_BadSignature: text("The message about this run is not signed by {expected}.", SIGN_AGAIN),
  Job_Cancelled: text(
    "The run was cancelled at {cancelledAt:time}.",
    "Nothing more is taken for it. What was accepted before is paid.",
  ),
  Job_Exists: text("This run is funded already.", "Nothing to do; nothing was taken twice."),
  Job_Late: text(
    "The deadline {deadline:time} is over.",
    "Start a new run; what was accepted stays payable.",
  ),
  Job_NoBond: text(
    "The worker's own stake backs {allowed:open}, the run asks for {asked:open}.",
    'Provision more stake for the service "worker".',
  ),
  Job_NotActor: text("{expected} has to do this, not {caller}.", "Switch to the wallet that is named."),
  Job_NotDisputes: text("{caller} may not decide about contested work.", "Open a case; a ruling decides."),
  Job_NotExpired: text("This is possible from {from:time} on.", "Wait until then."),
  Job_NothingContested: text("Nothing of this run is waiting to be released.", RELOAD),
  Job_StaleFence: text(
    "The run was handed out again: number {asked} was offered, {expected} is due.",
    "The earlier worker stops; its accepted milestones stay paid.",
  ),
  Job_TooManyWorkers: text(
    "The run passed through {allowed} workers already.",
    "Let it expire and start a new one.",
  ),
  Job_WrongState: text("The run does not allow this in its present state ({state}).", RELOAD),
  Merkle_IndexOutOfRange: text("Place {index} is outside the {count} that exist.", REPORT),
  Meter_BadCap: text(
    "A limit of {cap:open} with {maxPerCall:open} per call is not allowed; the most is {allowed:open}.",
    "Choose a limit above zero and at least as large as the price of one call.",
  ),
  Meter_BadCloseSignature: text("The closing statement is not signed by {expected}.", SIGN_AGAIN),
  Meter_BadExpiry: text(
    "The session would end at {asked:time}; allowed is {min:time} to {max:time}.",
    "Choose another duration; check the clock of this device.",
  ),
  Meter_BadGrantSignature: text("The session is not signed by {user}.", SIGN_AGAIN),
  Meter_BadKind: text("Session kind {kind} does not exist.", REPORT),
  Meter_BadPayee: text("{payee} cannot be paid.", "Choose a wallet."),
  Meter_BadReceiptSigner: text(
    "Receipt {seq} is not signed by the operator key {expected}.",
    "Hand in the receipt as the operator signed it.",
  ),
  Meter_BadSigner: text("{signer} cannot be a session key.", "Make a fresh session key in this browser."),
  Meter_BadSplit: text(
    "The payees handed in for receipt {seq} are not those of its split.",
    "Hand in the leaves that came with the receipt.",
  ),
  Meter_BadVoucherSigner: text(
    "A voucher was not signed by the session key {expected}.",
    "The call is not charged. Ask again.",
  ),
  Meter_BatchTooLarge: text(
    "The settlement has {asked} {what:text}; {allowed} are allowed.",
    "The keeper splits it into smaller ones.",
  ),
  Meter_BrokenChain: text(
    "The receipts break off at call {seq}.",
    "Hand in every receipt from the last settled call to the voucher, in order.",
  ),
  Meter_ChargeBelowSpent: text(
    "The charge {asked:open} is below what was spent before ({spent:open}).",
    REPORT,
  ),
  Meter_ChargeExceedsCap: text(
    "The charge {asked:open} exceeds the session's limit of {allowed:open}.",
    "Open a new session.",
  ),
  Meter_ChargeExceedsRate: text(
    "The charge {asked:open} exceeds what so many calls may cost ({allowed:open}).",
    REPORT,
  ),
  Meter_ChargeExceedsVoucher: text(
    "The charge {asked:open} exceeds what the voucher allows ({allowed:open}).",
    REPORT,
  ),
  Meter_ClaimOver: text(
    "The session could be charged until {claimUntil:time} only.",
    "What is left returns to the user's credit.",
  ),
  Meter_CloseNotSettled: text(
    "The session stands at call {seq} and {spent:open}; the closing statement says otherwise.",
    "Wait for the settlement, then sign again.",
  ),
  Meter_EmptyBatch: text("The settlement holds no charge.", REPORT),
  Meter_MixedPolicy: text("One settlement may not mix policy versions {asked} and {expected}.", REPORT),
  Meter_NoCredit: text(
    "{user} has {available:open} of free credit, but {asked:open} is needed.",
    "Deposit the difference or choose a smaller amount.",
  ),
  Meter_NotAdmitted: text(
    "The operator did not admit this session in time ({deadline:time}).",
    "Prepare the session again.",
  ),
  Meter_NotOpen: text("The session is not open (state {status}).", "Open a new session."),
  Meter_NotOperator: text(
    "{caller} is not the operator of this session.",
    "Only the operator named in the session settles it.",
  ),
  Meter_NotUserOrSigner: text(
    "{caller} is neither the user nor the key of this session.",
    "Switch to the wallet that opened it.",
  ),
  Meter_OverExposed: text(
    "The operator's stake backs {allowed:open}; with this session it would owe {asked:open}.",
    "Choose a smaller limit or wait until other sessions are released.",
  ),
  Meter_SessionExists: text("This session is open already.", "Nothing to do; nothing was reserved twice."),
  Meter_StalePolicy: text(
    "The rules changed: version {asked} was signed, {current} is in force.",
    "Read the new rules and sign again.",
  ),
  Meter_StaleSeq: text(
    "Call {asked} of the session is settled already; it stands at {stored}.",
    "Nothing to do; nothing is paid twice.",
  ),
  Meter_TooEarly: text(
    "The operator still has time to settle by himself, until {from:time}.",
    "Try again after that.",
  ),
  Meter_UnbalancedBatch: text("{charged:open} is charged but {paid:open} is paid out.", REPORT),
  Meter_Unordered: text("Row {index} of the settlement is out of order or doubled.", REPORT),
  Meter_ZeroAmount: text("The amount is zero.", "Enter an amount above zero."),
  Model_BadListing: text(
    "A price of {price:open} until {expiry:time} is not possible.",
    "Choose a price above zero and a time to come.",
  ),
  Model_BadOwner: text(
    "{account} cannot own a model.",
    "Choose a wallet; contracts of this system are refused.",
  ),
  Model_BadShare: text(
    "{account} cannot be given {bps} basis points.",
    "Choose a wallet and a share above zero.",
  ),
  Model_BadSlug: text('"{slug}" is not a usable name.', "Use 1 to 64 characters."),
  Model_BadVersion: text(
    "The version names {datanets} Datanets and {snapshots} snapshots; at most {allowed} of each are possible, in pairs.",
    RELOAD,
  ),
  Model_LicenceForbids: text(
    "The licence of Datanet {datanetKey} forbids this (flag {flag}: 1 training, 2 commerce).",
    "Leave this Datanet out, or publish without a price where only commerce is forbidden.",
  ),
  Model_NoPrice: text("Model {modelId} has no such price.", RELOAD),
  Model_NoShare: text("{account} has no share in model {modelId}.", RELOAD),
  Model_NotListed: text("Model {modelId} is not for sale.", RELOAD),
  Model_NotOwner: text("{caller} does not own model {modelId}.", "Switch to the owner's wallet."),
  Model_PriceMoved: text("The price is {asked:open}, you allowed {allowed:open}.", RELOAD),
  Model_SharesExceed: text(
    "The shares would come to {asked}; {allowed} is the most.",
    "Grant smaller or fewer shares.",
  ),
  Model_SnapshotNotAnchored: text(
    "A snapshot of Datanet {datanetKey} is not anchored yet.",
    "Wait until its version is in a block, then try again.",
  ),
  Model_StateMoved: text("Shares, version or price of the model changed since you looked.", RELOAD),
  Model_Unknown: text("Model {modelId} does not exist.", RELOAD),
  Policy_BadEffectiveAt: text(
    "The version would hold from {asked:time}; allowed is {min:time} to {max:time}.",
    "Choose another time.",
  ),
  Policy_NotGovernance: text("{caller} may not change the rules.", "Propose the change to the vote."),
  Policy_NothingPending: text("No rule change is waiting.", RELOAD),
  Policy_OutOfBounds: text(
    '"{field:text}" would be {asked}; no vote can move it outside {min} to {max}.',
    "Choose a value inside the bounds.",
  ),
  Policy_Pending: text("Version {version} is waiting for {effectiveAt:time}.", "Wait for it or cancel it."),
  Policy_SplitSum: text(
    "The four parts add up to {sum} instead of 10,000.",
    "Change them so that they add up.",
  ),
  Policy_Unknown: text("Policy version {version} does not exist.", RELOAD),
  ReentrancyGuardReentrantCall: text("A contract called back in the middle of a payment.", REPORT),
  Royalty_Bound: text(
    "{payee} is bound to this contributor, so the money is not swept.",
    "Claim it for the contributor.",
  ),
  Royalty_NotCreditor: text("{caller} may not book royalties.", "Only the meter and fault proofs do."),
  Royalty_NothingOwed: text("Nothing is owed to this contributor.", "Nothing to do."),
  Royalty_TooEarly: text(
    "This money is swept at {sweepableAt:time} at the earliest.",
    "Wait until then, or bind a wallet and claim.",
  ),
  Royalty_Unbound: text(
    "No wallet is bound to this contributor yet.",
    "Bind a wallet first; the money waits.",
  ),
  Royalty_UnknownContributor: text("A settlement pays a contributor nobody registered.", REPORT),
  SafeCastOverflowedUintDowncast: text(
    "The number {value} does not fit {bits} bits.",
    "Choose a smaller amount.",
  ),
  SafeERC20FailedOperation: text("The token {token} refused a transfer.", REPORT),
  Split_NoWeight: text("{amount:open} has nobody to be split among.", REPORT),
  Stake_BadHotKeySignature: text(
    "The key {hotKey} did not sign its appointment.",
    "Sign with that key; nobody can appoint a key that is not his.",
  ),
  Stake_Held: text(
    "{held:open} of this provider's stake stays until {until:time}, because a case is open or a training run relies on it.",
    "Wait for the case or the run to end.",
  ),
  Stake_KeyTaken: text(
    "The key {hotKey} belongs to a provider already.",
    "Make a fresh key; a key has one provider for ever.",
  ),
  Stake_NothingReserved: text("Nothing is reserved for {prover} at this provider.", RELOAD),
  Stake_NotMeter: text("{caller} may not book rewards.", "Only the meter does."),
  Stake_NotOperatorOf: text("{hotKey} is not a key of this provider.", "Switch to the provider's wallet."),
  Stake_NotSlasher: text(
    "{caller} may not slash or hold stake.",
    "Only fault proofs, rulings and the training escrow do.",
  ),
  Stake_OverProvision: text(
    "{asked} shares were asked for, {allowed} are free.",
    "Stake more or free another service first.",
  ),
  Stake_PoolWiped: text(
    "This provider's pool lost everything, so a new share in it has no price.",
    "Stake with another provider.",
  ),
  Stake_ReserveLocked: text(
    "The reserve stays until {until:time}, for others who were harmed.",
    "Wait until then.",
  ),
  Stake_Thawing: text("This stake is thawing until {readyAt:time}.", "Wait until then."),
  Stake_TooManyRequests: text(
    "A provider has at most {allowed} of these at a time.",
    "Withdraw what is ready first.",
  ),
  Stake_UnknownRequest: text("Unstaking request {requestId} does not exist or is paid out.", RELOAD),
  Stake_ZeroAmount: text("The amount is zero.", "Enter an amount above zero."),
  StringTooLong: text("A name is too long.", REPORT),
  TimelockInsufficientDelay: text(
    "A delay of {delay} s is below the timelock's {minDelay} s.",
    "Choose a longer delay.",
  ),
  TimelockInvalidOperationLength: text(
    "The proposal names {targets} targets, {payloads} calls and {values} values.",
    "Give one call and one value per target.",
  ),
  TimelockUnauthorizedCaller: text(
    "{caller} may not change the timelock; it changes itself.",
    "Propose the change to the vote.",
  ),
  TimelockUnexecutedPredecessor: text(
    "Another queued operation has to be executed first.",
    "Execute that one first.",
  ),
  TimelockUnexpectedOperationState: text(
    "The queued operation is not ready for this step.",
    "Wait for its delay, or see whether it was executed or cancelled.",
  ),
  VotesExpiredSignature: text("The delegation was good until {expiry:time}.", "Sign the delegation again."),
  Wire_AlreadyDone: text("The contracts are wired already.", "Nothing to do."),
  Wire_NotDeployer: text("{caller} may not wire the contracts.", "The deployer's key has to do it."),
};
