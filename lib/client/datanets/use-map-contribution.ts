"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { Contribution, type MapContributionBody } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Sets roles or repairs; the server reads the files again and the page follows its state. */
export function useMapContribution(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.infer<typeof MapContributionBody>) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}`, {
        method: "PATCH",
        body,
      }),
    onSuccess: (contribution) => queryClient.setQueryData(queryKeys.contribution(slug, id), contribution),
  });
}
