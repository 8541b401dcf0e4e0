-- AlterTable
ALTER TABLE "training_run" ADD COLUMN     "sweep_id" TEXT;

-- CreateIndex
CREATE INDEX "training_run_sweep_id_idx" ON "training_run"("sweep_id");
