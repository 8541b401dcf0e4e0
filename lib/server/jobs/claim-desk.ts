import "server-only";
import { logger } from "@/lib/server/http/logger";
import { JobBell } from "./job-bell";
import { type Taken, takeJob, type Waiting } from "./take-job";
import { CLAIM_LOOK_MS } from "./tunables";
import { undoTake } from "./undo-take";

const FRONT = 8;

type InLine = Waiting & { until: number; looked: boolean; leave: (taken: Taken | null) => void };

/**
 * All workers that wait in this process, in the order of their coming. One loop serves them: a new one is looked for
 * alone, the bell and the clock have everybody looked for. So five hundred idle workers cost one statement a second.
 */
export class ClaimDesk {
  private readonly line = new Set<InLine>();
  private readonly bell = new JobBell(() => this.wake("everybody"));
  private wanted: "nobody" | "new" | "everybody" = "nobody";
  private serving = false;
  private clock: NodeJS.Timeout | null = null;

  /**
   * Stays in line for `waitMs`; the table is looked at once in any case. Whoever goes away (`signal`) leaves the line.
   * @returns a job that is leased to this worker now, or null
   */
  wait(waiting: Waiting, waitMs: number, signal: AbortSignal): Promise<Taken | null> {
    return new Promise((resolve) => {
      const giveUp = () => one.leave(null);
      const timer = setTimeout(() => one.looked && giveUp(), waitMs);
      const one: InLine = {
        ...waiting,
        until: Date.now() + waitMs,
        looked: false,
        leave: (taken) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", giveUp);
          this.line.delete(one);
          resolve(taken);
        },
      };
      this.line.add(one);
      signal.addEventListener("abort", giveUp);
      if (signal.aborted) giveUp();
      else this.wake("new");
    });
  }

  private wake(whom: "new" | "everybody"): void {
    if (this.wanted !== "everybody") this.wanted = whom;
    if (!this.serving) void this.serve();
  }

  private async serve(): Promise<void> {
    this.serving = true;
    this.clock ??= setInterval(() => this.tick(), CLAIM_LOOK_MS).unref();
    void this.bell.listen();
    while (this.wanted !== "nobody") {
      const scope = [...this.line].filter((one) => this.wanted === "everybody" || !one.looked);
      this.wanted = "nobody";
      await this.look(scope).catch((error) =>
        logger.error({ err: error }, "The queue could not be looked at; the next look comes in a second."),
      );
      for (const one of scope) {
        one.looked = true;
        if (one.until <= Date.now()) one.leave(null);
      }
    }
    this.serving = false;
  }

  /** Gives jobs out until nothing fits anybody of `scope`. */
  private async look(scope: readonly InLine[]): Promise<void> {
    for (;;) {
      const present = scope.filter((one) => this.line.has(one));
      const { first, taken } = await this.takeFor(present);
      if (!taken) return;
      const lucky = present[first + taken.place];
      // Gone while the statement ran: nobody would start the job, so it goes back at once.
      if (lucky && this.line.has(lucky)) lucky.leave(taken);
      else await undoTake(taken);
    }
  }

  /** Most jobs fit whoever comes first; asking for a few costs a fifth of asking for five hundred (20 ms). */
  private async takeFor(present: readonly InLine[]): Promise<{ first: number; taken: Taken | null }> {
    const front = await takeJob(present.slice(0, FRONT));
    if (front || present.length <= FRONT) return { first: 0, taken: front };
    return { first: FRONT, taken: await takeJob(present.slice(FRONT)) };
  }

  /** For what becomes claimable without a write: a pause that is over, a named worker that went away. */
  private tick(): void {
    if (this.line.size > 0) this.wake("everybody");
    else if (this.clock) {
      clearInterval(this.clock);
      this.clock = null;
    }
  }
}

const globals = globalThis as { mfClaimDesk?: ClaimDesk };

/** The process's one desk; routes are bundled apart and must not open one each. */
export function claimDesk(): ClaimDesk {
  globals.mfClaimDesk ??= new ClaimDesk();
  return globals.mfClaimDesk;
}
