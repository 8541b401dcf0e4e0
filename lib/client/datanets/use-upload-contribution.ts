"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Contribution, Upload } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { uploadFile } from "./upload-file";

export type ContributionSource = { files: File[] } | { address: string };

/** The server fetches the file; resolves with the upload's id. */
async function fetchFrom(address: string): Promise<string> {
  return (await fetchJson(Upload, "/api/v1/uploads/fetched", { method: "POST", body: { address } })).id;
}

/** Bytes of each file that arrived, in the order of the files. */
export type Sent = number[];

/** Sends files one after the other and makes a contribution of them; the server reads them while the page may leave. */
export function useUploadContribution(slug: string) {
  const queryClient = useQueryClient();
  const stop = useRef<AbortController | null>(null);
  const [sent, setSent] = useState<Sent>([]);
  const offer = (uploadIds: string[]) =>
    fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions`, {
      method: "POST",
      body: { uploadIds },
    });
  const mutation = useMutation({
    mutationFn: async (source: ContributionSource) => {
      if ("address" in source) return offer([await fetchFrom(source.address)]);
      const { files } = source;
      const controller = new AbortController();
      stop.current = controller;
      setSent(files.map(() => 0));
      const uploadIds: string[] = [];
      for (const [index, file] of files.entries())
        uploadIds.push(
          await uploadFile(file, {
            signal: controller.signal,
            onProgress: (bytes) => setSent((known) => known.with(index, bytes)),
          }),
        );
      return offer(uploadIds);
    },
    onSuccess: (draft) => {
      queryClient.setQueryData(queryKeys.contribution(slug, draft.id), draft);
    },
  });
  return {
    ...mutation,
    sent,
    cancel: () => stop.current?.abort(new DOMException("cancelled", "AbortError")),
  };
}
