"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Section } from "@/components/ui/section";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { FreezeDialog } from "@/components/web3/freeze-dialog";
import { useSessionKeys } from "@/lib/client/payments/use-session-keys";
import type { SpendingSession } from "@/lib/schemas/payments";

const TONES: Record<SpendingSession["state"], Tone> = {
  opening: "busy",
  open: "ok",
  frozen: "warn",
  expired: "neutral",
  released: "off",
  failed: "danger",
};

export function SessionTable({ sessions }: { sessions: SpendingSession[] }) {
  const t = useTranslations("payments.sessions");
  const held = useSessionKeys(sessions).data ?? [];
  const [frozen, setFrozen] = useState<string | null>(null);
  return (
    <Section title={t("title")} intro={t("intro")}>
      {sessions.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <Table label={t("table")} className="min-w-200">
          <thead>
            <tr>
              <HeadCell>{t("state")}</HeadCell>
              <HeadCell align="right">{t("cap")}</HeadCell>
              <HeadCell align="right">{t("spent")}</HeadCell>
              <HeadCell align="right">{t("pending")}</HeadCell>
              <HeadCell align="right">{t("answers")}</HeadCell>
              <HeadCell>{t("expires")}</HeadCell>
              <HeadCell>{t("here")}</HeadCell>
              <HeadCell>
                <span className="sr-only">{t("freeze")}</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <Row key={session.sessionId}>
                <Cell>
                  <Status tone={TONES[session.state]}>{t(`states.${session.state}`)}</Status>
                  {session.reason ? <span className="block text-muted">{session.reason}</span> : null}
                </Cell>
                <Cell align="right">
                  <Amount wei={session.capWei} column />
                </Cell>
                <Cell align="right">
                  <Amount wei={session.spentWei} column />
                </Cell>
                <Cell align="right">
                  <Amount wei={session.pendingWei} column />
                </Cell>
                <Cell align="right">{session.seq}</Cell>
                <Cell>
                  <DateTime value={session.expiresAt} />
                </Cell>
                <Cell nowrap className="text-muted">
                  {held.includes(session.sessionId) ? t("inThisBrowser") : t("elsewhere")}
                </Cell>
                <Cell align="right">
                  {session.state === "open" ? (
                    <Button
                      size="sm"
                      className="-my-1"
                      aria-label={t("freezeOf", { id: session.sessionId.slice(0, 10) })}
                      onClick={() => setFrozen(session.sessionId)}
                    >
                      {t("freeze")}
                    </Button>
                  ) : null}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {frozen ? <FreezeDialog sessionId={frozen} onClose={() => setFrozen(null)} /> : null}
    </Section>
  );
}
