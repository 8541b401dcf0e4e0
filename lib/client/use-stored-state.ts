"use client";

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "mf-stored-state";

const subscribe = (notify: () => void) => {
  window.addEventListener("storage", notify);
  window.addEventListener(CHANGED, notify);
  return () => {
    window.removeEventListener("storage", notify);
    window.removeEventListener(CHANGED, notify);
  };
};

/**
 * Text that must outlive a reload (a draft, a pasted table), kept in this browser. `null` forgets it.
 * When the browser refuses storage the value lives as long as the page.
 */
export function useStoredState(key: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => readStored(key),
    () => null,
  );
  const setValue = useCallback((next: string | null) => writeStored(key, next), [key]);
  return [value, setValue];
}

const memory = new Map<string, string>();

export function readStored(key: string): string | null {
  if (memory.has(key)) return memory.get(key) ?? null;
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string | null) {
  memory.delete(key);
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // Storage is full or refused: the page keeps the value until it closes.
    if (value !== null) memory.set(key, value);
  }
  window.dispatchEvent(new Event(CHANGED));
}
