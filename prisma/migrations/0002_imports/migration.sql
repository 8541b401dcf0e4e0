-- CreateEnum
CREATE TYPE "UploadState" AS ENUM ('receiving', 'complete', 'used');

-- CreateEnum
CREATE TYPE "DatanetJobKind" AS ENUM ('inspect', 'convert');

-- CreateEnum
CREATE TYPE "DatanetJobState" AS ENUM ('queued', 'leased', 'done', 'failed');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "ContributionState" ADD VALUE 'checking';
ALTER TYPE "ContributionState" ADD VALUE 'refused';

-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "options" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "problem" JSONB,
ADD COLUMN     "rejected_sha256" TEXT,
ALTER COLUMN "format" DROP NOT NULL,
ALTER COLUMN "columns" SET DEFAULT '[]',
ALTER COLUMN "preview" SET DEFAULT '[]';

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "origin" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "datanet_upload" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT,
    "state" "UploadState" NOT NULL DEFAULT 'receiving',
    "expires_at" TIMESTAMP(3) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datanet_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_file" (
    "id" TEXT NOT NULL,
    "contribution_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "filename" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "extracts" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "source_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_mapping" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "header_hash" TEXT NOT NULL,
    "roles" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "import_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datanet_job" (
    "id" TEXT NOT NULL,
    "kind" "DatanetJobKind" NOT NULL,
    "subject_id" TEXT NOT NULL,
    "state" "DatanetJobState" NOT NULL DEFAULT 'queued',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMP(3),
    "progress" JSONB NOT NULL DEFAULT '{}',
    "error_code" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "datanet_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "datanet_upload_account_id_state_idx" ON "datanet_upload"("account_id", "state");

-- CreateIndex
CREATE INDEX "datanet_upload_expires_at_idx" ON "datanet_upload"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "source_file_contribution_id_position_key" ON "source_file"("contribution_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "import_mapping_datanet_id_header_hash_key" ON "import_mapping"("datanet_id", "header_hash");

-- CreateIndex
CREATE INDEX "datanet_job_state_lease_until_idx" ON "datanet_job"("state", "lease_until");

-- CreateIndex
CREATE INDEX "datanet_job_subject_id_idx" ON "datanet_job"("subject_id");

-- AddForeignKey
ALTER TABLE "datanet_upload" ADD CONSTRAINT "datanet_upload_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_file" ADD CONSTRAINT "source_file_contribution_id_fkey" FOREIGN KEY ("contribution_id") REFERENCES "contribution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_mapping" ADD CONSTRAINT "import_mapping_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Files of contributions that are here already
INSERT INTO "source_file" ("id", "contribution_id", "position", "filename", "sha256", "bytes")
SELECT gen_random_uuid()::text, c."id", 0, c."filename", c."source_sha256", COALESCE(b."bytes", 0)
FROM "contribution" c LEFT JOIN "blob" b ON b."sha256" = c."source_sha256";
ALTER TABLE "contribution" DROP COLUMN "source_sha256";
