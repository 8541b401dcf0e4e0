"use client";

import { ArrowRight, GraduationCap, MessageSquareText, Rows3 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useDatanets } from "@/lib/client/datanets/use-datanets";
import { useModels } from "@/lib/client/models/use-models";

/** The three things a person can come for, each with what this instance really has. */
export function HomeDoors() {
  const t = useTranslations("home");
  const models = useModels().data?.items.filter((model) => model.state === "published");
  const datanets = useDatanets().data?.items;
  const doors = [
    { key: "use", href: "/inference", icon: MessageSquareText, count: models?.length },
    {
      key: "train",
      href: "/training/new",
      icon: GraduationCap,
      count: datanets?.filter((datanet) => datanet.latestVersion !== null).length,
    },
    {
      key: "share",
      href: "/datanets",
      icon: Rows3,
      count: datanets?.reduce((sum, datanet) => sum + datanet.records, 0),
    },
  ] as const;

  return (
    <nav aria-label={t("doors")}>
      <ul className="grid gap-3 md:grid-cols-3">
        {doors.map(({ key, href, icon: Icon, count }) => (
          <li key={key}>
            <Link
              href={href}
              aria-labelledby={`door-${key}`}
              className="group flex h-full flex-col gap-2 rounded-md border bg-surface p-4 hover:border-primary"
            >
              <span className="flex items-center gap-2">
                <Icon aria-hidden className="size-5 text-primary" />
                <span id={`door-${key}`} className="text-lg font-semibold">
                  {t(`${key}.title`)}
                </span>
                <ArrowRight
                  aria-hidden
                  className="ml-auto size-4 text-muted transition-transform duration-150 group-hover:translate-x-0.5"
                />
              </span>
              <span className="text-muted">{t(`${key}.text`)}</span>
              <span className="mt-auto min-h-5 pt-1 text-sm">
                {count === undefined ? "" : t(`${key}.figure`, { count })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
