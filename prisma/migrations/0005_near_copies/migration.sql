-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "compared_at" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "bands" BYTEA,
ADD COLUMN     "copy_bps" INTEGER,
ADD COLUMN     "copy_of_id" TEXT;

-- CreateIndex
CREATE INDEX "datanet_record_datanet_id_id_idx" ON "datanet_record"("datanet_id", "id");
