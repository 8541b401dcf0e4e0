"use client";

import { useMutation } from "@tanstack/react-query";
import { RunDraft } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";

/** Keeps the wizard's input on the server as well, for another browser of the same person. */
export function useSaveRunDraft() {
  return useMutation({
    mutationFn: ({ id, input }: { id: string; input: Record<string, unknown> }) =>
      fetchJson(RunDraft, `/api/v1/training-drafts/${id}`, { method: "PUT", body: { input } }),
  });
}
