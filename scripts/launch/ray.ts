import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { rayJob, rayRefusal } from "@/lib/domain/compute/launch/ray-job";
import { LaunchError, type Launcher } from "./launcher";

const ANSWER_MS = 20_000;

type Cluster = { url: URL; token: string | null };
type Answer = { status: number; text: string };

function cluster(): Cluster {
  const address = process.env.RAY_ADDRESS;
  if (!address || !URL.canParse(address))
    throw new LaunchError(
      "Set RAY_ADDRESS to the dashboard's address, for example https://head.example.org:8265.",
    );
  return { url: new URL(address), token: process.env.RAY_AUTH_TOKEN || null };
}

/** Without `fetch`: it sends the headers of a browser, whose writes a cluster refuses. */
function send({ url, token }: Cluster, method: string, path: string, body: string): Promise<Answer> {
  const target = new URL(path, url);
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((done, fail) => {
    const call = request(target, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
      },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    call.on("error", (cause) => fail(new LaunchError(`${url.host} does not answer.`, { cause })));
    call.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => done({ status: response.statusCode ?? 0, text }));
      response.on("error", fail);
    });
    call.end(body);
  });
}

async function call<T>(where: Cluster, method: string, path: string, body?: object): Promise<T> {
  const { status, text } = await send(where, method, path, body ? JSON.stringify(body) : "");
  if (status < 200 || status > 299)
    throw new LaunchError(`${where.url.host} answered ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text || "null") as T;
}

/** The Ray Jobs API of a cluster, io.net's included; RAY_ADDRESS and RAY_AUTH_TOKEN say which. */
export const ray: Launcher = {
  render: (spec) => {
    const job = rayJob(spec, 1) as { runtime_env: { env_vars: Record<string, string> } };
    const names = Object.keys(job.runtime_env.env_vars);
    const hidden = Object.fromEntries(names.map((name) => [name, "(left out)"]));
    return JSON.stringify({ ...job, runtime_env: { env_vars: hidden } }, null, 1);
  },
  start: async (spec) => {
    const where = cluster();
    // Asked before anything secret is sent.
    const { ray_version: version } = await call<{ ray_version: string }>(where, "GET", "/api/version");
    const refusal = rayRefusal({ ...where, version });
    if (refusal) throw new LaunchError(refusal);
    const job = rayJob(spec, Math.floor(Date.now() / 1000));
    const { submission_id: id } = await call<{ submission_id: string }>(where, "POST", "/api/jobs/", job);
    return { id };
  },
  status: async (id) => {
    const job = await call<{ status: string }>(cluster(), "GET", `/api/jobs/${encodeURIComponent(id)}`);
    return job.status.toLowerCase();
  },
  stop: async (id) => {
    await call(cluster(), "POST", `/api/jobs/${encodeURIComponent(id)}/stop`);
  },
};
