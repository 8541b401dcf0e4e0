"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Contribution } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export type ContributionSource = { file: File } | { text: string };

/** Sends a file or pasted rows; the reply is a draft with detected columns. */
export function useUploadContribution(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (source: ContributionSource) => {
      const form = new FormData();
      if ("file" in source) form.set("file", source.file, source.file.name);
      else form.set("text", source.text);
      return fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions`, { method: "POST", form });
    },
    onSuccess: (draft) => {
      queryClient.setQueryData(queryKeys.contribution(slug, draft.id), draft);
    },
  });
}
