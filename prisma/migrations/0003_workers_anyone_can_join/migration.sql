-- AlterTable
ALTER TABLE "worker" ADD COLUMN     "boot_id" TEXT,
ADD COLUMN     "draining" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "job" ADD COLUMN     "bond_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
ADD COLUMN     "excluded" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "max_fee_wei" DECIMAL(78,0),
ADD COLUMN     "max_rate_wei" DECIMAL(78,0),
ADD COLUMN     "max_tier" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "preferred" TEXT,
ADD COLUMN     "share_bps" INTEGER;

-- AlterTable
ALTER TABLE "training_run" ADD COLUMN     "audit_seed" TEXT,
ADD COLUMN     "bond_at_risk" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "bond_paid_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
ADD COLUMN     "contested_until" INTEGER,
ADD COLUMN     "contested_wei" DECIMAL(78,0) NOT NULL DEFAULT 0,
ADD COLUMN     "placement" JSONB,
ADD COLUMN     "submitted_block" INTEGER;

-- CreateTable
CREATE TABLE "worker_nonce" (
    "nonce" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "worker_nonce_pkey" PRIMARY KEY ("nonce")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "layer" TEXT NOT NULL,
    "worker_id" TEXT NOT NULL,
    "verifier_id" TEXT,
    "share_bps" INTEGER,
    "seed_block" INTEGER,
    "seed" TEXT,
    "measured" JSONB NOT NULL,
    "verdict" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "verification_run_id_idx" ON "verification"("run_id");

-- CreateIndex
CREATE INDEX "verification_worker_id_created_at_idx" ON "verification"("worker_id", "created_at");

-- CreateIndex
CREATE INDEX "worker_wallet_idx" ON "worker"("wallet");

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "worker"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
