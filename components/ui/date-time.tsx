"use client";

import { useFormatter } from "use-intl";

type DateTimeProps = { value: string; withTime?: boolean };

/** A moment in UTC, as the ledger keeps it. */
export function DateTime({ value, withTime = true }: DateTimeProps) {
  const format = useFormatter();
  const date = new Date(value);
  return (
    <time dateTime={value} className="whitespace-nowrap">
      {format.dateTime(date, {
        day: "numeric",
        month: "short",
        year: "numeric",
        ...(withTime ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } : {}),
      })}
    </time>
  );
}
