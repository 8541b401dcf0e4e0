"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Contribution } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { uploadFile } from "./upload-file";

/** Bytes of each file that arrived, in the order of the files. */
export type Sent = number[];

/** Sends files one after the other and makes a contribution of them; the server reads them while the page may leave. */
export function useUploadContribution(slug: string) {
  const queryClient = useQueryClient();
  const stop = useRef<AbortController | null>(null);
  const [sent, setSent] = useState<Sent>([]);
  const mutation = useMutation({
    mutationFn: async (files: File[]) => {
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
      return fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions`, {
        method: "POST",
        body: { uploadIds },
      });
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
