"use client";

import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { useContribution } from "@/lib/client/datanets/use-contribution";
import type { Datanet } from "@/lib/schemas/datanets";
import { ContributionProgress } from "./contribution-progress";
import { ConversionReport } from "./conversion-report";
import { DecideDetails } from "./decide-details";
import { EarningsForecast } from "./earnings-forecast";
import { ImportProblem } from "./import-problem";
import { ImportProgress } from "./import-progress";
import { MappingForm } from "./mapping-form";
import { SignStatement } from "./sign-statement";

type ContributionDraftProps = { datanet: Datanet; id: string; onAnotherFile: () => void };

/** One contribution, from its columns to its anchor; what is shown follows from its state on the server. */
export function ContributionDraft({ datanet, id, onAnotherFile }: ContributionDraftProps) {
  const query = useContribution(datanet.slug, id);
  return (
    <QueryView query={query} loading={<PageLoading />}>
      {(contribution) => {
        if (contribution.state === "checking") return <ImportProgress contribution={contribution} />;
        if (contribution.state === "refused")
          return <ImportProblem contribution={contribution} onAnotherFile={onAnotherFile} />;
        if (contribution.state !== "needs_mapping" && contribution.state !== "ready")
          return <ContributionProgress datanet={datanet} contribution={contribution} />;
        return (
          <>
            <ImportProblem contribution={contribution} />
            <MappingForm key={contribution.id} contribution={contribution} onAnotherFile={onAnotherFile} />
            {contribution.report ? (
              <ConversionReport contribution={contribution} report={contribution.report} />
            ) : null}
            {contribution.state === "ready" ? <EarningsForecast slug={datanet.slug} /> : null}
            {contribution.state === "ready" && contribution.undecidedDetails > 0 ? (
              <DecideDetails slug={datanet.slug} contribution={contribution} />
            ) : null}
            {contribution.state === "ready" && contribution.report && contribution.report.rowsOut > 0 ? (
              <SignStatement datanet={datanet} contribution={contribution} />
            ) : null}
          </>
        );
      }}
    </QueryView>
  );
}
