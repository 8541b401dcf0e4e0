-- CreateTable
CREATE TABLE "run_share" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "max_tokens" INTEGER NOT NULL,
    "used_tokens" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "revoked_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_share_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat_test" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "share_id" TEXT,
    "tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chat_test_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_share_run_id_idx" ON "run_share"("run_id");

-- CreateIndex
CREATE INDEX "chat_test_run_id_created_at_idx" ON "chat_test"("run_id", "created_at");

-- CreateIndex
CREATE INDEX "chat_test_share_id_created_at_idx" ON "chat_test"("share_id", "created_at");

-- AddForeignKey
ALTER TABLE "run_share" ADD CONSTRAINT "run_share_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_test" ADD CONSTRAINT "chat_test_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_test" ADD CONSTRAINT "chat_test_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "run_share"("id") ON DELETE SET NULL ON UPDATE CASCADE;
