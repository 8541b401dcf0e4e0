"use client";

import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { activeHref, BOTTOM_BAR, NAV_ITEMS } from "./nav-items";
import { NavList } from "./nav-list";

const cell = "flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs";

/** Below 768 px: four destinations under the thumb, the rest in a sheet. */
export function BottomBar() {
  const t = useTranslations("common.nav");
  const active = activeHref(usePathname());
  const [open, setOpen] = useState(false);
  return (
    <nav
      aria-label={t("label")}
      className="sticky bottom-0 z-sticky flex border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {NAV_ITEMS.filter((item) => BOTTOM_BAR.includes(item.key)).map(({ key, href, icon: Icon }) => (
        <Link
          key={key}
          href={href}
          aria-current={href === active ? "page" : undefined}
          className={cn(cell, href === active ? "font-semibold text-primary" : "text-muted")}
        >
          <Icon aria-hidden className="size-5" />
          {t(key)}
        </Link>
      ))}
      <button type="button" onClick={() => setOpen(true)} className={cn(cell, "text-muted")}>
        <MenuIcon aria-hidden className="size-5" />
        {t("more")}
      </button>
      <Dialog open={open} onOpenChange={setOpen} side="bottom" title={t("moreTitle")}>
        <NavList onNavigate={() => setOpen(false)} />
      </Dialog>
    </nav>
  );
}
