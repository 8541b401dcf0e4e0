import type { Metadata } from "next";
import { SettingsView } from "@/components/accounts/settings-view";
import { PageHeader } from "@/components/layout/page-header";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("accounts.settingsPage");

export const metadata: Metadata = { title: t("title") };

export default function SettingsPage() {
  return (
    <>
      <PageHeader title={t("title")} />
      <SettingsView />
    </>
  );
}
