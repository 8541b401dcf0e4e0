"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Brand } from "./brand";
import { NavList } from "./nav-list";
import { NAV_COOKIE } from "./shell-cookies";

/** 232 px wide, 56 when collapsed; the choice is a cookie, so the first paint already has it. */
export function SideNav({ initiallyNarrow }: { initiallyNarrow: boolean }) {
  const t = useTranslations("common.nav");
  const [narrow, setNarrow] = useState(initiallyNarrow);
  const Icon = narrow ? PanelLeftOpen : PanelLeftClose;

  const toggle = () => {
    setNarrow(!narrow);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and Firefox
    document.cookie = `${NAV_COOKIE}=${narrow ? "wide" : "narrow"}; path=/; max-age=31536000; samesite=lax`;
  };

  return (
    <nav
      aria-label={t("label")}
      className={cn(
        "sticky top-0 hidden h-dvh shrink-0 flex-col gap-4 border-r bg-surface p-3 md:flex",
        narrow ? "w-14" : "w-58",
      )}
    >
      <div className={cn("flex h-6 items-center", narrow ? "justify-center" : "px-2")}>
        <Brand narrow={narrow} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <NavList narrow={narrow} />
      </div>
      <Button
        variant="ghost"
        size="icon"
        className="text-muted"
        aria-label={narrow ? t("expand") : t("collapse")}
        aria-expanded={!narrow}
        onClick={toggle}
      >
        <Icon aria-hidden className="size-4" />
      </Button>
    </nav>
  );
}
