"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type CreateTrainingRunBody, TrainingRun } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useCreateTrainingRun() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof CreateTrainingRunBody>) =>
      fetchJson(TrainingRun, "/api/v1/training-runs", { method: "POST", body }),
    onSuccess: (run) => {
      queryClient.setQueryData(queryKeys.run(run.id), run);
      return queryClient.invalidateQueries({ queryKey: queryKeys.runs, exact: true });
    },
  });
}
