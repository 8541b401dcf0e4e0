"use client";

import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { Section } from "@/components/ui/section";
import { useAccessGrants } from "@/lib/client/datanets/use-access-grants";
import { covers } from "@/lib/domain/datanets/access-rule";
import type { Datanet } from "@/lib/schemas/datanets";
import { useWallet } from "@/lib/web3/wallet-context";
import { AccessGrantTable } from "./access-grant-table";
import { RequestAccessForm } from "./request-access-form";

/** Who uses a Datanet that is not public: asking, granting, refusing, revoking. */
export function DatanetAccess({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.access");
  const { account } = useWallet();
  const grants = useAccessGrants(datanet.slug, account?.address ?? null);
  return (
    <Section title={t("title")} intro={t(`about.${datanet.access}`)}>
      {datanet.access === "public" ? null : (
        <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
          <div className="flex flex-col gap-6">
            <QueryView query={grants}>
              {({ items }) =>
                items.length === 0 ? (
                  <p className="text-muted">{datanet.viewerIsOwner ? t("nobody") : t("notAsked")}</p>
                ) : (
                  <AccessGrantTable datanet={datanet} grants={items} />
                )
              }
            </QueryView>
            {datanet.viewerIsOwner || !covers(datanet.viewerMay, "train") ? (
              <RequestAccessForm slug={datanet.slug} byOwner={datanet.viewerIsOwner} />
            ) : null}
          </div>
        </RequireSignIn>
      )}
    </Section>
  );
}
