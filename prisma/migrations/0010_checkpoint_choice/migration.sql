-- CreateTable
CREATE TABLE "checkpoint_choice" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "adapter_hash" TEXT NOT NULL,
    "adapter_weights" TEXT NOT NULL,
    "run_manifest" TEXT,
    "checkpoints" JSONB NOT NULL,
    "evaluation" JSONB,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_choice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "checkpoint_choice_run_id_created_at_idx" ON "checkpoint_choice"("run_id", "created_at");

-- AddForeignKey
ALTER TABLE "checkpoint_choice" ADD CONSTRAINT "checkpoint_choice_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
