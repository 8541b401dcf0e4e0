-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "forget_since" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "contribution_forget_since_idx" ON "contribution"("forget_since");
