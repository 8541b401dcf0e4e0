"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Asks the worker to stop at the next step: `keep` saves and verifies what is there, `discard` does not. */
export function useStopRun(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (outcome: "keep" | "discard") =>
      fetchJson(z.unknown(), `/api/v1/training-runs/${id}/stop`, { method: "POST", body: { outcome } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.run(id) }),
  });
}
