-- CreateEnum
CREATE TYPE "RowVerdict" AS ENUM ('pending', 'accepted', 'rejected');

-- CreateEnum
CREATE TYPE "AppealState" AS ENUM ('open', 'upheld', 'overturned', 'expired');

-- AlterEnum
ALTER TYPE "ContributionState" ADD VALUE 'partly_accepted';

-- AlterTable
ALTER TABLE "datanet" ADD COLUMN     "guidelines" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "rejections_sent_at" TIMESTAMP(3),
ADD COLUMN     "reviewed_at" TIMESTAMP(3),
ADD COLUMN     "self_accepted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "judged_at" TIMESTAMP(3),
ADD COLUMN     "reject_code" TEXT,
ADD COLUMN     "reject_reason" TEXT,
ADD COLUMN     "verdict" "RowVerdict" NOT NULL DEFAULT 'pending';

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

-- Rows judged before verdicts were kept per row take their contribution's.
UPDATE "datanet_record" SET "verdict" = 'accepted', "judged_at" = now() WHERE "accepted";
UPDATE "datanet_record" r SET "verdict" = 'rejected', "judged_at" = now(), "reject_code" = 'other', "reject_reason" = c."reason"
  FROM "contribution" c WHERE c."id" = r."contribution_id" AND c."state" = 'rejected';
UPDATE "contribution" SET "reviewed_at" = now(), "rejections_sent_at" = now() WHERE "state" IN ('accepted', 'rejected');
UPDATE "contribution" SET "self_accepted" = true WHERE "decision" = 'self_accepted';
ALTER TABLE "contribution" DROP COLUMN "decision", DROP COLUMN "reason";
