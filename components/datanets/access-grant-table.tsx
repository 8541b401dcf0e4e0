"use client";

import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { DateTime } from "@/components/ui/date-time";
import { Hash } from "@/components/ui/hash";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { AccessGrant } from "@/lib/schemas/datanet-access";
import type { Datanet } from "@/lib/schemas/datanets";
import { AccessDecision } from "./access-decision";

const TONES: Record<AccessGrant["state"], Tone> = {
  requested: "busy",
  granted: "ok",
  refused: "danger",
  revoked: "off",
  expired: "off",
};

export function AccessGrantTable({ datanet, grants }: { datanet: Datanet; grants: AccessGrant[] }) {
  const t = useTranslations("datanets.access");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <HeadCell>{t("wallet")}</HeadCell>
          <HeadCell>{t("purpose")}</HeadCell>
          <HeadCell>{t("state")}</HeadCell>
          <HeadCell>{t("until")}</HeadCell>
          <HeadCell>{t("onChain")}</HeadCell>
          {datanet.viewerIsOwner ? <HeadCell>{t("decision")}</HeadCell> : null}
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Row key={grant.id}>
            <Cell>
              <span className="font-semibold">{grant.handle}</span>{" "}
              <Hash value={grant.grantee} name={t("wallet")} />
            </Cell>
            <Cell className="max-w-80 min-w-40">
              {t(`purposes.${grant.purpose}`)}
              {grant.message ? (
                <span className="block break-words whitespace-pre-wrap text-muted">{grant.message}</span>
              ) : null}
            </Cell>
            <Cell>
              <Status tone={TONES[grant.state]}>{t(`states.${grant.state}`)}</Status>
              {grant.reason ? <span className="block text-muted">{grant.reason}</span> : null}
            </Cell>
            <Cell nowrap>
              {grant.state !== "requested" && grant.expiresAt ? (
                <DateTime value={grant.expiresAt} withTime={false} />
              ) : (
                t("days", { days: grant.days })
              )}
            </Cell>
            <Cell>{grant.txHash ? <ChainTransaction hash={grant.txHash} /> : null}</Cell>
            {datanet.viewerIsOwner ? (
              <Cell>
                <AccessDecision slug={datanet.slug} grant={grant} />
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
