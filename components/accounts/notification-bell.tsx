"use client";

import { Bell } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { useNotifications } from "@/lib/client/accounts/use-notifications";
import { useWallet } from "@/lib/web3/wallet-context";

/** The list comes with the first click: every page carries the bell. */
const Inbox = dynamic(() => import("./notification-inbox").then((module) => module.NotificationInbox));

export function NotificationBell() {
  const t = useTranslations("accounts.notifications");
  const { account } = useWallet();
  const { data } = useNotifications(Boolean(account));
  const [open, setOpen] = useState(false);
  if (!account) return null;
  const unread = data?.unread ?? 0;
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        className="relative"
        aria-label={t("unread", { count: unread })}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Bell aria-hidden className="size-4" />
        {unread > 0 ? (
          <span
            aria-hidden
            className="absolute top-0 right-0 min-w-4 rounded-full bg-danger px-1 text-center text-xs leading-4 text-on-danger"
          >
            {unread > 9 ? "9+" : unread}
          </span>
        ) : null}
      </Button>
      {open ? <Inbox list={data} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
