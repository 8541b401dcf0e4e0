"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/ui/skeleton";
import { ActionError } from "./action-error";

type QueryViewProps<T> = {
  query: UseQueryResult<T>;
  /** Has the size of the real content, so that nothing jumps. */
  loading?: ReactNode;
  children: (data: T) => ReactNode;
};

/** Loading, error or the data. Data that is already on screen stays when a refresh fails. */
export function QueryView<T>({ query, loading = <SkeletonRows />, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return <ActionError error={query.error} onRetry={() => query.refetch()} retrying={query.isFetching} />;
  }
  return loading;
}
