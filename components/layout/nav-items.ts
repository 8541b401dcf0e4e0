import {
  Boxes,
  Coins,
  Cpu,
  Database,
  GraduationCap,
  House,
  MessageSquareText,
  Settings,
  Wallet,
} from "lucide-react";

/** The sitemap of what exists. A group without a name stands alone. */
export const NAV_GROUPS = [
  { name: null, items: [{ key: "home", href: "/", icon: House }] },
  {
    name: "explore",
    items: [
      { key: "datanets", href: "/datanets", icon: Database },
      { key: "models", href: "/models", icon: Boxes },
    ],
  },
  {
    name: "build",
    items: [
      { key: "train", href: "/training", icon: GraduationCap },
      { key: "playground", href: "/inference", icon: MessageSquareText },
    ],
  },
  {
    name: "earn",
    items: [
      { key: "earnings", href: "/payments/earnings", icon: Coins },
      { key: "compute", href: "/compute", icon: Cpu },
    ],
  },
  {
    name: null,
    items: [
      { key: "credits", href: "/payments", icon: Wallet },
      { key: "settings", href: "/accounts/settings", icon: Settings },
    ],
  },
] as const;

export type NavKey = (typeof NAV_GROUPS)[number]["items"][number]["key"];

/** The four that fit under a thumb. */
export const BOTTOM_BAR: readonly NavKey[] = ["home", "datanets", "models", "playground"];

export const NAV_ITEMS = NAV_GROUPS.flatMap((group): readonly (typeof group.items)[number][] => group.items);

/** The entry that a path belongs to: the longest href that starts it. */
export function activeHref(pathname: string): string | null {
  const matches = NAV_ITEMS.map((item) => item.href).filter((href) =>
    href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`),
  );
  return matches.sort((a, b) => b.length - a.length)[0] ?? null;
}
