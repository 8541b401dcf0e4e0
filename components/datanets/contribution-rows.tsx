"use client";

import { Rows3 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { useContributionRows } from "@/lib/client/datanets/use-contribution-rows";
import { type Contribution, RowOrder } from "@/lib/schemas/contributions";
import { ContributionRowTable } from "./contribution-row-table";
import { JudgeBar } from "./judge-bar";

type ContributionRowsProps = { slug: string; contribution: Contribution };

const Filter = z.enum(["all", "pending", "accepted", "rejected"]);
const NONE: ReadonlySet<number> = new Set();

/** Rows with their verdicts; who may review picks rows here and judges them below. */
export function ContributionRows({ slug, contribution }: ContributionRowsProps) {
  const t = useTranslations("datanets.contribution");
  const { viewerMayReview } = contribution;
  const [filter, setFilter] = useState<z.infer<typeof Filter>>(viewerMayReview ? "pending" : "all");
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const [chosen, setChosen] = useState(NONE);
  const [order, setOrder] = useState<RowOrder>(viewerMayReview ? "worst" : "position");
  const query = useContributionRows(slug, contribution.id, filter, order, cursors.at(-1) ?? null);
  const show = (next: z.infer<typeof Filter>) => {
    setFilter(next);
    setCursors([null]);
    setChosen(NONE);
  };
  return (
    <Section title={t("rows")} intro={viewerMayReview ? t("reviewText") : null}>
      <div className="flex flex-wrap gap-3">
        <Field label={t("filter")} className="w-44">
          {(control) => (
            <Select {...control} value={filter} onChange={(event) => show(Filter.parse(event.target.value))}>
              {Filter.options.map((value) => (
                <option key={value} value={value}>
                  {t(`filters.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {contribution.scoreCard === null ? null : (
          <Field label={t("order")} className="w-52">
            {(control) => (
              <Select
                {...control}
                value={order}
                onChange={(event) => {
                  setOrder(RowOrder.parse(event.target.value));
                  setCursors([null]);
                }}
              >
                {RowOrder.options.map((value) => (
                  <option key={value} value={value}>
                    {t(`orders.${value}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      {viewerMayReview ? (
        <JudgeBar
          slug={slug}
          contribution={contribution}
          chosen={[...chosen]}
          onJudged={() => {
            setChosen(NONE);
            setCursors([null]);
          }}
        />
      ) : null}
      <QueryView query={query}>
        {({ items, nextCursor, total }) =>
          items.length === 0 ? (
            <EmptyState icon={Rows3} title={t(`none.${filter}`)} />
          ) : (
            <>
              <ContributionRowTable
                rows={items}
                total={total}
                chosen={viewerMayReview ? chosen : null}
                onChoose={setChosen}
              />
              <div className="flex flex-wrap items-center gap-2">
                <Button disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
                  {t("previous")}
                </Button>
                <Button disabled={nextCursor === null} onClick={() => setCursors([...cursors, nextCursor])}>
                  {t("next")}
                </Button>
                <p role="status" className="text-sm text-muted">
                  {t("shown", { count: items.length, total })}
                </p>
              </div>
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
