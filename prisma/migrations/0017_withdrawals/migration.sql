-- AlterTable
ALTER TABLE "datanet_record" ADD COLUMN     "erased_at" TIMESTAMP(3),
ADD COLUMN     "withdrawn_at" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "training_run" ADD COLUMN     "scrubbed_at" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "datanet_record_erased_at_idx" ON "datanet_record"("erased_at");
