-- AlterTable
ALTER TABLE "datanet" ADD COLUMN     "languages" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "score_card" JSONB;

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "quality" JSONB,
ADD COLUMN     "score" INTEGER;

-- CreateIndex
CREATE INDEX "datanet_record_contribution_id_score_position_idx" ON "datanet_record"("contribution_id", "score", "position");
