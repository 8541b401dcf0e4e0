import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import type { ColumnRole, ConversionReport, RejectedRow } from "@/lib/schemas/contributions";
import { writeWhole } from "../../sandbox/write-whole";
import { CHECKPOINT_FILE, chunkFile, keysFile, type RecordLine, rejectedFile } from "../import-wire";
import { type Cursor, START } from "./batch";
import { CHUNK_BYTES, CHUNK_RECORDS } from "./limits";
import { emptyReport } from "./report-counter";
import { SeenHashes } from "./seen-hashes";

/** Everything that a killed import needs to go on behind its last complete chunk. */
export type Checkpoint = {
  chunks: number;
  member: number;
  cursor: Cursor;
  /** Roles that the member at hand is read with. */
  memberRoles: Record<string, ColumnRole> | null;
  report: ConversionReport;
};

const KEY_BYTES = 12;

export function readCheckpoint(folder: string): Checkpoint {
  const path = join(folder, CHECKPOINT_FILE);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Checkpoint;
  return {
    chunks: 0,
    member: 0,
    cursor: START,
    memberRoles: null,
    report: emptyReport(),
  };
}

/**
 * Collects records into compressed chunks of the output folder. A chunk's name appears after its bytes are on disk, and
 * the checkpoint after both of its files; what a kill leaves beyond the checkpoint is written again.
 */
export class ChunkWriter {
  readonly seen = new SeenHashes();
  private lines: string[] = [];
  private keys: Buffer[] = [];
  private bytes = 0;
  private rejected: string[] = [];
  private chunks: number;

  constructor(
    private readonly folder: string,
    checkpoint: Checkpoint,
  ) {
    this.chunks = checkpoint.chunks;
    for (let n = 0; n < this.chunks; n++) this.recall(readFileSync(join(folder, keysFile(n))));
  }

  get written(): number {
    return this.chunks;
  }

  get isFull(): boolean {
    return this.lines.length + this.rejected.length >= CHUNK_RECORDS || this.bytes >= CHUNK_BYTES;
  }

  private recall(keys: Buffer): void {
    for (let at = 0; at + KEY_BYTES <= keys.length; at += KEY_BYTES)
      this.seen.firstOrAdd(keys.subarray(at, at + 8), keys.readUInt32LE(at + 8));
  }

  add(record: RecordLine, hash: Buffer): void {
    const line = JSON.stringify(record);
    this.lines.push(line);
    this.bytes += line.length;
    const key = Buffer.alloc(KEY_BYTES);
    hash.copy(key, 0, 0, 8);
    key.writeUInt32LE(record.origin.line, 8);
    this.keys.push(key);
  }

  reject(row: RejectedRow): void {
    const line = JSON.stringify(row);
    this.rejected.push(line);
    this.bytes += line.length;
  }

  /** Puts the open chunk and then the checkpoint on disk. */
  commit(place: Omit<Checkpoint, "chunks">): void {
    if (this.lines.length + this.rejected.length > 0) {
      writeWhole(join(this.folder, keysFile(this.chunks)), Buffer.concat(this.keys));
      writeWhole(join(this.folder, rejectedFile(this.chunks)), linesOf(this.rejected));
      writeWhole(join(this.folder, chunkFile(this.chunks)), zstdCompressSync(linesOf(this.lines)));
      this.chunks += 1;
      this.lines = [];
      this.rejected = [];
      this.keys = [];
      this.bytes = 0;
    }
    const checkpoint: Checkpoint = { ...place, chunks: this.chunks };
    writeWhole(join(this.folder, CHECKPOINT_FILE), JSON.stringify(checkpoint));
  }
}

function linesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}
