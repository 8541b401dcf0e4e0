"use client";

import Link from "next/link";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { DateTime } from "@/components/ui/date-time";
import { Dialog } from "@/components/ui/dialog";
import { useReadNotifications } from "@/lib/client/accounts/use-notifications";
import type { Notification, NotificationList } from "@/lib/schemas/accounts";

type InboxProps = { list: z.infer<typeof NotificationList> | undefined; onClose: () => void };

/** What was told, newest first. Looking at it is reading it; what comes while it is open is read at the next look. */
export function NotificationInbox({ list, onClose }: InboxProps) {
  const t = useTranslations("accounts.notifications");
  const items = list?.items ?? [];
  const newest = items[0];
  const { mutate: read } = useReadNotifications();

  // External system: the account's record of what was read, written when the list leaves the screen.
  useEffect(() => {
    if (!newest || newest.read) return;
    return () => read(newest.id);
  }, [newest, read]);

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")}>
      {items.length === 0 ? <p className="text-muted">{t("empty")}</p> : null}
      <ul className="flex flex-col divide-y">
        {items.map((item) => (
          <Entry key={item.id} item={item} onFollow={onClose} />
        ))}
      </ul>
      <p className="mt-3">
        <Link href="/accounts/settings" onClick={onClose} className="text-sm text-primary underline">
          {t("settings")}
        </Link>
      </p>
    </Dialog>
  );
}

function Entry({ item, onFollow }: { item: Notification; onFollow: () => void }) {
  const t = useTranslations("accounts.notifications.kinds");
  const { base, data, step, steps, reason } = item.body;
  return (
    <li className="flex flex-col gap-1 py-3">
      <Link
        href={item.path}
        onClick={onFollow}
        className={item.read ? "hover:underline" : "font-semibold hover:underline"}
      >
        {t(item.kind, { base, data, step, steps })}
      </Link>
      {reason ? <p className="text-sm text-muted">{reason}</p> : null}
      <p className="text-sm text-muted">
        <DateTime value={item.at} />
      </p>
    </li>
  );
}
