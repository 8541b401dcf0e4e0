import "server-only";
import pg from "pg";
import { serverEnv } from "@/lib/env/server-env";
import { logger } from "@/lib/server/http/logger";

/**
 * One database connection of the process that hears a trigger's notice at the commit of every claimable job. A lost
 * connection is made anew at the next `listen`; until then only the desk's own look at the table finds jobs.
 */
export class JobBell {
  private client: pg.Client | null = null;

  constructor(private readonly ring: () => void) {}

  /** Connects unless it is connected; rings once when it is, for what was queued in between. */
  async listen(): Promise<void> {
    if (this.client) return;
    const client = new pg.Client({ connectionString: serverEnv().DATABASE_URL });
    this.client = client;
    const lose = (error?: Error) => {
      if (this.client !== client) return;
      this.client = null;
      if (error) logger.warn({ err: error }, "The job bell lost its database connection.");
    };
    client.on("error", lose);
    client.on("end", () => lose());
    client.on("notification", this.ring);
    try {
      await client.connect();
      // A process that has nothing else to do may end. The driver has this method, its types do not.
      (client as pg.Client & { unref(): void }).unref();
      await client.query("LISTEN job_queued");
      this.ring();
    } catch (error) {
      lose(error as Error);
      await client.end().catch(() => undefined);
    }
  }
}
