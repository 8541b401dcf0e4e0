-- AlterTable
ALTER TABLE "contribution" ADD COLUMN     "personal_details" INTEGER;
