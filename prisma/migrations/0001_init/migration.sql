-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ChainIntentState" AS ENUM ('planned', 'nonce_reserved', 'signed', 'broadcast', 'uncertain', 'included', 'safe', 'finalized', 'reverted', 'cancelled');

-- CreateEnum
CREATE TYPE "ChainTier" AS ENUM ('seen', 'safe', 'final');

-- CreateEnum
CREATE TYPE "JobState" AS ENUM ('QUEUED', 'LEASED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'DEAD');

-- CreateEnum
CREATE TYPE "DatanetState" AS ENUM ('draft', 'publishing', 'published', 'archived');

-- CreateEnum
CREATE TYPE "ContributionState" AS ENUM ('needs_mapping', 'ready', 'submitted', 'anchoring', 'in_review', 'accepted', 'rejected', 'failed');

-- CreateEnum
CREATE TYPE "VersionState" AS ENUM ('sealed', 'anchored', 'failed');

-- CreateEnum
CREATE TYPE "AnswerState" AS ENUM ('accepted', 'streaming', 'attributing', 'ready', 'void');

-- CreateEnum
CREATE TYPE "ModelState" AS ENUM ('draft', 'publishing', 'published', 'failed');

-- CreateEnum
CREATE TYPE "SessionState" AS ENUM ('opening', 'open', 'frozen', 'expired', 'released', 'failed');

-- CreateEnum
CREATE TYPE "RunState" AS ENUM ('FUNDING', 'QUEUED', 'RUNNING', 'STOPPING', 'VERIFYING', 'SUCCEEDED', 'STOPPED', 'CANCELLED', 'FAILED');

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_nonce" (
    "nonce" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "browser_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sign_in_nonce_pkey" PRIMARY KEY ("nonce")
);

-- CreateTable
CREATE TABLE "sign_in" (
    "token_hash" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sign_in_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "instance_fact" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "instance_fact_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "chain_intent" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "chain_id" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "function_name" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "state" "ChainIntentState" NOT NULL DEFAULT 'planned',
    "tx_hash" TEXT,
    "block_number" INTEGER,
    "block_hash" TEXT,
    "error" JSONB,
    "after" TEXT,
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "chain_intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chain_nonce" (
    "chain_id" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "intent_id" TEXT NOT NULL,

    CONSTRAINT "chain_nonce_pkey" PRIMARY KEY ("chain_id","address","nonce")
);

-- CreateTable
CREATE TABLE "chain_attempt" (
    "hash" TEXT NOT NULL,
    "intent_id" TEXT NOT NULL,
    "chain_id" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "raw" TEXT NOT NULL,
    "gas" BIGINT NOT NULL,
    "max_fee_per_gas" DECIMAL(78,0) NOT NULL,
    "max_priority_fee_per_gas" DECIMAL(78,0) NOT NULL,
    "replaced" BOOLEAN NOT NULL DEFAULT false,
    "sent_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chain_attempt_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "chain_block" (
    "chain_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "parent_hash" TEXT NOT NULL,
    "timestamp" INTEGER NOT NULL,

    CONSTRAINT "chain_block_pkey" PRIMARY KEY ("chain_id","number")
);

-- CreateTable
CREATE TABLE "chain_log" (
    "id" BIGSERIAL NOT NULL,
    "chain_id" INTEGER NOT NULL,
    "block_number" INTEGER NOT NULL,
    "block_hash" TEXT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "tx_hash" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "args" JSONB NOT NULL,
    "tier" "ChainTier" NOT NULL DEFAULT 'seen',

    CONSTRAINT "chain_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chain_cursor" (
    "chain_id" INTEGER NOT NULL,
    "read" INTEGER NOT NULL,
    "final" INTEGER NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "chain_cursor_pkey" PRIMARY KEY ("chain_id")
);

-- CreateTable
CREATE TABLE "chain_raw_transaction" (
    "chain_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "block_number" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "raw" TEXT NOT NULL,

    CONSTRAINT "chain_raw_transaction_pkey" PRIMARY KEY ("chain_id","hash")
);

-- CreateTable
CREATE TABLE "chain_lane" (
    "chain_id" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "chain_lane_pkey" PRIMARY KEY ("chain_id","lane")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "worker_key" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "tier" INTEGER NOT NULL DEFAULT 0,
    "caps" JSONB NOT NULL,
    "offer" JSONB NOT NULL,
    "version" TEXT NOT NULL,
    "token_hash" TEXT,
    "token_until" TIMESTAMP(3),
    "nonce" TEXT NOT NULL,
    "last_seen_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" TEXT NOT NULL,
    "run_id" TEXT,
    "kind" TEXT NOT NULL,
    "state" "JobState" NOT NULL DEFAULT 'QUEUED',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL DEFAULT 3,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "spec" JSONB NOT NULL,
    "inputs" JSONB NOT NULL,
    "result" JSONB,
    "error_code" TEXT,
    "error_detail" TEXT,
    "command" TEXT NOT NULL DEFAULT 'continue',
    "cache_key" TEXT,
    "not_before" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMP(3),
    "queued_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMP(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "job_id" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "worker_id" TEXT NOT NULL,
    "beat_seq" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMP(3),
    "ended_at" TIMESTAMP(3),
    "outcome" TEXT,
    "chain_head" TEXT,
    "finish_hash" TEXT,
    "assignment" JSONB,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("job_id","fence")
);

-- CreateTable
CREATE TABLE "artifact_upload" (
    "id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "step" INTEGER,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datanet" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "card" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "spdx_id" TEXT NOT NULL,
    "licence_hash" TEXT NOT NULL,
    "datanet_key" TEXT NOT NULL,
    "state" "DatanetState" NOT NULL DEFAULT 'draft',
    "tx_hash" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datanet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contributor" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "account_id" TEXT,
    "handle" TEXT NOT NULL,
    "payee" TEXT,
    "person_commitment" TEXT NOT NULL,
    "contributor_id" TEXT NOT NULL,
    "registered" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contributor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contribution" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "contributor_ref" TEXT NOT NULL,
    "state" "ContributionState" NOT NULL,
    "filename" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "source_sha256" TEXT NOT NULL,
    "columns" JSONB NOT NULL,
    "preview" JSONB NOT NULL,
    "report" JSONB,
    "root" TEXT,
    "count" INTEGER NOT NULL DEFAULT 0,
    "signed_at" INTEGER,
    "signature" TEXT,
    "batch_id" INTEGER,
    "tx_hash" TEXT,
    "decision" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "submitted_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contribution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datanet_record" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "contribution_id" TEXT NOT NULL,
    "contributor_ref" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "salt" TEXT NOT NULL,
    "commitment" TEXT NOT NULL,
    "text_hash" TEXT NOT NULL,
    "accepted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "datanet_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datanet_version" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "VersionState" NOT NULL DEFAULT 'sealed',
    "snapshot_root" TEXT NOT NULL,
    "cluster_root" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "manifest_hash" TEXT NOT NULL,
    "record_count" INTEGER NOT NULL,
    "cluster_count" INTEGER NOT NULL,
    "contributor_count" INTEGER NOT NULL,
    "tx_hash" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datanet_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version_record" (
    "version_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "record_id" TEXT NOT NULL,
    "cluster" INTEGER NOT NULL,
    "leader" BOOLEAN NOT NULL,

    CONSTRAINT "version_record_pkey" PRIMARY KEY ("version_id","position")
);

-- CreateTable
CREATE TABLE "inference_quote" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "messages" JSONB NOT NULL,
    "tokens_in" INTEGER NOT NULL,
    "prompt_tokens" JSONB NOT NULL,
    "max_tokens_out" INTEGER NOT NULL,
    "ceiling_wei" DECIMAL(78,0) NOT NULL,
    "seq" INTEGER NOT NULL,
    "cumulative_wei" DECIMAL(78,0) NOT NULL,
    "prev_receipt" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "inference_quote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answer" (
    "id" TEXT NOT NULL,
    "quote_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" "AnswerState" NOT NULL,
    "messages" JSONB NOT NULL,
    "prompt_tokens" JSONB NOT NULL,
    "answer_tokens" JSONB NOT NULL,
    "answer_text" TEXT NOT NULL DEFAULT '',
    "voucher" JSONB NOT NULL,
    "voucher_signature" TEXT NOT NULL,
    "voucher_hash" TEXT NOT NULL,
    "prompt_salt" TEXT NOT NULL,
    "prompt_commitment" TEXT NOT NULL,
    "response_salt" TEXT NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "tokens_in" INTEGER NOT NULL,
    "tokens_out" INTEGER NOT NULL DEFAULT 0,
    "charge_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "cumulative_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "receipt" JSONB,
    "receipt_signature" TEXT,
    "receipt_hash" TEXT,
    "evidence" JSONB,
    "method" TEXT,
    "fallback_reason" TEXT,
    "confidence" TEXT,
    "shares" JSONB,
    "settlement_id" TEXT,
    "worked_until" TIMESTAMP(3),
    "served_at" TIMESTAMP(3) NOT NULL,
    "ready_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" BIGSERIAL NOT NULL,
    "owner" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "no_overdraft" BOOLEAN NOT NULL,
    "balance" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "held" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transfer" (
    "id" BIGSERIAL NOT NULL,
    "idem_key" TEXT NOT NULL,
    "legs_hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "xid" BIGINT NOT NULL,
    "ts" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_transfer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "account_id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "balance_after" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("account_id","version")
);

-- CreateTable
CREATE TABLE "ledger_hold" (
    "id" TEXT NOT NULL,
    "idem_key" TEXT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "ref" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "run_id" TEXT NOT NULL,
    "base_model_id" TEXT NOT NULL,
    "adapter_hash" TEXT NOT NULL,
    "index_root" TEXT NOT NULL,
    "state" "ModelState" NOT NULL DEFAULT 'draft',
    "chain_model_id" DECIMAL(20,0),
    "version" INTEGER NOT NULL DEFAULT 1,
    "price_id" INTEGER NOT NULL DEFAULT 1,
    "in_per_1k_wei" DECIMAL(78,0) NOT NULL,
    "out_per_1k_wei" DECIMAL(78,0) NOT NULL,
    "long_run" JSONB NOT NULL,
    "publish_call" JSONB NOT NULL,
    "tx_hash" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prepared_session" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "grant" JSONB NOT NULL,
    "deposit" JSONB,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "prepared_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spending_session" (
    "session_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "signer" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "cap_wei" DECIMAL(78,0) NOT NULL,
    "max_per_call_wei" DECIMAL(78,0) NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "grant" JSONB NOT NULL,
    "state" "SessionState" NOT NULL DEFAULT 'opening',
    "reason" TEXT,
    "spent_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "settled_seq" INTEGER NOT NULL DEFAULT 0,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "cumulative_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "last_receipt" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "claim_until" TIMESTAMP(3),
    "tx_hash" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spending_session_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "payout_leaf" (
    "answer_id" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "ref" TEXT NOT NULL,
    "payee" TEXT NOT NULL,
    "amount_wei" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "payout_leaf_pkey" PRIMARY KEY ("answer_id","index")
);

-- CreateTable
CREATE TABLE "settlement_batch" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "settlement" JSONB NOT NULL,
    "total_wei" DECIMAL(78,0) NOT NULL,
    "tx_hash" TEXT,
    "block_number" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settlement_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blob" (
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "run_draft" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "input" JSONB NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "run_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "training_quote" (
    "id" TEXT NOT NULL,
    "account_id" TEXT,
    "input" JSONB NOT NULL,
    "plan" JSONB NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "split_secret" TEXT NOT NULL,
    "estimate" JSONB NOT NULL,
    "escrow_run" JSONB,
    "rows_train" TEXT NOT NULL,
    "rows_all" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "training_quote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "training_run" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "state" "RunState" NOT NULL,
    "phase" TEXT,
    "plan" JSONB NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "base_model_id" TEXT NOT NULL,
    "split_secret" TEXT NOT NULL,
    "rows_train" TEXT NOT NULL,
    "rows_all" TEXT NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "steps" INTEGER NOT NULL,
    "event_seq" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "stop_outcome" TEXT,
    "escrow_run" JSONB,
    "escrow_run_id" TEXT,
    "escrow_fence" INTEGER NOT NULL DEFAULT 0,
    "escrow_tx" TEXT,
    "cap_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "expected_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "charged_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "refunded_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "escrow_closed" BOOLEAN NOT NULL DEFAULT false,
    "adapter_hash" TEXT,
    "adapter_weights" TEXT,
    "run_manifest" TEXT,
    "index_root" TEXT,
    "index" JSONB,
    "evaluation" JSONB,
    "train_result" JSONB,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMP(3),
    "ended_at" TIMESTAMP(3),

    CONSTRAINT "training_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_snapshot" (
    "run_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,

    CONSTRAINT "run_snapshot_pkey" PRIMARY KEY ("run_id","version_id")
);

-- CreateTable
CREATE TABLE "run_event" (
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_event_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "learning_rate" DOUBLE PRECISION,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_address_key" ON "account"("address");

-- CreateIndex
CREATE INDEX "sign_in_account_id_idx" ON "sign_in"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "chain_intent_seq_key" ON "chain_intent"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "chain_intent_key_key" ON "chain_intent"("key");

-- CreateIndex
CREATE INDEX "chain_intent_chain_id_lane_state_seq_idx" ON "chain_intent"("chain_id", "lane", "state", "seq");

-- CreateIndex
CREATE INDEX "chain_nonce_intent_id_idx" ON "chain_nonce"("intent_id");

-- CreateIndex
CREATE INDEX "chain_attempt_intent_id_idx" ON "chain_attempt"("intent_id");

-- CreateIndex
CREATE INDEX "chain_attempt_chain_id_address_nonce_idx" ON "chain_attempt"("chain_id", "address", "nonce");

-- CreateIndex
CREATE INDEX "chain_log_chain_id_tier_block_number_log_index_idx" ON "chain_log"("chain_id", "tier", "block_number", "log_index");

-- CreateIndex
CREATE INDEX "chain_log_tx_hash_idx" ON "chain_log"("tx_hash");

-- CreateIndex
CREATE UNIQUE INDEX "chain_log_chain_id_block_hash_log_index_key" ON "chain_log"("chain_id", "block_hash", "log_index");

-- CreateIndex
CREATE INDEX "chain_raw_transaction_chain_id_block_number_index_idx" ON "chain_raw_transaction"("chain_id", "block_number", "index");

-- CreateIndex
CREATE UNIQUE INDEX "worker_worker_key_key" ON "worker"("worker_key");

-- CreateIndex
CREATE INDEX "job_state_kind_not_before_queued_at_idx" ON "job"("state", "kind", "not_before", "queued_at");

-- CreateIndex
CREATE INDEX "job_run_id_idx" ON "job"("run_id");

-- CreateIndex
CREATE INDEX "job_cache_key_idx" ON "job"("cache_key");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_upload_job_id_fence_role_sha256_key" ON "artifact_upload"("job_id", "fence", "role", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "datanet_slug_key" ON "datanet"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "datanet_datanet_key_key" ON "datanet"("datanet_key");

-- CreateIndex
CREATE INDEX "datanet_owner_id_idx" ON "datanet"("owner_id");

-- CreateIndex
CREATE INDEX "datanet_state_created_at_idx" ON "datanet"("state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "contributor_contributor_id_key" ON "contributor"("contributor_id");

-- CreateIndex
CREATE UNIQUE INDEX "contributor_datanet_id_account_id_key" ON "contributor"("datanet_id", "account_id");

-- CreateIndex
CREATE INDEX "contribution_datanet_id_state_submitted_at_idx" ON "contribution"("datanet_id", "state", "submitted_at");

-- CreateIndex
CREATE INDEX "contribution_author_id_idx" ON "contribution"("author_id");

-- CreateIndex
CREATE UNIQUE INDEX "datanet_record_commitment_key" ON "datanet_record"("commitment");

-- CreateIndex
CREATE INDEX "datanet_record_datanet_id_text_hash_idx" ON "datanet_record"("datanet_id", "text_hash");

-- CreateIndex
CREATE UNIQUE INDEX "datanet_record_contribution_id_position_key" ON "datanet_record"("contribution_id", "position");

-- CreateIndex
CREATE INDEX "datanet_version_snapshot_root_idx" ON "datanet_version"("snapshot_root");

-- CreateIndex
CREATE UNIQUE INDEX "datanet_version_datanet_id_number_key" ON "datanet_version"("datanet_id", "number");

-- CreateIndex
CREATE INDEX "version_record_record_id_idx" ON "version_record"("record_id");

-- CreateIndex
CREATE UNIQUE INDEX "answer_quote_id_key" ON "answer"("quote_id");

-- CreateIndex
CREATE INDEX "answer_state_created_at_idx" ON "answer"("state", "created_at");

-- CreateIndex
CREATE INDEX "answer_account_id_created_at_idx" ON "answer"("account_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "answer_session_id_seq_key" ON "answer"("session_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_owner_asset_kind_key" ON "ledger_account"("owner", "asset", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transfer_idem_key_key" ON "ledger_transfer"("idem_key");

-- CreateIndex
CREATE INDEX "ledger_transfer_ref_idx" ON "ledger_transfer"("ref");

-- CreateIndex
CREATE INDEX "ledger_entry_transfer_id_idx" ON "ledger_entry"("transfer_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_hold_idem_key_key" ON "ledger_hold"("idem_key");

-- CreateIndex
CREATE INDEX "ledger_hold_state_expires_at_idx" ON "ledger_hold"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "model_slug_key" ON "model"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "model_run_id_key" ON "model"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "model_chain_model_id_key" ON "model"("chain_model_id");

-- CreateIndex
CREATE INDEX "model_state_created_at_idx" ON "model"("state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "prepared_session_session_id_key" ON "prepared_session"("session_id");

-- CreateIndex
CREATE INDEX "spending_session_account_id_created_at_idx" ON "spending_session"("account_id", "created_at");

-- CreateIndex
CREATE INDEX "payout_leaf_payee_idx" ON "payout_leaf"("payee");

-- CreateIndex
CREATE INDEX "run_draft_account_id_idx" ON "run_draft"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "training_run_plan_hash_key" ON "training_run"("plan_hash");

-- CreateIndex
CREATE INDEX "training_run_account_id_created_at_idx" ON "training_run"("account_id", "created_at");

-- CreateIndex
CREATE INDEX "training_run_state_idx" ON "training_run"("state");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoint_run_id_attempt_step_kind_key" ON "checkpoint"("run_id", "attempt", "step", "kind");

-- AddForeignKey
ALTER TABLE "sign_in" ADD CONSTRAINT "sign_in_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chain_nonce" ADD CONSTRAINT "chain_nonce_intent_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chain_attempt" ADD CONSTRAINT "chain_attempt_intent_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chain_log" ADD CONSTRAINT "chain_log_chain_id_block_number_fkey" FOREIGN KEY ("chain_id", "block_number") REFERENCES "chain_block"("chain_id", "number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_upload" ADD CONSTRAINT "artifact_upload_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet" ADD CONSTRAINT "datanet_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contributor" ADD CONSTRAINT "contributor_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contributor" ADD CONSTRAINT "contributor_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_contributor_ref_fkey" FOREIGN KEY ("contributor_ref") REFERENCES "contributor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_record" ADD CONSTRAINT "datanet_record_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_record" ADD CONSTRAINT "datanet_record_contribution_id_fkey" FOREIGN KEY ("contribution_id") REFERENCES "contribution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_record" ADD CONSTRAINT "datanet_record_contributor_ref_fkey" FOREIGN KEY ("contributor_ref") REFERENCES "contributor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_version" ADD CONSTRAINT "datanet_version_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version_record" ADD CONSTRAINT "version_record_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "datanet_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version_record" ADD CONSTRAINT "version_record_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "datanet_record"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inference_quote" ADD CONSTRAINT "inference_quote_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "spending_session"("session_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_settlement_id_fkey" FOREIGN KEY ("settlement_id") REFERENCES "settlement_batch"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "ledger_transfer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_hold" ADD CONSTRAINT "ledger_hold_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model" ADD CONSTRAINT "model_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model" ADD CONSTRAINT "model_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spending_session" ADD CONSTRAINT "spending_session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_leaf" ADD CONSTRAINT "payout_leaf_answer_id_fkey" FOREIGN KEY ("answer_id") REFERENCES "answer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_draft" ADD CONSTRAINT "run_draft_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_quote" ADD CONSTRAINT "training_quote_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_run" ADD CONSTRAINT "training_run_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_snapshot" ADD CONSTRAINT "run_snapshot_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_snapshot" ADD CONSTRAINT "run_snapshot_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "datanet_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_event" ADD CONSTRAINT "run_event_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- The ledger's one door. Appended to the migration that creates the ledger's tables.

ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_amount_not_zero CHECK (amount <> 0);
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_held_not_negative CHECK (held >= 0);
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_floor CHECK (NOT no_overdraft OR balance - held >= 0);

-- Id of an account, made at first use.
CREATE FUNCTION ledger_open_account(p_owner text, p_asset text, p_kind text, p_no_overdraft boolean)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_id bigint;
BEGIN
  SELECT id INTO v_id FROM ledger_account WHERE owner = p_owner AND asset = p_asset AND kind = p_kind;
  IF v_id IS NOT NULL THEN
    RETURN v_id;
  END IF;
  INSERT INTO ledger_account (owner, asset, kind, no_overdraft)
  VALUES (p_owner, p_asset, p_kind, p_no_overdraft)
  ON CONFLICT (owner, asset, kind) DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id INTO v_id FROM ledger_account WHERE owner = p_owner AND asset = p_asset AND kind = p_kind;
  END IF;
  RETURN v_id;
END $$;

-- Post one balanced transfer. A known key with equal legs returns the old id, with other legs it fails.
CREATE FUNCTION ledger_post(p_idem_key text, p_kind text, p_ref text, p_accounts bigint[], p_amounts numeric[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_hash text;
  v_id bigint;
  v_old record;
  v_leg record;
  v_account ledger_account%ROWTYPE;
  v_count integer;
  v_asset text;
BEGIN
  IF coalesce(array_length(p_accounts, 1), 0) = 0 OR array_length(p_accounts, 1) <> array_length(p_amounts, 1) THEN
    RAISE EXCEPTION 'ledger: accounts and amounts differ in number' USING ERRCODE = 'LG001';
  END IF;

  -- Legs of one account are merged, so that order and splitting of the input do not matter.
  SELECT encode(sha256(convert_to(string_agg(account_id || ':' || amount, ',' ORDER BY account_id), 'UTF8')), 'hex'),
         count(*)
    INTO v_hash, v_count
    FROM (SELECT a AS account_id, trunc(sum(m)) AS amount
            FROM unnest(p_accounts, p_amounts) AS legs(a, m) GROUP BY a HAVING sum(m) <> 0) AS merged;
  IF v_count = 0 THEN
    RAISE EXCEPTION 'ledger: nothing moves' USING ERRCODE = 'LG001';
  END IF;

  -- A second caller with the same key waits here for the first one's commit.
  INSERT INTO ledger_transfer (idem_key, legs_hash, kind, ref, xid)
  VALUES (p_idem_key, v_hash, p_kind, p_ref, pg_current_xact_id()::text::bigint)
  ON CONFLICT (idem_key) DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id, legs_hash INTO v_old FROM ledger_transfer WHERE idem_key = p_idem_key;
    IF v_old.legs_hash <> v_hash THEN
      RAISE EXCEPTION 'ledger: key % was used for other legs', p_idem_key USING ERRCODE = 'LG002';
    END IF;
    RETURN v_old.id;
  END IF;

  -- Locks in id order: two transfers over the same accounts cannot wait for each other.
  PERFORM 1 FROM ledger_account WHERE id = ANY (p_accounts) ORDER BY id FOR UPDATE;

  FOR v_asset IN
    SELECT la.asset FROM unnest(p_accounts, p_amounts) AS legs(a, m) JOIN ledger_account la ON la.id = a
     GROUP BY la.asset HAVING sum(m) <> 0
  LOOP
    RAISE EXCEPTION 'ledger: legs in % do not add up to zero', v_asset USING ERRCODE = 'LG003';
  END LOOP;

  FOR v_leg IN
    SELECT a AS account_id, sum(m) AS amount FROM unnest(p_accounts, p_amounts) AS legs(a, m)
     GROUP BY a HAVING sum(m) <> 0 ORDER BY a
  LOOP
    IF v_leg.amount <> trunc(v_leg.amount) THEN
      RAISE EXCEPTION 'ledger: % is not a whole number', v_leg.amount USING ERRCODE = 'LG001';
    END IF;
    SELECT * INTO v_account FROM ledger_account WHERE id = v_leg.account_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'ledger: account % does not exist', v_leg.account_id USING ERRCODE = 'LG001';
    END IF;
    IF v_account.no_overdraft AND v_account.balance + v_leg.amount - v_account.held < 0 THEN
      RAISE EXCEPTION 'ledger: account % (% %) lacks %', v_account.id, v_account.owner, v_account.kind,
        v_account.held - v_account.balance - v_leg.amount USING ERRCODE = 'LG004';
    END IF;
    UPDATE ledger_account SET balance = balance + v_leg.amount, version = version + 1 WHERE id = v_leg.account_id;
    INSERT INTO ledger_entry (account_id, version, transfer_id, amount, balance_after)
    VALUES (v_leg.account_id, v_account.version + 1, v_id, v_leg.amount, v_account.balance + v_leg.amount);
  END LOOP;
  RETURN v_id;
END $$;

-- Set money aside. A known key returns its hold, whatever became of it.
CREATE FUNCTION ledger_hold_place(p_idem_key text, p_account bigint, p_amount numeric, p_ref text, p_expires timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_id text;
  v_account ledger_account%ROWTYPE;
BEGIN
  IF p_amount <= 0 OR p_amount <> trunc(p_amount) THEN
    RAISE EXCEPTION 'ledger: a hold of % is not possible', p_amount USING ERRCODE = 'LG001';
  END IF;
  SELECT * INTO v_account FROM ledger_account WHERE id = p_account FOR UPDATE;
  SELECT id INTO v_id FROM ledger_hold WHERE idem_key = p_idem_key;
  IF v_id IS NOT NULL THEN
    RETURN v_id;
  END IF;
  IF v_account.balance - v_account.held < p_amount THEN
    RAISE EXCEPTION 'ledger: account % (% %) lacks %', v_account.id, v_account.owner, v_account.kind,
      p_amount - (v_account.balance - v_account.held) USING ERRCODE = 'LG004';
  END IF;
  v_id := gen_random_uuid()::text;
  INSERT INTO ledger_hold (id, idem_key, account_id, amount, ref, expires_at)
  VALUES (v_id, p_idem_key, p_account, p_amount, p_ref, p_expires);
  UPDATE ledger_account SET held = held + p_amount WHERE id = p_account;
  RETURN v_id;
END $$;

-- End a hold as 'posted' or 'voided'; the money it kept is free for the posting that follows. False if it had ended.
CREATE FUNCTION ledger_hold_end(p_id text, p_state text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_hold ledger_hold%ROWTYPE;
BEGIN
  IF p_state NOT IN ('posted', 'voided') THEN
    RAISE EXCEPTION 'ledger: a hold ends posted or voided, not %', p_state USING ERRCODE = 'LG001';
  END IF;
  SELECT * INTO v_hold FROM ledger_hold WHERE id = p_id;
  PERFORM 1 FROM ledger_account WHERE id = v_hold.account_id FOR UPDATE;
  UPDATE ledger_hold SET state = p_state WHERE id = p_id AND state = 'pending';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE ledger_account SET held = held - v_hold.amount WHERE id = v_hold.account_id;
  RETURN true;
END $$;
