"use client";

import { Database } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { useDatanetVersions } from "@/lib/client/datanets/use-datanet-versions";
import { useDatanets } from "@/lib/client/datanets/use-datanets";
import { findLicence } from "@/lib/domain/datanets/licences";
import type { DatanetCard } from "@/lib/schemas/datanets";
import type { WizardDraft } from "./wizard-state";

type DataStepProps = { draft: WizardDraft; update: (change: Partial<WizardDraft>) => void };

export function DataStep({ draft, update }: DataStepProps) {
  const t = useTranslations("training.wizard.data");
  const setVersion = (slug: string, version: number | null) =>
    update({
      data: [
        ...draft.data.filter((chosen) => chosen.slug !== slug),
        ...(version === null ? [] : [{ slug, version }]),
      ],
    });
  return (
    <Section title={t("title")} intro={t("intro")}>
      <QueryView query={useDatanets()}>
        {({ items }) => {
          const trainable = items.filter((datanet) => datanet.latestVersion !== null);
          return trainable.length === 0 ? (
            <EmptyState
              icon={Database}
              title={t("empty")}
              actions={<ButtonLink href="/datanets">{t("share")}</ButtonLink>}
            >
              {t("emptyHint")}
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-2">
              {trainable.map((datanet) => (
                <li key={datanet.slug}>
                  <DatanetChoice
                    datanet={datanet}
                    version={draft.data.find((chosen) => chosen.slug === datanet.slug)?.version ?? null}
                    onVersion={(version) => setVersion(datanet.slug, version)}
                  />
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
      <p className="text-muted">
        {t("own")}{" "}
        <Link href="/datanets" className="text-primary underline">
          {t("ownLink")}
        </Link>
      </p>
    </Section>
  );
}

type DatanetChoiceProps = {
  datanet: DatanetCard;
  version: number | null;
  onVersion: (version: number | null) => void;
};

function DatanetChoice({ datanet, version, onVersion }: DatanetChoiceProps) {
  const t = useTranslations("training.wizard.data");
  const chosen = version !== null;
  const versions = useDatanetVersions(chosen ? datanet.slug : null).data?.items.filter(
    (candidate) => candidate.state === "anchored",
  );
  const licence = findLicence(datanet.spdxId);
  const clause = !licence?.publish ? "noPublish" : !licence.paidInference ? "noPaid" : "ok";
  return (
    <Card className="flex flex-wrap items-start justify-between gap-3 p-3">
      <Checkbox
        checked={chosen}
        onChange={(event) => onVersion(event.target.checked ? datanet.latestVersion : null)}
        aria-label={datanet.name}
        label={
          <>
            <span className="font-semibold">{datanet.name}</span>
            <span className="block text-muted">{datanet.summary}</span>
            <span className={clause === "ok" ? "block text-sm text-muted" : "block text-sm text-warn"}>
              {t("records", { count: datanet.records })} · {t(clause, { licence: datanet.spdxId })}
            </span>
          </>
        }
        className="min-w-0 flex-1 basis-72"
      />
      {chosen ? (
        <Select
          aria-label={t("version", { name: datanet.name })}
          value={version}
          onChange={(event) => onVersion(Number(event.target.value))}
          className="w-full sm:w-60"
        >
          {(versions ?? []).map((candidate) => (
            <option key={candidate.number} value={candidate.number}>
              {t("versionOption", { number: String(candidate.number), records: candidate.records })}
            </option>
          ))}
        </Select>
      ) : null}
    </Card>
  );
}
