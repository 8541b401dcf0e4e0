"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";

/** The open tab lives in the address, so it can be shared and survives a reload. */
export function useUrlTab<T extends string>(tabs: readonly T[], fallback: T): [T, (tab: string) => void] {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const tab = tabs.find((candidate) => candidate === params.get("tab")) ?? fallback;
  const setTab = (next: string) => {
    const search = new URLSearchParams(params);
    search.set("tab", next);
    router.replace(`${pathname}?${search}`, { scroll: false });
  };
  return [tab, setTab];
}
