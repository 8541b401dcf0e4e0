"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Figure } from "@/components/ui/figure";
import type { DatanetCard } from "@/lib/schemas/datanets";
import { DatanetState } from "./datanet-state";

export function DatanetList({ datanets }: { datanets: DatanetCard[] }) {
  const t = useTranslations("datanets");
  const format = useFormatter();
  return (
    <ul className="divide-y rounded-md border bg-surface">
      {datanets.map((datanet) => (
        <li
          key={datanet.slug}
          className="relative flex flex-wrap items-start gap-x-6 gap-y-2 p-3 hover:bg-sunken/60"
        >
          <div className="min-w-0 flex-1 basis-72">
            <p className="flex flex-wrap items-center gap-x-3">
              <Link
                href={`/datanets/${datanet.slug}`}
                className="font-semibold after:absolute after:inset-0 hover:underline"
              >
                {datanet.name}
              </Link>
              {datanet.state === "published" ? null : <DatanetState state={datanet.state} />}
            </p>
            <p className="text-muted">{datanet.summary}</p>
            <p className="text-sm text-muted">
              {t("rowMeta", {
                licence: datanet.spdxId,
                owner: datanet.owner.handle,
                version: datanet.latestVersion === null ? "none" : String(datanet.latestVersion),
              })}
            </p>
          </div>
          <dl className="flex flex-wrap gap-x-6 gap-y-2">
            <Figure label={t("records")}>{format.number(datanet.records)}</Figure>
            <Figure label={t("contributors")}>{format.number(datanet.contributors)}</Figure>
            <Figure label={t("models")}>{format.number(datanet.models)}</Figure>
            <Figure label={t("paidOut")}>
              <Amount wei={datanet.paidWei} />
            </Figure>
          </dl>
        </li>
      ))}
    </ul>
  );
}
