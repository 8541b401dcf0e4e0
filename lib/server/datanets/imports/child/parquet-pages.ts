import "server-only";
import type { FileHandle } from "node:fs/promises";

/** Thrift's compact protocol, as far as a Parquet page header needs it: two numbers are read, the rest is skipped. */

const HEADER_BYTES = 16_384;
const MAX_NESTING = 16;

class Damaged extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  get position(): number {
    return this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new Damaged();
    this.at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 56; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Damaged();
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private pass(count: number): void {
    if (count < 0 || this.at + count > this.bytes.length) throw new Damaged();
    this.at += count;
  }

  skip(type: number, depth = 0): void {
    if (depth > MAX_NESTING) throw new Damaged();
    if (type === 1 || type === 2) return;
    if (type === 3) this.pass(1);
    else if (type >= 4 && type <= 6) this.varint();
    else if (type === 7) this.pass(8);
    else if (type === 8) this.pass(this.varint());
    else if (type === 12) this.struct(() => false, depth + 1);
    else if (type === 9 || type === 10) {
      const head = this.byte();
      const count = head >> 4 === 15 ? this.varint() : head >> 4;
      for (let i = 0; i < count; i++) this.skip(head & 15, depth + 1);
    } else throw new Damaged();
  }

  /** @param read returns true when it consumed the field's value itself */
  struct(read: (id: number, type: number) => boolean, depth = 0): void {
    let id = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) return;
      const delta = head >> 4;
      id = delta === 0 ? this.zigzag() : id + delta;
      if (!read(id, head & 15)) this.skip(head & 15, depth);
    }
  }
}

type PageHeader = { unpacked: number; packed: number; headerBytes: number };

function pageHeader(bytes: Buffer): PageHeader {
  const reader = new Reader(bytes);
  let unpacked = -1;
  let packed = -1;
  reader.struct((id, type) => {
    if (type !== 5 || (id !== 2 && id !== 3)) return false;
    if (id === 2) unpacked = reader.zigzag();
    else packed = reader.zigzag();
    return true;
  });
  if (unpacked < 0 || packed < 0) throw new Damaged();
  return { unpacked, packed, headerBytes: reader.position };
}

/**
 * Size of the largest page, packed or unpacked, of one column chunk. Null when its pages do not add up to the chunk.
 * @param limit reading stops at the first page beyond it
 */
export async function largestPage(
  handle: FileHandle,
  chunk: { start: number; bytes: number },
  limit: number,
): Promise<number | null> {
  let largest = 0;
  let at = chunk.start;
  const end = chunk.start + chunk.bytes;
  while (at < end) {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(HEADER_BYTES),
      0,
      Math.min(HEADER_BYTES, end - at),
      at,
    );
    try {
      const header = pageHeader(buffer.subarray(0, bytesRead));
      largest = Math.max(largest, header.unpacked, header.packed);
      if (largest > limit) return largest;
      at += header.headerBytes + header.packed;
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      return null;
    }
  }
  return at === end ? largest : null;
}
