/**
 * MinHash signatures and their bands (`dedup-1`): 126 of 128 permutations in 21 bands of 6. Two records with Jaccard
 * 0.8 share at least one band with a probability of 1 - (1 - 0.8^6)^21 = 0.998; with 0.5, of 0.28. Whoever shares one is
 * a candidate, and the exact Jaccard decides.
 */
export const BANDS = 21;
const ROWS = 6;
const HASHES = BANDS * ROWS;

/** Finaliser of MurmurHash3: every input bit moves half of the output bits. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

// Fixed for ever: stored bands of old records must stay comparable.
const FACTORS = Uint32Array.from({ length: HASHES }, (_, i) => mix(2 * i + 1) | 1);
const SHIFTS = Uint32Array.from({ length: HASHES }, (_, i) => mix(0x9e3779b9 + i));

/** FNV-1a over UTF-16 code units, finalised. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** One 32-bit key per band, 84 bytes a record. */
export function bandKeys(shingles: Iterable<string>): Uint32Array {
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  for (const shingle of shingles) {
    const base = hashText(shingle);
    for (let i = 0; i < HASHES; i++) {
      const hash = (Math.imul(base, FACTORS[i] as number) + (SHIFTS[i] as number)) >>> 0;
      if (hash < (least[i] as number)) least[i] = hash;
    }
  }
  const keys = new Uint32Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let key = mix(band + 1);
    for (let row = 0; row < ROWS; row++) key = mix(key ^ (least[band * ROWS + row] as number));
    keys[band] = key;
  }
  return keys;
}

/** Jaccard similarity of two shingle sets, 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let both = 0;
  for (const shingle of small) if (large.has(shingle)) both += 1;
  return both / (a.size + b.size - both || 1);
}
