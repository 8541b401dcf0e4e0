"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Field } from "@/components/ui/field";
import { Hash } from "@/components/ui/hash";
import { Input } from "@/components/ui/input";
import { Section } from "@/components/ui/section";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useAddMember } from "@/lib/client/datanets/use-add-member";
import { useMembers } from "@/lib/client/datanets/use-members";
import type { Datanet } from "@/lib/schemas/datanets";

/** Who judges rows beside the owner; the owner invites here. */
export function DatanetReviewers({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.reviewers");
  return (
    <Section title={t("title")} intro={t("text")}>
      <QueryView query={useMembers(datanet.slug)}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{t("empty")}</p>
          ) : (
            <Table label={t("title")}>
              <thead>
                <tr>
                  <HeadCell>{t("name")}</HeadCell>
                  <HeadCell>{t("wallet")}</HeadCell>
                  <HeadCell>{t("since")}</HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((member) => (
                  <Row key={member.address}>
                    <Cell className="font-semibold">{member.handle}</Cell>
                    <Cell>
                      <Hash value={member.address} name={t("wallet")} />
                    </Cell>
                    <Cell>
                      <DateTime value={member.since} />
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
      {datanet.viewerIsOwner ? <InviteForm slug={datanet.slug} /> : null}
    </Section>
  );
}

function InviteForm({ slug }: { slug: string }) {
  const t = useTranslations("datanets.reviewers");
  const [address, setAddress] = useState("");
  const add = useAddMember(slug);
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(address.trim(), { onSuccess: () => setAddress("") });
      }}
    >
      <Field label={t("address")} hint={t("addressHint")} className="min-w-60 flex-1 basis-80">
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={address}
            placeholder="0x…"
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={!/^0x[0-9a-fA-F]{40}$/.test(address.trim())} pending={add.isPending}>
        {t("invite")}
      </Button>
      {add.error ? <ActionError error={add.error} /> : null}
    </form>
  );
}
