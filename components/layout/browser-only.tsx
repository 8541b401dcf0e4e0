"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { SkeletonRows } from "@/components/ui/skeleton";

const never = () => () => undefined;

/** Holds back what reads this browser's storage until the page is in the browser. */
export function BrowserOnly({ children }: { children: () => ReactNode }) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return inBrowser ? children() : <SkeletonRows />;
}
