-- AlterTable
ALTER TABLE "worker" ADD COLUMN     "device" JSONB,
ADD COLUMN     "device_at" TIMESTAMP(3);
