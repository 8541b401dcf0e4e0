-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "decided_at" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "kept" JSONB,
ADD COLUMN     "undecided" INTEGER NOT NULL DEFAULT 0;
