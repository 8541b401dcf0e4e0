import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/server/auth/actor";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";

/** From a run's end to a signed message at a receiver, with failures on the way, on a real database and real sockets. */
let stack: ChainStack;
let db: PrismaClient;
let ana: Actor;
let bo: Actor;
let runs = 0;

type Received = { body: string; signature: string; delivery: string };
const received: Received[] = [];
let answer = 200;
const receiver: Server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    received.push({
      body,
      signature: String(request.headers["mf-signature"]),
      delivery: String(request.headers["mf-delivery"]),
    });
    response.writeHead(answer, { location: "http://127.0.0.1:1/" }).end();
  });
});

const mails: string[] = [];
/** Speaks just enough SMTP to take mail. */
const mailServer = createTcpServer((socket) => {
  let inMail = false;
  let text = "";
  socket.write("220 test\r\n");
  socket.on("data", (chunk) => {
    for (const line of chunk.toString().split(/(?<=\r\n)/)) {
      if (inMail) {
        if (line === ".\r\n") {
          mails.push(text);
          inMail = false;
          socket.write("250 taken\r\n");
        } else text += line;
      } else if (line.startsWith("DATA")) {
        inMail = true;
        text = "";
        socket.write("354 go on\r\n");
      } else socket.write(line.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
    }
  });
});

const listen = (server: { listen: Server["listen"]; address: Server["address"] }) =>
  new Promise<number>((done) =>
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port)),
  );

beforeAll(async () => {
  const [hook, mail] = [await listen(receiver), await listen(mailServer as unknown as Server)];
  Object.assign(process.env, {
    WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${hook}`,
    SMTP_URL: `smtp://127.0.0.1:${mail}`,
    SMTP_FROM: "ModelFactory <models@example.org>",
    TEST_HOOK: `http://127.0.0.1:${hook}/runs`,
  });
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
  const create = async (handle: string): Promise<Actor> => ({
    account: (await db.account.create({ data: { address: `0x${handle}`, handle } })) as never,
  });
  [ana, bo] = [await create("ana"), await create("bo")];
}, 120_000);
afterAll(async () => {
  receiver.close();
  mailServer.close();
  await stack?.stop();
});

/** A run of ana's that ends now, by the operation that ends every run. */
async function endRun(to: "SUCCEEDED" | "FAILED", reason: string | null = null): Promise<string> {
  const { setRunState } = await import("@/lib/server/training/set-run-state");
  const run = await db.trainingRun.create({
    data: {
      accountId: ana.account?.id ?? "",
      state: "VERIFYING",
      plan: {},
      planHash: `plan ${runs++}`,
      baseModelId: "mf-tiny",
      splitSecret: "",
      rowsTrain: "",
      rowsAll: "",
      steps: 10,
      step: 7,
    },
  });
  await db.$transaction((tx) => setRunState(tx, run.id, to, { reason }));
  return run.id;
}

async function deliver(resolve?: (host: string) => Promise<string[]>): Promise<void> {
  const { deliverNotifications } = await import("./deliver-notifications");
  await db.notificationDelivery.updateMany({ data: { nextAt: new Date(0) } });
  await deliverNotifications(resolve);
}

const add = async (kind: "webhook" | "email", address: string, actor = ana) =>
  (await import("./create-target")).createTarget({ actor, wanted: { kind, address } });
const targets = async () => (await (await import("./list-targets")).listTargets({ actor: ana })).items;

describe("the inbox", () => {
  it("tells an owner once, and nobody else", async () => {
    const { listNotifications, readNotifications } = await import("./list-notifications");
    const id = await endRun("FAILED", "The worker vanished.");
    const inbox = await listNotifications({ actor: ana });
    expect(inbox).toMatchObject({
      unread: 1,
      items: [{ kind: "run_failed", path: `/training/${id}`, body: { reason: "The worker vanished." } }],
    });
    expect((await listNotifications({ actor: bo })).items).toEqual([]);
    const upTo = inbox.items[0]?.id ?? "";
    await readNotifications({ actor: bo, upTo });
    expect((await listNotifications({ actor: ana })).unread).toBe(1);
    expect((await readNotifications({ actor: ana, upTo })).unread).toBe(0);
  });
});

describe("a webhook", () => {
  it("gets a signed message once, after the receiver was down", async () => {
    await add("webhook", process.env.TEST_HOOK ?? "");
    const id = await endRun("SUCCEEDED");
    answer = 500;
    await deliver();
    expect(await targets()).toMatchObject([{ lastState: "due", lastError: expect.stringContaining("500") }]);
    answer = 302;
    await deliver();
    answer = 200;
    await deliver();
    await deliver();
    expect(received.map((one) => one.delivery)).toEqual(Array(3).fill(received[0]?.delivery));
    const { body, signature } = received[2] as Received;
    expect(JSON.parse(body)).toMatchObject({ kind: "run_succeeded", body: { runId: id }, url: expect.stringContaining(id) });
    const [target] = await targets();
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(mac).toBe(createHmac("sha256", target?.secret ?? "").update(`${seconds}.${body}`).digest("hex"));
    expect(target?.lastState).toBe("sent");
  }); // biome-ignore format: one fact a line

  it("is given up after its last try, and tells nobody who was removed", async () => {
    const { removeTarget } = await import("./remove-target");
    await endRun("SUCCEEDED");
    answer = 500;
    for (let i = 0; i < 8; i++) await deliver();
    answer = 200;
    expect(await targets()).toMatchObject([{ lastState: "given_up" }]);
    await endRun("SUCCEEDED");
    const before = received.length;
    const [target] = await targets();
    await expect(removeTarget({ actor: bo, id: target?.id ?? "" })).rejects.toThrow(/no such address/);
    await removeTarget({ actor: ana, id: target?.id ?? "" });
    await deliver();
    expect(received).toHaveLength(before);
  });

  it("goes to no private address, not even when the name moves there later", async () => {
    for (const address of [
      "http://example.org/",
      "https://127.0.0.1/",
      "https://[::ffff:10.0.0.1]/",
      "https://169.254.169.254/latest/meta-data",
      "https://localhost/",
      "https://example.org:8443/",
      "https://user:pass@example.org/",
      "file:///etc/passwd",
      "nonsense",
    ])
      await expect(add("webhook", address), address).rejects.toMatchObject({ reason: "address_refused" });
    await db.notificationTarget.create({
      data: { accountId: ana.account?.id ?? "", kind: "webhook", address: "https://moved.example/", confirmedAt: new Date() },
    }); // biome-ignore format: one row
    await endRun("SUCCEEDED");
    await deliver(async () => ["93.184.216.34", "10.0.0.7"]);
    const [moved] = await targets();
    expect(moved?.lastError).toMatch(/not a public address/);
    await db.notificationTarget.updateMany({ data: { removedAt: new Date() } });
  });
});

describe("an e-mail address", () => {
  it("hears nothing before its owner opened the link, then every end of a run", async () => {
    const { confirmTarget } = await import("./confirm-target");
    const { items } = await add("email", "ana@example.org");
    const id = items[0]?.id ?? "";
    expect(mails).toHaveLength(1);
    // Quoted-printable: a soft break may stand anywhere.
    const token = /confirm=3D[\w-]+\.([\w-]+)/.exec((mails[0] ?? "").replaceAll("=\r\n", ""))?.[1] ??
      /confirm=[\w-]+\.([\w-]+)/.exec(mails[0] ?? "")?.[1]; // biome-ignore format: two encodings
    expect(token).toBeTruthy();
    await endRun("SUCCEEDED");
    await deliver();
    expect(mails).toHaveLength(1);
    await expect(confirmTarget({ actor: ana, id, token: "x".repeat(32) })).rejects.toThrow(
      /does not confirm/,
    );
    await expect(confirmTarget({ actor: bo, id, token: token ?? "" })).rejects.toThrow(/no such address/);
    await confirmTarget({ actor: ana, id, token: token ?? "" });
    await endRun("FAILED", "Too little memory.");
    await deliver();
    expect(mails).toHaveLength(2);
    expect(mails[1]).toContain("Too little memory.");
    expect(mails[1]).toMatch(/^To: ana@example\.org\r$/m);
  });

  it("cannot be used to mail strangers without end", async () => {
    for (let i = 0; i < 5; i++) await add("email", `p${i}@example.org`, bo);
    await db.notificationTarget.updateMany({ where: { accountId: bo.account?.id ?? "" }, data: { removedAt: new Date() } });
    await expect(add("email", "one-more@example.org", bo)).rejects.toMatchObject({ code: "rate_limited" });
  }); // biome-ignore format: short
});
