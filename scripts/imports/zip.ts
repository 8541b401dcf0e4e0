/** Writes ZIP archives, sound ones and, entry by entry, broken ones. */
import { crc32, deflateRawSync } from "node:zlib";

export type ZipFile = {
  name: string;
  data: Uint8Array | string;
  /** 0 stored, 8 deflated. */
  method?: number;
  flags?: number;
  /** Name in the header before the data, where it should differ from the directory's. */
  localName?: string;
  /** What the archive announces, where it should differ from what it holds. */
  announcedSize?: number;
  announcedCrc?: number;
  unixMode?: number;
};

type Placed = { file: ZipFile; at: number; packed: Buffer; raw: Buffer };

function localHeader({ file, packed, raw }: Omit<Placed, "at">): Buffer {
  const name = Buffer.from(file.localName ?? file.name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(file.flags ?? 0, 6);
  head.writeUInt16LE(file.method ?? 8, 8);
  head.writeUInt32LE(file.announcedCrc ?? crc32(raw), 14);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(file.announcedSize ?? raw.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function directoryEntry({ file, at, packed, raw }: Placed): Buffer {
  const name = Buffer.from(file.name);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(file.unixMode === undefined ? 20 : 0x0314, 4);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(file.flags ?? 0, 8);
  head.writeUInt16LE(file.method ?? 8, 10);
  head.writeUInt32LE(file.announcedCrc ?? crc32(raw), 16);
  head.writeUInt32LE(packed.length, 20);
  head.writeUInt32LE(file.announcedSize ?? raw.length, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(((file.unixMode ?? 0) << 16) >>> 0, 38);
  head.writeUInt32LE(at, 42);
  return Buffer.concat([head, name]);
}

/** @param overlap all directory entries point at the first entry's bytes */
export function zip(files: readonly ZipFile[], overlap = false): Buffer {
  const parts: Buffer[] = [];
  const placed: Placed[] = [];
  let at = 0;
  for (const file of files) {
    const raw = Buffer.from(file.data as string);
    const packed = file.method === 0 ? raw : deflateRawSync(raw);
    placed.push({ file, at: overlap ? 0 : at, packed, raw });
    const bytes = Buffer.concat([localHeader({ file, packed, raw }), packed]);
    parts.push(bytes);
    at += bytes.length;
  }
  const directory = Buffer.concat(placed.map(directoryEntry));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}
