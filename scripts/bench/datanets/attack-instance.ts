/** Sends the planted set through the pages' own routes of a running instance and says what became of each. */
import { z } from "zod";
import type { Contribution } from "@/lib/schemas/contributions";
import { QueryResult } from "@/lib/schemas/datanet-versions";
import { type InstanceClient, RefusedError, until } from "../../client/instance-client";
import type { Expected, HostileFile } from "../../imports/hostile/hostile-file";
import type { HostileQuery } from "../../imports/hostile/sql-class";
import { openUpload, sendPart } from "../../imports/hostile/tus-misuses";

const PART_BYTES = 6 * 1024 * 1024;
const READ_MS = 180_000;
const Started = z.object({ id: z.string() });

export type Verdict = { class: string; what: string; passed: boolean; said: string };

let count = 0;

/** A fresh draft for each file: rows that another file brought would be copies. */
async function ownDraft(client: InstanceClient, kind: HostileFile["kind"]): Promise<string> {
  count += 1;
  const { slug } = await client.createDatanet({
    name: `Planted ${count}`,
    summary: "Takes one planted file of the hostile set.",
    kind: kind ?? "pair",
    spdxId: "CC0-1.0",
  });
  return slug;
}

async function upload(client: InstanceClient, filename: string, bytes: Buffer): Promise<string> {
  const opened = await openUpload(client, bytes.length, filename);
  const place = opened.headers.get("location");
  if (!place) throw new Error(`No room for ${filename}: ${opened.status} ${opened.text}`);
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    const sent = await sendPart(client, place, at, bytes.subarray(at, at + PART_BYTES));
    if (sent.status !== 204)
      throw new Error(`A part of ${filename} was refused: ${sent.status} ${sent.text}`);
  }
  return place.split("/").at(-1) ?? "";
}

type Read = { reason: string } | { contribution: Contribution };

/** Offers a file and has it read with the roles that were found, as somebody does who clicks on. */
async function offer(
  client: InstanceClient,
  file: Pick<HostileFile, "filename" | "bytes" | "kind">,
): Promise<Read> {
  const slug = await ownDraft(client, file.kind);
  try {
    const uploadIds = [await upload(client, file.filename, Buffer.from(await file.bytes()))];
    const { id } = await client.post(Started, `/api/v1/datanets/${slug}/contributions`, { uploadIds });
    let contribution = await client.waitUntilRead(slug, id, READ_MS);
    const undecided = contribution.state === "needs_mapping" && contribution.report === null;
    if (undecided && (contribution.problem === null || contribution.problem.reason === "shape")) {
      const roles = Object.fromEntries(contribution.columns.map(({ name, role }) => [name, role]));
      await client.request("PATCH", `/api/v1/datanets/${slug}/contributions/${id}`, { roles });
      contribution = await client.waitUntilRead(slug, id, READ_MS);
    }
    if (contribution.state === "ready") return { contribution };
    return { reason: contribution.problem?.reason ?? contribution.state };
  } catch (error) {
    if (error instanceof RefusedError) return { reason: error.problem.reason ?? error.problem.code };
    throw error;
  }
}

function judge(read: Read, expected: Expected): { passed: boolean; said: string } {
  if ("reason" in read)
    return { passed: "refused" in expected && expected.refused === read.reason, said: read.reason };
  const { report } = read.contribution;
  const codes = Object.keys(report?.codes ?? {});
  const said = `${report?.rowsOut} kept, left out: ${codes.join(", ") || "none"}`;
  if ("refused" in expected) return { passed: false, said };
  const left = expected.left === undefined || codes.join() === expected.left;
  return { passed: report?.rowsOut === expected.kept && left, said };
}

export async function attackByFile(
  client: InstanceClient,
  name: string,
  file: HostileFile,
): Promise<Verdict> {
  return { class: name, what: file.what, ...judge(await offer(client, file), file.expected) };
}

/** The sound file of a class goes the same way and must be taken. */
export async function offerTwin(
  client: InstanceClient,
  name: string,
  twin: Pick<HostileFile, "filename" | "bytes" | "kind"> & { kept: number },
): Promise<Verdict> {
  return {
    class: name,
    what: "the sound twin",
    ...judge(await offer(client, twin), { kept: twin.kept }),
  };
}

/** A published version of three rows. @returns its address */
export async function publishTable(client: InstanceClient): Promise<string> {
  const slug = await ownDraft(client, "pair");
  await client.publishDatanet(slug);
  const rows = ["a", "b", "c"].map((name) => JSON.stringify({ question: `Why ${name}?`, answer: "=So" }));
  const { id } = await client.contribute(slug, rows.join("\n"), "rows.jsonl");
  await client.submit(slug, id);
  await until(
    "the rows accepted",
    () => client.contribution(slug, id),
    (contribution) => contribution.state === "accepted",
  );
  const { number } = await client.sealVersion(slug);
  return `/api/v1/datanets/${slug}/versions/${number}`;
}

async function ask(
  client: InstanceClient,
  version: string,
  sql: string,
): Promise<QueryResult | RefusedError> {
  try {
    return await client.post(QueryResult, `${version}/query`, { sql });
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

export async function attackByQuery(
  client: InstanceClient,
  version: string,
  { what, sql, expected, twin }: HostileQuery,
): Promise<[Verdict, Verdict]> {
  const answer = await ask(client, version, sql);
  const refused = answer instanceof RefusedError;
  const said = refused ? `${answer.problem.reason}: ${answer.problem.detail}` : `${answer.rows.length} rows`;
  const passed =
    "refused" in expected
      ? refused &&
        answer.problem.reason === expected.refused &&
        (expected.says?.test(answer.problem.detail) ?? true)
      : !refused && expected.answers(answer.rows);
  const sound = await ask(client, version, twin);
  return [
    { class: "SQL", what, passed, said },
    {
      class: "SQL",
      what: `the sound twin of one that ${what}`,
      passed: !(sound instanceof RefusedError),
      said: sound instanceof RefusedError ? sound.problem.detail : `${sound.rows.length} rows`,
    },
  ];
}
