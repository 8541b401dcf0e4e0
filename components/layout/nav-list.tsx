"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import { activeHref, NAV_GROUPS } from "./nav-items";

type NavListProps = { narrow?: boolean; onNavigate?: () => void };

export function NavList({ narrow = false, onNavigate }: NavListProps) {
  const t = useTranslations("common.nav");
  const active = activeHref(usePathname());
  return (
    <ul className="flex flex-col gap-3">
      {NAV_GROUPS.map((group) => (
        <li key={group.items[0].key}>
          {group.name && !narrow ? (
            <p className="px-2 pb-1 text-xs font-semibold text-muted">{t(group.name)}</p>
          ) : null}
          <ul className="flex flex-col gap-px">
            {group.items.map(({ key, href, icon: Icon }) => (
              <li key={key}>
                <Link
                  href={href}
                  onClick={onNavigate}
                  aria-current={href === active ? "page" : undefined}
                  title={narrow ? t(key) : undefined}
                  className={cn(
                    "flex h-control items-center gap-2 rounded-md px-2 hover:bg-sunken",
                    href === active ? "bg-sunken font-semibold text-fg" : "text-muted hover:text-fg",
                    narrow && "justify-center",
                  )}
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  <span className={narrow ? "sr-only" : ""}>{t(key)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
