// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AgentRegistry} from "../../src/agents/AgentRegistry.sol";
import {Disputes} from "../../src/attribution/Disputes.sol";
import {FaultProver, ProverParts} from "../../src/attribution/FaultProver.sol";
import {Staking} from "../../src/compute/Staking.sol";
import {DatanetRegistry} from "../../src/datanets/DatanetRegistry.sol";
import {GOpen} from "../../src/governance/GOpen.sol";
import {GovernorSetup, OpenGovernor} from "../../src/governance/OpenGovernor.sol";
import {Timelock} from "../../src/governance/Timelock.sol";
import {
    Admission,
    Charge,
    IInferenceMeter,
    Payout,
    SessionGrant,
    Settlement,
    Voucher
} from "../../src/inference/IInferenceMeter.sol";
import {InferenceMeter} from "../../src/inference/InferenceMeter.sol";
import {ReceiptChecker} from "../../src/inference/ReceiptChecker.sol";
import {MeterHash} from "../../src/libraries/MeterHash.sol";
import {ModelRegistry} from "../../src/models/ModelRegistry.sol";
import {Policy} from "../../src/payments/IPolicyBook.sol";
import {OpenToken} from "../../src/payments/OpenToken.sol";
import {PolicyBook} from "../../src/payments/PolicyBook.sol";
import {RoyaltyLedger} from "../../src/payments/RoyaltyLedger.sol";
import {TrainingEscrow} from "../../src/training/TrainingEscrow.sol";
import {TestKit} from "./TestKit.sol";
import {vm} from "./Vm.sol";

/// @notice All contracts, deployed and wired as the deploy script does it, with one provider, operator and user.
abstract contract Stage is TestKit {
    bytes32 internal constant INFERENCE = "inference";
    uint96 internal constant ONE = 1e18;

    OpenToken internal token;
    PolicyBook internal policyBook;
    Staking internal staking;
    DatanetRegistry internal datanets;
    ModelRegistry internal models;
    InferenceMeter internal meter;
    TrainingEscrow internal escrow;
    RoyaltyLedger internal ledger;
    ReceiptChecker internal checker;
    Disputes internal disputes;
    FaultProver internal prover;
    AgentRegistry internal agents;
    GOpen internal gopen;
    Timelock internal timelock;
    OpenGovernor internal governor;

    address internal treasury = walletOf("treasury");
    /// The timelock's address; tests prank it where the way there is not what they test.
    address internal governance;
    address internal arbiter = walletOf("arbiter");
    address internal guardian = walletOf("guardian");
    address internal provider = walletOf("provider");
    address internal operator = walletOf("operator");
    address internal user = walletOf("user");
    uint256 internal providerId = uint256(uint160(walletOf("provider")));

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deployAll();

        give(provider, 2_000_000 * uint256(ONE));
        vm.startPrank(provider);
        token.approve(address(staking), type(uint256).max);
        staking.stake(providerId, 1_000_000 * uint256(ONE));
        staking.provision(INFERENCE, 1_000_000 * uint256(ONE));
        staking.appointOperator(operator, appointment("operator", provider));
        vm.stopPrank();
        give(user, 10_000 * uint256(ONE));
    }

    /// @dev In the order of the deploy script, with the parameters of the local chain.
    function deployAll() internal {
        token = new OpenToken(treasury);
        gopen = new GOpen(token);
        timelock = new Timelock(2 minutes, address(this));
        governor = new OpenGovernor(
            gopen,
            timelock,
            GovernorSetup({
                votingDelay: 1 minutes,
                votingPeriod: 5 minutes,
                lateQuorumExtension: 1 minutes,
                proposalThreshold: 10_000e18,
                quorumPercent: 5,
                quorumFloor: 10_000e18,
                guardian: guardian,
                guardianTerm: 365 days
            })
        );
        governance = address(timelock);
        policyBook = new PolicyBook(governance, 12 minutes, localPolicy());
        staking = new Staking(token, 90 minutes, address(this));
        datanets = new DatanetRegistry(policyBook, address(this));
        models = new ModelRegistry(token, policyBook, datanets);
        ledger = new RoyaltyLedger(token, datanets, address(this));
        checker = new ReceiptChecker(address(staking), datanets, models);
        meter = new InferenceMeter(token, policyBook, staking, ledger, checker);
        disputes =
            new Disputes(policyBook, staking, datanets, meter, token, governance, arbiter, address(this));
        prover = new FaultProver(ProverParts(token, policyBook, staking, datanets, ledger, checker, meter));
        escrow = new TrainingEscrow(token, policyBook, staking, address(disputes));
        agents = new AgentRegistry();

        timelock.wire(address(governor));
        staking.wire(address(meter), address(escrow), address(prover), address(disputes));
        ledger.wire(address(meter), address(prover));
        disputes.wire(escrow);
        datanets.wire(systemContracts(), address(disputes));
    }

    function systemContracts() internal view returns (address[] memory system) {
        system = new address[](15);
        system[0] = address(token);
        system[1] = address(gopen);
        system[2] = address(timelock);
        system[3] = address(governor);
        system[4] = address(policyBook);
        system[5] = address(staking);
        system[6] = address(datanets);
        system[7] = address(models);
        system[8] = address(ledger);
        system[9] = address(checker);
        system[10] = address(meter);
        system[11] = address(disputes);
        system[12] = address(prover);
        system[13] = address(escrow);
        system[14] = address(agents);
    }

    function localPolicy() internal pure returns (Policy memory p) {
        p.platformBps = 1_000;
        p.modelBps = 2_000;
        p.stakerBps = 2_000;
        p.dataBps = 5_000;
        p.trainingFeeBps = 500;
        p.exposureBps = 10_000;
        p.maxSessions = 150;
        p.maxPayees = 1_000;
        p.maxReceipts = 4_096;
        p.freezeTail = 32;
        p.minProvision = 10_000e18;
        p.maxSession = 1 hours;
        p.maxApiSession = 1 hours;
        p.claimWindow = 10 minutes;
        p.grace = 1 minutes;
        p.faultWindow = 10 minutes;
        p.maxBatchTotal = 50_000e18;
        p.demandWindow = 2 minutes;
        p.rotationDelay = 2 minutes;
        p.revenueDelay = 1 minutes;
        p.reviewWindow = 5 minutes;
        p.disputeWindow = 1 minutes;
        p.maxApiCap = 500e18;
        p.rulingDeadline = 10 minutes;
        p.bounty = 0.2e18;
        p.demandBond = 10e18;
        p.challengeBond = 50e18;
    }

    function give(address to, uint256 amount) internal {
        vm.prank(treasury);
        token.transfer(to, amount);
    }

    function appointment(string memory key, address to) internal view returns (bytes memory) {
        bytes32 hash = keccak256(abi.encode(staking.OPERATOR_APPOINTMENT_TYPEHASH(), to, walletOf(key)));
        return signatureOf(key, digestOf(staking.domainSeparator(), hash));
    }

    function depositAs(address who, uint256 amount) internal {
        vm.startPrank(who);
        token.approve(address(meter), amount);
        meter.deposit(amount);
        vm.stopPrank();
    }

    function grantOf(uint96 cap, uint256 nonce) internal view returns (SessionGrant memory) {
        return SessionGrant({
            user: user,
            operator: operator,
            signer: walletOf("session"),
            cap: cap,
            maxPerCall: cap,
            expiry: uint64(nowSeconds() + 30 minutes),
            policyVersion: policyBook.current(),
            kind: 0,
            nonce: nonce
        });
    }

    function grantDigest(SessionGrant memory grant) internal view returns (bytes32) {
        return
            digestOf(meter.domainSeparator(), keccak256(abi.encode(MeterHash.SESSION_GRANT_TYPEHASH, grant)));
    }

    function admitted(SessionGrant memory grant) internal view returns (Admission memory) {
        uint64 deadline = uint64(nowSeconds() + 5 minutes);
        bytes32 digest = digestOf(meter.domainSeparator(), MeterHash.admit(grantDigest(grant), deadline));
        return Admission(deadline, signatureOf("operator", digest));
    }

    /// @dev Deposit the cap and open.
    function openSession(uint96 cap, uint256 nonce) internal returns (bytes32 id) {
        depositAs(user, cap);
        SessionGrant memory grant = grantOf(cap, nonce);
        Admission memory admission = admitted(grant);
        vm.prank(user);
        id = meter.openSession(grant, admission);
    }

    function chargeOf(bytes32 id, uint64 seq, uint96 cumulative)
        internal
        view
        returns (Charge memory charge)
    {
        IInferenceMeter.Session memory session = meter.sessionOf(id);
        charge.voucher = Voucher(id, seq, cumulative, keccak256("request"), bytes32(0));
        charge.fromSeq = session.seq;
        charge.fromSpent = session.spent;
        charge.cumulative = cumulative;
        charge.receiptHash = keccak256("receipt");
        charge.signature = signVoucher("session", charge.voucher);
    }

    function signVoucher(string memory key, Voucher memory voucher) internal view returns (bytes memory) {
        bytes32 hash = keccak256(abi.encode(MeterHash.VOUCHER_TYPEHASH, voucher));
        return signatureOf(key, digestOf(meter.domainSeparator(), hash));
    }

    /// @dev One charge, one payee.
    function settlementOf(Charge memory charge, address payee) internal pure returns (Settlement memory s) {
        s.charges = new Charge[](1);
        s.charges[0] = charge;
        uint96 amount = charge.cumulative - charge.fromSpent;
        s.payouts = new Payout[](amount == 0 ? 0 : 1);
        if (amount > 0) s.payouts[0] = Payout(payee, amount);
        s.receiptsRoot = keccak256("receipts");
        s.dataHash = keccak256("data");
    }
}
