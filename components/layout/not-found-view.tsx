"use client";

import { SearchX } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "./page-header";

export function NotFoundView() {
  const t = useTranslations("common.notFound");
  return (
    <>
      <PageHeader title={t("title")} />
      <p className="mb-4 flex max-w-reading items-start gap-2 text-muted">
        <SearchX aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t("detail")}
      </p>
      <ButtonLink href="/" variant="primary">
        {t("home")}
      </ButtonLink>
    </>
  );
}
