import { defineConfig } from "prisma/config";

/** Prisma's CLI reads the multi-file schema here; the address comes from the environment of the caller. */
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://unset" },
});
