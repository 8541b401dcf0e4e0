import "server-only";

/** How the import child ends when it has no outcome to write. */
export const EXIT = { failed: 1, diskFull: 28, orphaned: 29 } as const;
