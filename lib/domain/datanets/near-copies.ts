import { BANDS } from "./minhash";

/**
 * Which older records may say the same as new ones. The bands of the new records lie in one hash table; older records
 * are streamed past it once, so a check costs memory for what is new and time for what is there.
 */
const MOST_CANDIDATES = 64;
/** A key that more records share is boilerplate; it would cost more than it tells. */
const LARGEST_BUCKET = 1_024;

export type Candidate<Id> = { id: Id; shared: number };

export class NearCopySearch<Id> {
  private readonly heads: Int32Array;
  private readonly next: Int32Array;
  private readonly sizes: Uint16Array;
  private readonly mask: number;
  private readonly candidates: Candidate<Id>[][];
  private readonly shared: Uint8Array;

  /** @param fresh band keys of the new records, in first-come order */
  constructor(private readonly fresh: readonly Uint32Array[]) {
    const entries = fresh.length * BANDS;
    const slots = 2 ** Math.max(4, Math.ceil(Math.log2(entries * 2 + 1)));
    this.mask = slots - 1;
    this.heads = new Int32Array(slots).fill(-1);
    this.sizes = new Uint16Array(slots);
    this.next = new Int32Array(entries).fill(-1);
    this.candidates = fresh.map(() => []);
    this.shared = new Uint8Array(fresh.length);
    fresh.forEach((keys, index) => {
      keys.forEach((key, band) => {
        this.insert(key, index * BANDS + band);
      });
    });
  }

  private insert(key: number, entry: number): void {
    const slot = (key & this.mask) >>> 0;
    if ((this.sizes[slot] as number) >= LARGEST_BUCKET) return;
    this.sizes[slot] = (this.sizes[slot] as number) + 1;
    this.next[entry] = this.heads[slot] as number;
    this.heads[slot] = entry;
  }

  /** Passes one record of the older set by. `before` limits it to new records after a place, for copies among the new. */
  offer(id: Id, keys: Uint32Array, before = -1): void {
    const touched: number[] = [];
    for (let band = 0; band < BANDS; band++) {
      const key = keys[band] as number;
      for (let entry = this.heads[(key & this.mask) >>> 0] as number; entry >= 0; ) {
        const index = (entry / BANDS) | 0;
        if (entry % BANDS === band && index > before && this.fresh[index]?.[band] === key) {
          if (this.shared[index] === 0) touched.push(index);
          this.shared[index] = (this.shared[index] as number) + 1;
        }
        entry = this.next[entry] as number;
      }
    }
    for (const index of touched) {
      const list = this.candidates[index] as Candidate<Id>[];
      list.push({ id, shared: this.shared[index] as number });
      this.shared[index] = 0;
      if (list.length >= 2 * MOST_CANDIDATES) keepBest(list);
    }
  }

  /** Offers the new records to each other: a later one may copy an earlier one. */
  offerFresh(idOf: (index: number) => Id): void {
    this.fresh.forEach((keys, index) => {
      this.offer(idOf(index), keys, index);
    });
  }

  /** For each new record at most 64 candidates, those with most shared bands first, older ones first among equals. */
  result(): Candidate<Id>[][] {
    for (const list of this.candidates) keepBest(list);
    return this.candidates;
  }
}

function keepBest<Id>(list: Candidate<Id>[]): void {
  // Array sorting is stable, so among equals the order of arrival stays.
  list.sort((a, b) => b.shared - a.shared);
  if (list.length > MOST_CANDIDATES) list.length = MOST_CANDIDATES;
}
