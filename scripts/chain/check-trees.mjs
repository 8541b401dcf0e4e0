/**
 * Every function of the contracts that changes state stands as a root in a `.tree` file of `contracts/test/unit`, every
 * custom error such a file promises is asserted by a test, every attack of the specification has a test by its name and
 * its guard in the list of the mutation run, and every invariant of the specification is fuzzed by its name.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const CONTRACTS = resolve(import.meta.dirname, "../../contracts");
const OWN = [
  "OpenToken",
  "GOpen",
  "Timelock",
  "OpenGovernor",
  "PolicyBook",
  "Staking",
  "DatanetRegistry",
  "ModelRegistry",
  "RoyaltyLedger",
  "ReceiptChecker",
  "InferenceMeter",
  "Disputes",
  "FaultProver",
  "TrainingEscrow",
  "AgentRegistry",
];
// What these inherit unchanged from OpenZeppelin is tested there; our own code in them has its own roots.
const INHERITED = new Set(["OpenToken", "GOpen", "OpenGovernor"]);
const ATTACKS =
  "FundFrontRun FreezeForever SettleAfterThaw FaultTwice IndexShift OwnWalletAsStaker OtherModelsOwner SelfSlashForProfit TenKeysOneStake StealHotKey FillTheReserve ThawAndOpen SecondWorkerTakesMilestones SilentEvaluatorTakesBond StrangerAccepts SubmitForever CancelInFrontOfReceipt GutBeforeBuy TransferConvictsOperator BackdatedReceipt OneBadPayeeStopsAll BountyFarm RestoreSignsSeqTwice ContributorIdSquat SweepYesterday DearerPriceId WithholdIsCheaper WireFrontRun PolicyJam HoldForever RandomSplitRoot CheapProofFirst WithheldTwice FirstProofStarves OneStakeTwoServices BucketForgets FreezeConvictsOperator FreezeToDodge PriceChangeConvictsOperator OwnTreasury ArbiterTooSlow SupersedeTakesBond RefundOverDispute NewbornWithoutPayee OverchargingOperator SkimmingOperator HiddenReceipts DoubleSettle ReplayedVoucher ExpiredSession PayeeRotationInMidBatch MaximalBatch TinyQuorum FlashBorrowedVotes SlashingRace ReentrantReceiver NobodyElseHoldsPower".split(
    " ",
  );

function filesUnder(folder, end) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));
}

const INVARIANTS = Array.from({ length: 15 }, (_, i) => `I${i + 1}`);

const problems = [];
const tests = filesUnder(join(CONTRACTS, "test"), ".t.sol")
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
for (const attack of ATTACKS) {
  if (!new RegExp(`function test_${attack}\\w*\\(`).test(tests))
    problems.push(`no test of the attack ${attack}`);
}
const guarded = JSON.parse(readFileSync(join(CONTRACTS, "test/adversarial/guards.json"), "utf8"));
for (const attack of ATTACKS) if (!guarded[attack]) problems.push(`no guard of ${attack} in guards.json`);
const invariants = [...tests.matchAll(/function invariant(_\w+)\(/g)].flatMap(([, name]) => name.split("_"));
for (const name of INVARIANTS) if (!invariants.includes(name)) problems.push(`no invariant ${name}`);
for (const name of OWN) {
  const abi = JSON.parse(readFileSync(join(CONTRACTS, `out/${name}.sol/${name}.json`), "utf8")).abi;
  const folder = join(
    CONTRACTS,
    "test/unit",
    ["GOpen", "Timelock", "OpenGovernor"].includes(name) ? "Governance" : name,
  );
  const trees = INHERITED.has(name)
    ? []
    : filesUnder(folder, ".tree").map((path) => readFileSync(path, "utf8"));
  const roots = new Set(
    trees
      .join("\n")
      .split("\n")
      .filter((line) => /^\w/.test(line))
      .flatMap((line) => line.split(/,\s*/)),
  );
  const inherited = new Set([
    "approve",
    "safeTransferFrom",
    "setApprovalForAll",
    "transferFrom",
    "schedule",
    "scheduleBatch",
    "execute",
    "executeBatch",
    "cancel",
    "updateDelay",
    "grantRole",
    "revokeRole",
    "renounceRole",
    "onERC1155BatchReceived",
    "onERC1155Received",
    "onERC721Received",
  ]);
  for (const item of INHERITED.has(name) ? [] : abi) {
    if (item.type !== "function" || ["view", "pure"].includes(item.stateMutability)) continue;
    if (name !== "TrainingEscrow" && inherited.has(item.name)) continue;
    if (!roots.has(item.name)) problems.push(`${name}.${item.name} stands in no .tree file`);
  }
  for (const error of trees.join("\n").matchAll(/reverts with (\w+_\w+)/g)) {
    if (!tests.includes(`${error[1]}.selector`)) problems.push(`${name}: no test asserts ${error[1]}`);
  }
}
if (problems.length > 0) {
  console.log(problems.join("\n"));
  process.exit(1);
}
console.log(
  `${ATTACKS.length} attacks with their guards, invariants I1 to I15, every state-changing function and every promised error are tested`,
);
