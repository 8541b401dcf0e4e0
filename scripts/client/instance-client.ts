/**
 * A person's way through the HTTP API without a browser: signs in, contributes, trains, publishes, buys and asks, with
 * the same routes, signatures and wallet transactions as the pages. The seed and the tests walk it.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createWalletClient, type Hex, http, type LocalAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { z } from "zod";
import { normaliseMessages, promptCommitment } from "@/lib/domain/payments/prompt-commitment";
import { requestHash } from "@/lib/domain/payments/request-hash";
import { typedData } from "@/lib/domain/payments/typed-data";
import { Account, Nonce, SignIn } from "@/lib/schemas/accounts";
import { Contribution, LicenceStatement } from "@/lib/schemas/contributions";
import { DatanetVersion, DatanetVersionPage } from "@/lib/schemas/datanet-versions";
import { type CreateDatanetBody, Datanet } from "@/lib/schemas/datanets";
import { Problem } from "@/lib/schemas/errors";
import { Quote, ReceiptBundle } from "@/lib/schemas/inference";
import { ModelDetail } from "@/lib/schemas/models";
import { Credit, Earnings, FaucetResult, PreparedSession, SpendingSession } from "@/lib/schemas/payments";
import type { TypedData, WalletCall } from "@/lib/schemas/primitives";
import { InstanceStatus } from "@/lib/schemas/status";
import { TrainingEstimate, TrainingRun } from "@/lib/schemas/training";

export class RefusedError extends Error {
  constructor(
    readonly problem: Problem,
    readonly status: number,
  ) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

export type OpenSession = { sessionId: Hex; signer: LocalAccount };

export class InstanceClient {
  private readonly cookies = new Map<string, string>();

  constructor(
    readonly origin: string,
    readonly account: LocalAccount,
  ) {}

  /** @throws RefusedError with the problem that the server sent */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const raw = body instanceof FormData || body instanceof Uint8Array;
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        ...(body !== undefined && !raw && { "content-type": "application/json" }),
        origin: this.origin,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    if (!response.ok) {
      const text = await response.text();
      const parsed = Problem.safeParse(safeJson(text));
      if (parsed.success) throw new RefusedError(parsed.data, response.status);
      throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    }
    return response;
  }

  async call<T>(shape: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    return shape.parse(await (await this.request(method, path, body)).json());
  }

  get = <T>(shape: z.ZodType<T>, path: string) => this.call(shape, "GET", path);
  post = <T>(shape: z.ZodType<T>, path: string, body?: unknown) => this.call(shape, "POST", path, body ?? {});

  status(): Promise<z.infer<typeof InstanceStatus>> {
    return this.get(InstanceStatus, "/api/v1/status");
  }

  async signIn(): Promise<z.infer<typeof Account>> {
    const { message } = await this.post(Nonce, "/api/v1/accounts/nonce", { address: this.account.address });
    const signature = await this.account.signMessage({ message });
    const { account } = await this.post(SignIn, "/api/v1/accounts/session", { message, signature });
    return Account.parse(account);
  }

  faucet(): Promise<z.infer<typeof FaucetResult>> {
    return this.post(FaucetResult, "/api/v1/payments/faucet");
  }

  sign(data: TypedData): Promise<Hex> {
    return this.account.signTypedData(data as Parameters<LocalAccount["signTypedData"]>[0]);
  }

  /** Sends a prepared call from the person's own wallet. */
  async send(call: WalletCall): Promise<Hex> {
    const { chain } = await this.status();
    const wallet = createWalletClient({ account: this.account, transport: http(chain.rpcUrl) });
    return wallet.sendTransaction({ chain: null, to: call.to as Hex, data: call.data as Hex });
  }

  datanet(slug: string): Promise<Datanet> {
    return this.get(Datanet, `/api/v1/datanets/${slug}`);
  }

  async createDatanet(input: z.input<typeof CreateDatanetBody>): Promise<Datanet> {
    return this.post(Datanet, "/api/v1/datanets", input);
  }

  /** Opens a draft on chain with one wallet transaction and waits for the registry's log. */
  async publishDatanet(slug: string): Promise<Datanet> {
    const draft = await this.datanet(slug);
    if (draft.publish) {
      const txHash = await this.send(draft.publish);
      await this.post(Datanet, `/api/v1/datanets/${slug}/publications`, { txHash });
    }
    return until(
      `Datanet ${slug} on chain`,
      () => this.datanet(slug),
      (datanet) => datanet.state === "published",
    );
  }

  /** Uploads a file and waits until the keeper has read it. */
  async contribute(slug: string, rows: BlobPart, filename: string): Promise<Contribution> {
    const form = new FormData();
    form.set("file", new File([rows], filename));
    const response = await this.request("POST", `/api/v1/datanets/${slug}/contributions`, form);
    return this.waitUntilRead(slug, Contribution.parse(await response.json()).id);
  }

  waitUntilRead(slug: string, id: string, withinMs = 60_000): Promise<Contribution> {
    return until(
      `contribution ${id} read`,
      () => this.contribution(slug, id),
      (c) => c.state !== "checking",
      withinMs,
      150,
    );
  }

  contribution(slug: string, id: string): Promise<Contribution> {
    return this.get(Contribution, `/api/v1/datanets/${slug}/contributions/${id}`);
  }

  /** Signs the right to license the rows and waits until the batch is anchored. */
  async submit(slug: string, id: string): Promise<Contribution> {
    const path = `/api/v1/datanets/${slug}/contributions/${id}`;
    const { undecidedDetails } = await this.contribution(slug, id);
    if (undecidedDetails > 0) {
      const input = { decision: "keep", rows: "all", reason: "Looked at: invented, or public." };
      await this.post(Contribution, `${path}/decisions`, input);
    }
    const statement = await this.post(LicenceStatement, `${path}/statement`);
    await this.post(Contribution, `${path}/submission`, { signature: await this.sign(statement.typedData) });
    return until(
      `contribution ${id} anchored`,
      () => this.contribution(slug, id),
      (c) => ["in_review", "accepted"].includes(c.state),
    );
  }

  /** Accepts every row that nobody has judged. */
  acceptRows(slug: string, id: string): Promise<Contribution> {
    return this.post(Contribution, `/api/v1/datanets/${slug}/contributions/${id}/review`, {
      judgements: [{ verdict: "accept", rows: "pending" }],
    });
  }

  async sealVersion(slug: string): Promise<DatanetVersion> {
    const sealed = await this.post(DatanetVersion, `/api/v1/datanets/${slug}/versions`);
    const read = async () =>
      (await this.get(DatanetVersionPage, `/api/v1/datanets/${slug}/versions`)).items.find(
        (v) => v.number === sealed.number,
      );
    return (await until(
      `version ${sealed.number} anchored`,
      read,
      (version) => version?.state === "anchored",
    )) as DatanetVersion;
  }

  estimate(input: object): Promise<z.infer<typeof TrainingEstimate>> {
    return this.post(TrainingEstimate, "/api/v1/training-runs/estimate", input);
  }

  async startRun(input: object): Promise<z.infer<typeof TrainingRun>> {
    const estimate = await this.estimate(input);
    const signature = estimate.authorization ? await this.sign(estimate.authorization) : null;
    return this.post(TrainingRun, "/api/v1/training-runs", {
      quoteId: estimate.quoteId,
      planHash: estimate.planHash,
      signature,
    });
  }

  run(id: string): Promise<z.infer<typeof TrainingRun>> {
    return this.get(TrainingRun, `/api/v1/training-runs/${id}`);
  }

  waitForRun(id: string, withinMs = 600_000): Promise<z.infer<typeof TrainingRun>> {
    const ended = ["SUCCEEDED", "STOPPED", "FAILED", "CANCELLED"];
    return until(
      `run ${id}`,
      () => this.run(id),
      (run) => ended.includes(run.state),
      withinMs,
      1_000,
    );
  }

  model(slug: string): Promise<ModelDetail> {
    return this.get(ModelDetail, `/api/v1/models/${slug}`);
  }

  async publishModel(input: {
    runId: string;
    slug: string;
    name: string;
    summary: string;
    inPer1kWei: string;
    outPer1kWei: string;
  }): Promise<ModelDetail> {
    const draft = await this.post(ModelDetail, "/api/v1/models", input);
    if (draft.publish) {
      const txHash = await this.send(draft.publish);
      await this.post(ModelDetail, `/api/v1/models/${input.slug}/publications`, { txHash });
    }
    return until(
      `model ${input.slug} on chain`,
      () => this.model(input.slug),
      (model) => model.state === "published",
    );
  }

  credit(): Promise<Credit> {
    return this.get(Credit, "/api/v1/payments/credit");
  }

  earnings(): Promise<Earnings> {
    return this.get(Earnings, "/api/v1/payments/earnings");
  }

  /** Two signatures, no transaction; the session key is made here and never leaves. */
  async openSession(terms: {
    depositWei: bigint;
    capWei: bigint;
    maxPerCallWei: bigint;
    ttlSeconds?: number;
  }): Promise<OpenSession> {
    const signer = privateKeyToAccount(generatePrivateKey());
    const prepared = await this.post(PreparedSession, "/api/v1/payments/sessions/prepare", {
      signer: signer.address,
      depositWei: terms.depositWei.toString(),
      capWei: terms.capWei.toString(),
      maxPerCallWei: terms.maxPerCallWei.toString(),
      ttlSeconds: terms.ttlSeconds ?? 3000,
    });
    await this.post(SpendingSession, "/api/v1/payments/sessions", {
      prepareId: prepared.prepareId,
      depositSignature: prepared.deposit ? await this.sign(prepared.deposit) : null,
      grantSignature: await this.sign(prepared.grant),
    });
    const read = () => this.get(SpendingSession, `/api/v1/payments/sessions/${prepared.sessionId}`);
    await until("the spending session", read, (session) => session.state === "open");
    return { sessionId: prepared.sessionId as Hex, signer };
  }

  receipt(id: string): Promise<ReceiptBundle> {
    return this.get(ReceiptBundle, `/api/v1/inference/receipts/${id}`);
  }

  /** One paid question: quote, voucher, answer. The receipt follows under the answer's id. */
  async ask(
    session: OpenSession,
    model: string,
    question: string,
    maxTokens = 64,
  ): Promise<{ id: string; text: string }> {
    const messages = normaliseMessages([{ role: "user" as const, content: question }]);
    const quote = await this.post(Quote, "/api/v1/inference/quotes", {
      model,
      messages,
      maxTokens,
      sessionId: session.sessionId,
    });
    const salt: Hex = `0x${randomBytes(32).toString("hex")}`;
    const voucher = {
      sessionId: session.sessionId,
      seq: BigInt(quote.seq),
      maxCumulative: BigInt(quote.cumulativeWei) + BigInt(quote.ceilingWei),
      requestHash: requestHash({
        modelId: BigInt(quote.modelId),
        modelVersion: quote.modelVersion,
        priceId: quote.priceId,
        maxTokensOut: quote.maxTokensOut,
        promptCommitment: promptCommitment(salt, messages),
      }),
      prevReceipt: quote.prevReceipt as Hex,
    };
    const { chain } = await this.status();
    const domain = { chainId: chain.id, verifyingContract: chain.contracts.InferenceMeter as Hex };
    const data = typedData("Voucher", domain, voucher);
    const signature = await session.signer.signTypedData(
      data as Parameters<LocalAccount["signTypedData"]>[0],
    );
    const header = {
      quoteId: quote.quoteId,
      voucher: { ...voucher, seq: quote.seq, maxCumulative: voucher.maxCumulative.toString() },
      signature,
      salt,
    };
    const response = await this.request(
      "POST",
      "/api/v1/chat/completions",
      { model, messages, max_tokens: maxTokens },
      {
        "mf-voucher": Buffer.from(JSON.stringify(header)).toString("base64url"),
      },
    );
    const answer = (await response.json()) as {
      receipt_id: string;
      choices: { message: { content: string } }[];
    };
    return { id: answer.receipt_id, text: answer.choices[0]?.message.content ?? "" };
  }

  waitForReceipt(id: string): Promise<ReceiptBundle> {
    return until(
      `receipt ${id}`,
      () => this.receipt(id),
      (bundle) => bundle.state !== "pending",
      90_000,
      200,
    );
  }

  waitForSettlement(id: string): Promise<ReceiptBundle> {
    return until(
      `settlement of ${id}`,
      () => this.receipt(id),
      (bundle) => ["seen", "final"].includes(bundle.settlement.state),
      60_000,
      300,
    );
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads until `done` holds. A refusal that a retry can help (a part that is starting) is waited out. @throws Error naming what did not come */
export async function until<T>(
  what: string,
  read: () => Promise<T>,
  done: (value: T) => boolean,
  withinMs = 60_000,
  everyMs = 300,
): Promise<T> {
  const limit = Date.now() + withinMs;
  let last: T | undefined;
  while (Date.now() < limit) {
    last = await read();
    if (done(last)) return last;
    await sleep(everyMs);
  }
  throw new Error(
    `${what} did not come within ${withinMs / 1000} s. Last seen: ${JSON.stringify(last)?.slice(0, 400)}`,
  );
}
