import "server-only";

const SHARDS = 256;
const FIRST_SLOTS = 64;
const MAX_LOAD = 0.7;
const WORDS = 3;

/**
 * First place of each text that was seen, by the first 8 bytes of its sha256: 12 bytes a slot, so five million rows
 * take about 100 MB where a Map of strings takes a gigabyte. Grown shard by shard, so growing never doubles it all.
 */
export class SeenHashes {
  private readonly tables: Uint32Array[] = [];
  private readonly counts = new Uint32Array(SHARDS);

  /** The number of an equal earlier text, else null and this one is remembered. `number` is 1 or more. */
  firstOrAdd(hash: Buffer, number: number): number | null {
    const high = hash.readUInt32LE(0);
    const low = hash.readUInt32LE(4);
    const shard = high & (SHARDS - 1);
    const table = this.roomFor(shard);
    const slot = find(table, high, low);
    const known = table[slot + 2] as number;
    if (known !== 0) return known;
    table[slot] = high;
    table[slot + 1] = low;
    table[slot + 2] = number;
    this.counts[shard] = (this.counts[shard] as number) + 1;
    return null;
  }

  private roomFor(shard: number): Uint32Array {
    const table = this.tables[shard] ?? new Uint32Array(FIRST_SLOTS * WORDS);
    this.tables[shard] = table;
    const slots = table.length / WORDS;
    if ((this.counts[shard] as number) < slots * MAX_LOAD) return table;
    const larger = new Uint32Array(slots * 2 * WORDS);
    for (let at = 0; at < table.length; at += WORDS) {
      if (table[at + 2] === 0) continue;
      const slot = find(larger, table[at] as number, table[at + 1] as number);
      larger.set(table.subarray(at, at + WORDS), slot);
    }
    this.tables[shard] = larger;
    return larger;
  }
}

/** Index of the text's slot, or of the free one where it belongs. */
function find(table: Uint32Array, high: number, low: number): number {
  const slots = table.length / WORDS;
  let slot = (high >>> 8) & (slots - 1);
  for (;;) {
    const at = slot * WORDS;
    if (table[at + 2] === 0 || (table[at] === high && table[at + 1] === low)) return at;
    slot = (slot + 1) & (slots - 1);
  }
}
