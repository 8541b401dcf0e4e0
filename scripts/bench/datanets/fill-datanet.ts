import { createHash, randomBytes } from "node:crypto";
import { normalisedTokens, shinglesOf } from "@/lib/domain/datanets/cluster-records";
import { bandKeys } from "@/lib/domain/datanets/minhash";
import { comparedText, type RecordContent } from "@/lib/domain/datanets/record-content";
import { db } from "@/lib/server/db/prisma";

const BATCH = 5_000;
const hex32 = () => `0x${randomBytes(32).toString("hex")}`;

export async function createOwner(): Promise<{ accountId: string; datanetId: string }> {
  const account = await db().account.create({ data: { address: hex32(), handle: "owner" } });
  const datanet = await db().datanet.create({
    data: {
      slug: "bench",
      ownerId: account.id,
      name: "Bench",
      summary: "Generated rows.",
      card: "",
      kind: "pair",
      spdxId: "CC0-1.0",
      licenceHash: hex32(),
      datanetKey: hex32(),
      state: "published",
    },
  });
  return { accountId: account.id, datanetId: datanet.id };
}

/** One contribution of generated rows, as an import leaves it; ids rise with the position. */
export async function contributeRows(call: {
  accountId: string;
  datanetId: string;
  submittedAt: Date;
  count: number;
  rowAt: (position: number) => RecordContent;
  say: (line: string) => void;
}): Promise<{ id: string; datanetId: string; submittedAt: Date; contributorRef: string }> {
  const { datanetId, accountId, submittedAt, count } = call;
  const contributor = await db().contributor.create({
    data: {
      datanetId,
      accountId: (await db().account.create({ data: { address: hex32(), handle: `author of ${accountId}` } }))
        .id,
      handle: "author",
      personCommitment: hex32(),
      contributorId: hex32(),
    },
  });
  const row = await db().contribution.create({
    data: {
      datanetId,
      authorId: accountId,
      contributorRef: contributor.id,
      state: "accepted",
      filename: "generated.jsonl",
      format: "jsonl",
      count,
      submittedAt,
    },
  });
  for (let from = 0; from < count; from += BATCH) {
    const contents = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => call.rowAt(from + i));
    const texts = contents.map(comparedText);
    await db().$executeRaw`
      INSERT INTO datanet_record (id, datanet_id, contribution_id, contributor_ref, position, content, salt, commitment, text_hash, bands, accepted, verdict)
      SELECT v.id, ${datanetId}, ${row.id}, ${contributor.id}, v.position, v.content::jsonb, v.salt, v.commitment, v.hash, v.bands, true, 'accepted'
      FROM unnest(
        ${contents.map((_, i) => `${row.id}-${String(from + i).padStart(8, "0")}`)}::text[],
        ${contents.map((_, i) => from + i)}::int[],
        ${contents.map((content) => JSON.stringify(content))}::text[],
        ${contents.map(hex32)}::text[],
        ${contents.map(hex32)}::text[],
        ${texts.map((text) => createHash("sha256").update(text).digest("hex"))}::text[],
        ${texts.map((text) => Buffer.from(bandKeys(shinglesOf(normalisedTokens(text))).buffer))}::bytea[]
      ) AS v(id, position, content, salt, commitment, hash, bands)`;
    if ((from + BATCH) % 100_000 < BATCH)
      call.say(`  ${Math.min(from + BATCH, count)} of ${count} rows written`);
  }
  return { id: row.id, datanetId, submittedAt, contributorRef: contributor.id };
}
