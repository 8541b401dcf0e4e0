"use client";

import { useMutation } from "@tanstack/react-query";
import { Signature } from "lucide-react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import { Section } from "@/components/ui/section";
import { useLicenceStatement } from "@/lib/client/datanets/use-licence-statement";
import { useSubmitContribution } from "@/lib/client/datanets/use-submit-contribution";
import type { Contribution } from "@/lib/schemas/contributions";
import type { Datanet } from "@/lib/schemas/datanets";
import { useWallet } from "@/lib/web3/wallet-context";

type SignStatementProps = { datanet: Datanet; contribution: Contribution };

/** The author signs the root over exactly these rows; a refused signature changes nothing. */
export function SignStatement({ datanet, contribution }: SignStatementProps) {
  const t = useTranslations("datanets.contribute.sign");
  const { signTyped } = useWallet();
  const prepare = useLicenceStatement(datanet.slug, contribution.id);
  const { mutateAsync: submit } = useSubmitContribution(datanet.slug, contribution.id);
  const sign = useMutation({
    mutationFn: async () => {
      const statement = await prepare.mutateAsync();
      await submit(await signTyped(statement.typedData));
    },
  });
  const count = contribution.report?.rowsOut ?? 0;
  const published = datanet.state === "published";
  const undecided = contribution.undecidedDetails;

  return (
    <Section title={t("title")}>
      <Card className="flex flex-col gap-3">
        <p className="max-w-reading text-lg">
          {t("statement", { count, licence: datanet.licence.name, name: datanet.name })}
        </p>
        <p className="max-w-reading text-muted">{t("details")}</p>
        {prepare.data ? (
          <Facts
            className="max-w-reading"
            facts={[
              { label: t("count"), value: prepare.data.count },
              { label: t("root"), value: <Hash value={prepare.data.root} name={t("root")} /> },
              {
                label: t("contributorId"),
                value: <Hash value={prepare.data.contributorId} name={t("contributorId")} />,
              },
            ]}
          />
        ) : null}
        {sign.error ? <ActionError error={sign.error} /> : null}
        <Button
          variant="primary"
          size="lg"
          className="self-start"
          disabled={!published || undecided > 0}
          pending={sign.isPending}
          onClick={() => sign.mutate()}
        >
          <Signature aria-hidden className="size-4" />
          {!published
            ? t("blocked")
            : undecided > 0
              ? t("undecided", { count: undecided })
              : t("submit", { count })}
        </Button>
      </Card>
    </Section>
  );
}
