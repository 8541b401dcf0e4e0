-- CreateEnum
CREATE TYPE "DatanetAccess" AS ENUM ('public', 'gated', 'private');

-- CreateEnum
CREATE TYPE "AccessPurpose" AS ENUM ('read', 'evaluate', 'train');

-- CreateEnum
CREATE TYPE "AccessGrantState" AS ENUM ('requested', 'granted', 'refused', 'revoked');

-- AlterTable
ALTER TABLE "datanet" ADD COLUMN     "access" "DatanetAccess" NOT NULL DEFAULT 'public';

-- CreateTable
CREATE TABLE "access_grant" (
    "id" TEXT NOT NULL,
    "datanet_id" TEXT NOT NULL,
    "grantee" TEXT NOT NULL,
    "purpose" "AccessPurpose" NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "days" INTEGER NOT NULL,
    "state" "AccessGrantState" NOT NULL DEFAULT 'requested',
    "reason" TEXT NOT NULL DEFAULT '',
    "nonce" TEXT,
    "expires_at" INTEGER,
    "signature" TEXT,
    "grant_id" TEXT,
    "tx_hash" TEXT,
    "requested_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMP(3),

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_grant_id_key" ON "access_grant"("grant_id");

-- CreateIndex
CREATE INDEX "access_grant_datanet_id_grantee_state_idx" ON "access_grant"("datanet_id", "grantee", "state");

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_datanet_id_fkey" FOREIGN KEY ("datanet_id") REFERENCES "datanet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
