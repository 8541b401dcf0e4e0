import type { Metadata } from "next";
import { HomeAccount } from "@/components/home/home-account";
import { HomeDoors } from "@/components/home/home-doors";
import { HomeLists } from "@/components/home/home-lists";
import { InstanceBanner } from "@/components/home/instance-banner";
import { getTranslator } from "@/lib/messages/get-translator";

const t = getTranslator("home");

export const metadata: Metadata = { title: { absolute: t("metaTitle") } };

export default function HomePage() {
  return (
    <>
      <header className="mb-6 max-w-reading">
        <h1 className="text-2xl font-semibold text-balance md:text-4xl">{t("title")}</h1>
        <p className="mt-3 text-lg text-muted">{t("lead")}</p>
      </header>
      <div className="flex flex-col gap-8">
        <InstanceBanner />
        <HomeAccount />
        <HomeDoors />
        <HomeLists />
      </div>
    </>
  );
}
