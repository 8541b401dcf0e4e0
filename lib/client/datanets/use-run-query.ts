"use client";

import { useMutation } from "@tanstack/react-query";
import { QueryResult } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";

/** Runs one SELECT over a version. Nothing is kept: another run may find another hour's limit. */
export function useRunQuery(slug: string) {
  return useMutation({
    mutationFn: ({ version, sql }: { version: number; sql: string }) =>
      fetchJson(QueryResult, `/api/v1/datanets/${slug}/versions/${version}/query`, {
        method: "POST",
        body: { sql },
      }),
  });
}
