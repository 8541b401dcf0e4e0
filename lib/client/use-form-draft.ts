"use client";

import { useState } from "react";
import type { z } from "zod";
import { readStored, writeStored } from "./use-stored-state";

/**
 * A form's values, kept in this browser so that an error, a refused signature or a reload loses nothing.
 * Mount it after the page is in the browser; values that no longer fit the schema are dropped.
 */
export function useFormDraft<T extends z.ZodType>(key: string, schema: T, initial: z.infer<T>) {
  const [values, setValues] = useState<z.infer<T>>(() => restore(key, schema) ?? initial);
  return {
    values,
    update: (change: Partial<z.infer<T>>) => {
      const next = { ...(values as object), ...change } as z.infer<T>;
      setValues(next);
      writeStored(key, JSON.stringify(next));
    },
    forget: () => writeStored(key, null),
  };
}

function restore<T extends z.ZodType>(key: string, schema: T): z.infer<T> | null {
  const text = readStored(key);
  if (text === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    writeStored(key, null);
    return null;
  }
}
