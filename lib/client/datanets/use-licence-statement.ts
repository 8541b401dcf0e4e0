"use client";

import { useMutation } from "@tanstack/react-query";
import { LicenceStatement } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";

/** Draws the salts, builds the batch root and returns the statement about it that the author's wallet signs. */
export function useLicenceStatement(slug: string, id: string) {
  return useMutation({
    mutationFn: () =>
      fetchJson(LicenceStatement, `/api/v1/datanets/${slug}/contributions/${id}/statement`, {
        method: "POST",
        body: {},
      }),
  });
}
