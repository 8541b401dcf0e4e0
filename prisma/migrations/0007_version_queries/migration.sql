-- CreateTable
CREATE TABLE "version_query" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_query_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "version_query_account_id_created_at_idx" ON "version_query"("account_id", "created_at");

-- CreateIndex
CREATE INDEX "version_query_created_at_idx" ON "version_query"("created_at");

-- AddForeignKey
ALTER TABLE "version_query" ADD CONSTRAINT "version_query_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version_query" ADD CONSTRAINT "version_query_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "datanet_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
