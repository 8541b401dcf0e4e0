"use client";

import { useQuery } from "@tanstack/react-query";
import { RecordProof } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Fetches the proof of one row and recomputes it here; the hashing code loads with the first check. */
export function useRecordProof(slug: string, recordId: string) {
  return useQuery({
    queryKey: queryKeys.recordProof(slug, recordId),
    queryFn: async ({ signal }) => {
      const [proof, { checkRecordProof }] = await Promise.all([
        fetchJson(RecordProof, `/api/v1/datanets/${slug}/records/${recordId}/proof`, { signal }),
        import("@/lib/domain/datanets/check-record-proof"),
      ]);
      return { proof, checks: checkRecordProof(proof) };
    },
  });
}
