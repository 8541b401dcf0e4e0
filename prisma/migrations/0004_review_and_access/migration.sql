-- CreateEnum
CREATE TYPE "DatanetAccess" AS ENUM ('public', 'gated', 'private');

-- CreateEnum
CREATE TYPE "RowVerdict" AS ENUM ('pending', 'accepted', 'rejected');

-- CreateEnum
CREATE TYPE "AppealState" AS ENUM ('open', 'upheld', 'overturned', 'expired');

-- CreateEnum
CREATE TYPE "AccessRequestState" AS ENUM ('open', 'granted', 'declined');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "ContributionState" ADD VALUE 'partly_accepted';
ALTER TYPE "ContributionState" ADD VALUE 'withdrawn';

-- AlterTable
ALTER TABLE "datanet" ADD COLUMN     "access" "DatanetAccess" NOT NULL DEFAULT 'public',
ADD COLUMN     "guidelines" TEXT NOT NULL DEFAULT '';

-- Rows judged before verdicts were kept per row take their contribution's.
ALTER TABLE "contribution" ADD COLUMN     "rejections_sent_at" TIMESTAMP(3),
ADD COLUMN     "reviewed_at" TIMESTAMP(3),
ADD COLUMN     "self_accepted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "judged_at" TIMESTAMP(3),
ADD COLUMN     "reject_code" TEXT,
ADD COLUMN     "reject_reason" TEXT,
ADD COLUMN     "verdict" "RowVerdict" NOT NULL DEFAULT 'pending',
ADD COLUMN     "withdrawn_at" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "version_export" (
    "version_id" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_export_pkey" PRIMARY KEY ("version_id","format")
);

-- CreateTable
CREATE TABLE "datanet_member" (
    "datanet_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datanet_member_pkey" PRIMARY KEY ("datanet_id","account_id")
);

-- CreateTable
CREATE TABLE "contribution_review" (
    "id" TEXT NOT NULL,
    "contribution_id" TEXT NOT NULL,
    "reviewer_id" TEXT NOT NULL,
    "decision" "RowVerdict" NOT NULL,
    "positions" INTEGER[],
    "code" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contribution_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contribution_appeal" (
    "id" TEXT NOT NULL,
    "contribution_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" "AppealState" NOT NULL DEFAULT 'open',
    "panel" TEXT[],
    "due_at" TIMESTAMP(3) NOT NULL,
    "decided_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contribution_appeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appeal_vote" (
    "appeal_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "overturn" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appeal_vote_pkey" PRIMARY KEY ("appeal_id","account_id")
);

-- CreateTable
CREATE TABLE "access_request" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "state" "AccessRequestState" NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_grant" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "revoked_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "datanet_member_account_id_idx" ON "datanet_member"("account_id");

-- CreateIndex
CREATE INDEX "contribution_review_contribution_id_created_at_idx" ON "contribution_review"("contribution_id", "created_at");

-- CreateIndex
CREATE INDEX "contribution_review_reviewer_id_idx" ON "contribution_review"("reviewer_id");

-- CreateIndex
CREATE UNIQUE INDEX "contribution_appeal_contribution_id_key" ON "contribution_appeal"("contribution_id");

-- CreateIndex
CREATE INDEX "contribution_appeal_state_due_at_idx" ON "contribution_appeal"("state", "due_at");

-- CreateIndex
CREATE INDEX "access_request_datanet_id_state_idx" ON "access_request"("datanet_id", "state");

-- CreateIndex
CREATE INDEX "access_request_account_id_idx" ON "access_request"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_request_id_key" ON "access_grant"("request_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_grant_id_key" ON "access_grant"("grant_id");

-- CreateIndex
CREATE INDEX "access_grant_account_id_datanet_id_expires_at_idx" ON "access_grant"("account_id", "datanet_id", "expires_at");

-- CreateIndex
CREATE INDEX "datanet_record_datanet_id_accepted_idx" ON "datanet_record"("datanet_id", "accepted");

-- CreateIndex
CREATE INDEX "datanet_record_contribution_id_verdict_idx" ON "datanet_record"("contribution_id", "verdict");

-- AddForeignKey
ALTER TABLE "version_export" ADD CONSTRAINT "version_export_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "datanet_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_member" ADD CONSTRAINT "datanet_member_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datanet_member" ADD CONSTRAINT "datanet_member_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution_review" ADD CONSTRAINT "contribution_review_contribution_id_fkey" FOREIGN KEY ("contribution_id") REFERENCES "contribution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution_review" ADD CONSTRAINT "contribution_review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contribution_appeal" ADD CONSTRAINT "contribution_appeal_contribution_id_fkey" FOREIGN KEY ("contribution_id") REFERENCES "contribution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appeal_vote" ADD CONSTRAINT "appeal_vote_appeal_id_fkey" FOREIGN KEY ("appeal_id") REFERENCES "contribution_appeal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appeal_vote" ADD CONSTRAINT "appeal_vote_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

UPDATE "datanet_record" SET "verdict" = 'accepted', "judged_at" = now() WHERE "accepted";
UPDATE "datanet_record" r SET "verdict" = 'rejected', "judged_at" = now(), "reject_code" = 'other', "reject_reason" = c."reason"
  FROM "contribution" c WHERE c."id" = r."contribution_id" AND c."state" = 'rejected';
UPDATE "contribution" SET "reviewed_at" = now(), "rejections_sent_at" = now() WHERE "state" IN ('accepted', 'rejected');
UPDATE "contribution" SET "self_accepted" = true WHERE "decision" = 'self_accepted';
ALTER TABLE "contribution" DROP COLUMN "decision", DROP COLUMN "reason";
