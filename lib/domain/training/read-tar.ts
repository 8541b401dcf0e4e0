const BLOCK = 512;

/** One plain file of an uncompressed USTAR archive, as the worker packs its checkpoints; null when it is not in it. */
export function readTar(archive: Uint8Array, wanted: string): Uint8Array | null {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(archive.subarray(from, from + length)).split("\0")[0] ?? "";
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const name = text(at, 100);
    const bytes = Number.parseInt(text(at + 124, 12).trim() || "0", 8);
    if (name === "" || !Number.isInteger(bytes)) return null;
    const start = at + BLOCK;
    if (name === wanted)
      return start + bytes <= archive.length ? archive.subarray(start, start + bytes) : null;
    at = start + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return null;
}
