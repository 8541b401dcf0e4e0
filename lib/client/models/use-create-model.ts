"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type CreateModelBody, ModelDetail } from "@/lib/schemas/models";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Prepares the model and the one transaction that its owner's wallet sends. */
export function useCreateModel() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof CreateModelBody>) =>
      fetchJson(ModelDetail, "/api/v1/models", { method: "POST", body }),
    onSuccess: (model) => {
      queryClient.setQueryData(queryKeys.model(model.slug), model);
      return queryClient.invalidateQueries({ queryKey: queryKeys.run(model.runId) });
    },
  });
}
