"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type CreateSweepBody, Sweep } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useCreateSweep() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof CreateSweepBody>) =>
      fetchJson(Sweep, "/api/v1/training-sweeps", { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.runs, exact: true }),
  });
}
