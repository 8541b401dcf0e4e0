import "server-only";
import { normalisedTokens, shinglesOf } from "@/lib/domain/datanets/cluster-records";
import { BANDS, bandKeys, jaccard } from "@/lib/domain/datanets/minhash";
import { NearCopySearch } from "@/lib/domain/datanets/near-copies";
import { comparedText, RecordContent } from "@/lib/domain/datanets/record-content";
import { db } from "@/lib/server/db/prisma";

export const COPY_THRESHOLD = 0.8;
const PAGE = 20_000;
/** Contents of this many records at a time; texts are what costs memory here. */
const TEXT_PAGE = 1_000;

export const toBps = (share: number) => Math.floor(share * 10_000);

export type NearCopy = {
  recordId: string;
  /** The record that was there first. */
  firstId: string;
  jaccard: number;
};

const shinglesOfContent = (content: unknown) =>
  shinglesOf(normalisedTokens(comparedText(RecordContent.parse(content))));

const toBytes = (keys: Uint32Array) => Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);

/** Copies into a buffer of its own: a view into a driver's buffer may start at an odd address. */
function toKeys(bytes: Uint8Array): Uint32Array {
  const keys = new Uint32Array(BANDS);
  new Uint8Array(keys.buffer).set(bytes);
  return keys;
}

/** Computes the bands that records of a Datanet lack, a page of texts at a time. */
export async function fillBands(datanetId: string): Promise<void> {
  for (;;) {
    const rows = await db().datanetRecord.findMany({
      where: { datanetId, bands: null },
      select: { id: true, content: true },
      take: TEXT_PAGE,
    });
    if (rows.length === 0) return;
    const bands = rows.map((row) => toBytes(bandKeys(shinglesOfContent(row.content))));
    await db().$executeRaw`
      UPDATE datanet_record r SET bands = v.bands
      FROM unnest(${rows.map((row) => row.id)}::text[], ${bands}::bytea[]) AS v(id, bands) WHERE r.id = v.id`;
  }
}

/** Contributions that were submitted before this one, earliest first; all submitted ones while it is a draft. */
async function earlierContributions(contribution: {
  id: string;
  datanetId: string;
  submittedAt: Date | null;
}): Promise<string[]> {
  const rows = await db().contribution.findMany({
    where: {
      datanetId: contribution.datanetId,
      id: { not: contribution.id },
      submittedAt: contribution.submittedAt ? { lt: contribution.submittedAt } : { not: null },
    },
    orderBy: [{ submittedAt: "asc" }, { id: "asc" }],
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Streams the records of these contributions past `visit`; rejected and erased ones stopped counting. */
async function visitRecords(
  datanetId: string,
  contributionIds: readonly string[],
  visit: (id: string, keys: Uint32Array) => void,
): Promise<void> {
  let last = "";
  for (;;) {
    const rows = await db().$queryRaw<{ id: string; bands: Uint8Array; counts: boolean }[]>`
      SELECT id, bands, contribution_id = ANY(${contributionIds}) AND verdict <> 'rejected' AND erased_at IS NULL AS counts
      FROM datanet_record WHERE datanet_id = ${datanetId} AND id > ${last} ORDER BY id LIMIT ${PAGE}`;
    for (const row of rows) if (row.counts && row.bands) visit(row.id, toKeys(row.bands));
    const end = rows.at(-1);
    if (!end || rows.length < PAGE) return;
    last = end.id;
  }
}

type Compared = { shingles: Set<string>; contributionId: string; position: number };

async function readCompared(ids: Iterable<string>): Promise<Map<string, Compared>> {
  const rows = await db().datanetRecord.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, content: true, contributionId: true, position: true },
  });
  return new Map(
    rows.map(({ id, content, contributionId, position }) => [
      id,
      { shingles: shinglesOfContent(content), contributionId, position },
    ]),
  );
}

/**
 * `dedup-1` for the rows of one contribution against everything else in its Datanet, pending and withdrawn rows
 * included, and against its own earlier rows. Candidates share a MinHash band; the exact Jaccard of 5-token shingles
 * decides.
 * @returns one entry for each row that copies an earlier one, with the earliest such record; and for each row that has
 * candidates its best similarity to one, in hundredths of a percent
 */
export async function findNearCopies(contribution: {
  id: string;
  datanetId: string;
  submittedAt: Date | null;
}): Promise<{ copies: NearCopy[]; bestBps: Map<string, number> }> {
  await fillBands(contribution.datanetId);
  const fresh = await db().datanetRecord.findMany({
    where: { contributionId: contribution.id },
    select: { id: true, bands: true },
    orderBy: { position: "asc" },
  });
  const earlier = await earlierContributions(contribution);
  const search = new NearCopySearch<string>(fresh.map((row) => toKeys(row.bands as Uint8Array)));
  search.offerFresh((index) => fresh[index]?.id as string);
  await visitRecords(contribution.datanetId, earlier, (id, keys) => search.offer(id, keys));

  const suspects = search
    .result()
    .map((candidates, index) => ({ id: fresh[index]?.id as string, candidates }))
    .filter(({ candidates }) => candidates.length > 0);
  const order = new Map([...earlier, contribution.id].map((id, index) => [id, index]));
  const isBefore = (a: Compared, b: Compared) =>
    (order.get(a.contributionId) ?? 0) - (order.get(b.contributionId) ?? 0) || a.position - b.position;
  const copies: NearCopy[] = [];
  const bestBps = new Map<string, number>();
  for (let from = 0; from < suspects.length; from += TEXT_PAGE) {
    const page = suspects.slice(from, from + TEXT_PAGE);
    const compared = await readCompared(
      new Set(page.flatMap(({ id, candidates }) => [id, ...candidates.map((candidate) => candidate.id)])),
    );
    for (const { id, candidates } of page) {
      const own = compared.get(id);
      if (!own) continue;
      const matches = candidates.flatMap((candidate) => {
        const other = compared.get(candidate.id);
        return other
          ? [{ firstId: candidate.id, other, jaccard: jaccard(own.shingles, other.shingles) }]
          : [];
      });
      bestBps.set(id, toBps(Math.max(0, ...matches.map((match) => match.jaccard))));
      const [first] = matches
        .filter((match) => match.jaccard >= COPY_THRESHOLD)
        .sort((a, b) => isBefore(a.other, b.other));
      if (first) copies.push({ recordId: id, firstId: first.firstId, jaccard: first.jaccard });
    }
  }
  return { copies, bestBps };
}
