"use client";

import { Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useVersionStats } from "@/lib/client/datanets/use-version-stats";
import { RecordFilter } from "@/lib/schemas/datanet-versions";
import { LengthHistogram } from "./length-histogram";

type RecordFiltersProps = {
  slug: string;
  version: number;
  filter: RecordFilter;
  onChange: (filter: RecordFilter) => void;
};

/** Search box, contributor, cluster place and a histogram of lengths whose bars are filters. */
export function RecordFilters({ slug, version, filter, onChange }: RecordFiltersProps) {
  const t = useTranslations("datanets.filters");
  const format = useFormatter();
  const [words, setWords] = useState(filter.q ?? "");
  const stats = useVersionStats(slug, version, filter).data;
  const search = (event: FormEvent) => {
    event.preventDefault();
    onChange({ ...filter, q: words.trim() || undefined });
  };
  const active = Object.values(filter).some((wish) => wish !== undefined);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <form onSubmit={search} className="flex flex-1 basis-72 items-end gap-2">
          <Field label={t("words")} className="flex-1">
            {(control) => (
              <Input
                {...control}
                type="search"
                maxLength={200}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit">
            <Search aria-hidden className="size-4" />
            {t("search")}
          </Button>
        </form>
        <Field label={t("contributor")} className="w-52">
          {(control) => (
            <Select
              {...control}
              value={filter.contributor ?? ""}
              onChange={(event) => onChange({ ...filter, contributor: event.target.value || undefined })}
            >
              <option value="">{t("everybody")}</option>
              {stats?.contributors.map(({ contributorId, handle, count }) => (
                <option key={contributorId} value={contributorId}>
                  {handle} ({format.number(count)})
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("cluster")} className="w-44">
          {(control) => (
            <Select
              {...control}
              value={filter.cluster ?? ""}
              onChange={(event) =>
                onChange({
                  ...filter,
                  cluster: RecordFilter.shape.cluster.safeParse(event.target.value).data,
                })
              }
            >
              <option value="">{t("allRows")}</option>
              <option value="first">{t("first")}</option>
              <option value="copies">{t("copies")}</option>
            </Select>
          )}
        </Field>
        {active ? (
          <Button
            onClick={() => {
              setWords("");
              onChange({});
            }}
          >
            {t("clear")}
          </Button>
        ) : null}
      </div>
      {stats ? (
        <LengthHistogram
          sizes={stats.sizes}
          chosen={filter.size ?? null}
          onChoose={(size) => onChange({ ...filter, size: size === filter.size ? undefined : size })}
        />
      ) : null}
    </div>
  );
}
