import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { generatePrivateKey, type LocalAccount, privateKeyToAccount } from "viem/accounts";
import { PUT as putBlob } from "@/app/api/worker/blobs/[sha256]/route";
import { POST as postClaim } from "@/app/api/worker/claim/route";
import { POST as postBeat } from "@/app/api/worker/jobs/[id]/beat/route";
import { POST as postFinish } from "@/app/api/worker/jobs/[id]/finish/route";
import { POST as postStart } from "@/app/api/worker/jobs/[id]/start/route";
import { POST as postComplete } from "@/app/api/worker/jobs/[id]/uploads/[uploadId]/complete/route";
import { POST as postUpload } from "@/app/api/worker/jobs/[id]/uploads/route";
import { POST as postNonce } from "@/app/api/worker/nonce/route";
import { POST as postRegister } from "@/app/api/worker/register/route";
import { type Message, type SignedType, typedData } from "@/lib/domain/payments/typed-data";
import { accruedWei } from "@/lib/domain/training/estimate-run";
import {
  ClaimedJob,
  type FinishBody,
  type JobKind,
  UploadAnswer,
  WorkerNonce,
  WorkerToken,
} from "@/lib/schemas/jobs";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Answer = { status: number; body: Record<string, unknown> };
type Artifact = FinishBody["artifacts"][number];

/** The platform said no. */
export class ProtocolRefusal extends Error {
  constructor(
    readonly status: number,
    body: { code?: string; detail?: string },
  ) {
    super(`${status} ${body.code}: ${body.detail}`);
  }
}

const HOST = "http://127.0.0.1";

/**
 * A machine on the real worker protocol: every call is a Request to the route's own handler, so tokens, shapes,
 * fences and operations are the platform's. It may claim and send whatever a liar likes.
 */
export class Machine {
  readonly wallet: LocalAccount;
  workerId = "";
  private token = "";
  private seq = 0;
  private readonly key = generateKeyPairSync("ed25519");

  constructor(
    readonly name: string,
    wallet?: LocalAccount,
  ) {
    this.wallet = wallet ?? privateKeyToAccount(generatePrivateKey());
  }

  private async call(handler: Handler, params: Record<string, string>, body: object): Promise<Answer> {
    const request = new Request(`${HOST}/api/worker`, {
      method: "POST",
      headers: {
        host: "127.0.0.1",
        "content-type": "application/json",
        authorization: `Bearer ${this.token}`,
      },
      body: JSON.stringify(body),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    const text = await response.text();
    const answer = { status: response.status, body: text ? JSON.parse(text) : {} };
    if (answer.status >= 300) throw new ProtocolRefusal(answer.status, answer.body);
    return answer;
  }

  private signedKey(text: string): { workerKey: string; keySig: string } {
    const { x } = this.key.publicKey.export({ format: "jwk" });
    const workerKey = Buffer.from(x as string, "base64url").toString("hex");
    const keySig = sign(null, Buffer.from(`${text}\n${workerKey}`), this.key.privateKey).toString("hex");
    return { workerKey, keySig };
  }

  private async signStruct<T extends SignedType>(
    type: T,
    domain: { chainId: number; verifyingContract: string },
    message: Message<T>,
  ): Promise<`0x${string}`> {
    const { chainId, verifyingContract } = domain;
    const data = typedData(type, { chainId, verifyingContract: verifyingContract as `0x${string}` }, message);
    return this.wallet.signTypedData(data as Parameters<LocalAccount["signTypedData"]>[0]);
  }

  /** As anybody's machine, or with the operator's code as the trusted one. */
  async register(code?: string): Promise<void> {
    const machine = {
      name: this.name,
      bootId: randomBytes(16).toString("hex"),
      version: "0",
      caps: {
        device: "cpu",
        deviceName: "bench",
        cores: 1,
        memoryBytes: 2 ** 33,
        gpuMemoryBytes: 0,
        bases: ["mf-tiny"],
        kinds: ["train"],
      },
    };
    const answer = code
      ? await this.call(
          postRegister,
          {},
          {
            ...machine,
            kind: "code",
            code,
            ...this.signedKey(`mf-register/1\n${code}`),
          },
        )
      : await this.registerWallet(machine);
    const { token, workerId } = WorkerToken.parse(answer.body);
    this.token = token;
    this.workerId = workerId;
  }

  private async registerWallet(machine: object): Promise<Answer> {
    const { address } = this.wallet;
    const challenge = WorkerNonce.parse((await this.call(postNonce, {}, { wallet: address })).body);
    const { workerKey, keySig } = this.signedKey(`mf-register/1\n${challenge.nonce}`);
    const walletSig = await this.signStruct("WorkerRegistration", challenge, {
      wallet: address,
      workerKey: `0x${workerKey}`,
      nonce: challenge.nonce as `0x${string}`,
      expiry: BigInt(challenge.expiry),
    });
    return this.call(
      postRegister,
      {},
      {
        ...machine,
        kind: "wallet",
        wallet: address,
        nonce: challenge.nonce,
        expiry: challenge.expiry,
        workerKey,
        keySig,
        walletSig,
        offer: { ratePerPflopWei: "1000000000000000000", startFeeWei: "1000000000000000000" },
      },
    );
  }

  async claim(kinds: JobKind[]): Promise<ClaimedJob | null> {
    const answer = await this.call(
      postClaim,
      {},
      {
        kinds,
        freeMemoryBytes: 2 ** 33,
        cachedBases: ["mf-tiny"],
        waitS: 0,
      },
    );
    return answer.status === 200 ? ClaimedJob.parse(answer.body) : null;
  }

  async start(job: ClaimedJob): Promise<Answer> {
    const { assignment } = job;
    const workerSig = assignment
      ? await this.signStruct("Assignment", assignment, {
          runId: assignment.runId as `0x${string}`,
          worker: assignment.worker as `0x${string}`,
          rate: BigInt(assignment.rate),
          fence: BigInt(assignment.fence),
          deadline: BigInt(assignment.deadline),
        })
      : null;
    return this.call(
      postStart,
      { id: job.jobId },
      { fence: job.fence, workerSig, device: "bench", code: "0" },
    );
  }

  async beat(job: ClaimedJob, curve: { step: number; loss: number }[], steps: number): Promise<Answer> {
    this.seq += 1;
    return this.call(
      postBeat,
      { id: job.jobId },
      {
        fence: job.fence,
        seq: this.seq,
        phase: "training",
        step: curve.at(-1)?.step ?? 0,
        steps,
        points: curve.map((point) => ({
          ...point,
          kind: "train",
          learningRate: null,
          gradNorm: null,
          tokensPerS: null,
        })),
        samples: [],
        logs: [],
        chainHead: null,
        device: { rssBytes: 0, readings: [] },
      },
    );
  }

  async upload(job: ClaimedJob, role: string, bytes: Buffer, step: number | null = null): Promise<Artifact> {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const announced = await this.call(
      postUpload,
      { id: job.jobId },
      {
        fence: job.fence,
        role,
        sha256,
        bytes: bytes.length,
        step,
      },
    );
    const { have, uploadId, parts } = UploadAnswer.parse(announced.body);
    for (const part of have ? [] : parts) {
      const request = new Request(part.url, {
        method: "PUT",
        headers: { host: "127.0.0.1" },
        body: new Uint8Array(bytes),
      });
      const put = await (putBlob as Handler)(request, { params: Promise.resolve({ sha256 }) });
      if (!put.ok) throw new Error(`The part was refused: ${put.status} ${await put.text()}`);
    }
    await this.call(
      postComplete,
      { id: job.jobId, uploadId: uploadId ?? "" },
      { fence: job.fence, etags: [] },
    );
    return { role, sha256, bytes: bytes.length, step, learningRate: null, name: null };
  }

  async finish(job: ClaimedJob, body: Omit<FinishBody, "fence" | "submissionSig">): Promise<Answer> {
    return this.call(
      postFinish,
      { id: job.jobId },
      {
        fence: job.fence,
        submissionSig: await this.submission(job, body),
        ...body,
      },
    );
  }

  private async submission(
    { assignment }: ClaimedJob,
    { artifacts, result }: Pick<FinishBody, "artifacts" | "result">,
  ): Promise<string | null> {
    const weights = artifacts.find((artifact) => artifact.role === "adapter.weights");
    if (!assignment || !weights || result.kind !== "train") return null;
    return this.signStruct("Submission", assignment, {
      runId: assignment.runId as `0x${string}`,
      milestone: 1,
      checkpointHash: `0x${weights.sha256}`,
      chainHead: `0x${result.chainHead}`,
      accrued: accruedWei(BigInt(assignment.capWei), BigInt(assignment.rate), result.step),
      fence: BigInt(assignment.fence),
    });
  }
}
