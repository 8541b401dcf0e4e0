const NAME = "modelfactory";
const VERSION = 1;

export const STORES = {
  /** One non-extractable AES-GCM key that wraps the session keys of this browser. */
  wrappingKeys: "wrapping-keys",
  /** Wrapped session keys by chain, meter, wallet and session. */
  sessionKeys: "session-keys",
  /** What the session signed and was answered: the chain of receipts. */
  sessionStates: "session-states",
} as const;

/** This browser's own database. Rejects with a sentence where storage is refused (some private windows). */
export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of Object.values(STORES)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("This browser refuses to store keys"));
    request.onblocked = () => reject(new Error("Another tab holds an older version of the key store"));
  });
}

export async function readFrom(store: string, key: string): Promise<unknown> {
  const database = await openDatabase();
  try {
    return await settled(database.transaction(store).objectStore(store).get(key));
  } finally {
    database.close();
  }
}

/** Resolves when the write is on disk (`strict`), not merely queued. */
export async function writeTo(store: string, key: string, value: unknown): Promise<void> {
  const database = await openDatabase();
  try {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(store, "readwrite", { durability: "strict" });
      transaction.objectStore(store).put(value, key);
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("The key could not be stored"));
    });
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The key store could not be read"));
  });
}
