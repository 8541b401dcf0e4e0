"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";

export type FieldIssue = { field: string; label: string; message: string };

/** The list on top of a form that was refused. It takes focus and leads to each field. */
export function FormErrors({ issues }: { issues: FieldIssue[] }) {
  const t = useTranslations("errors");
  const box = useRef<HTMLDivElement>(null);

  // Focus belongs to the browser; a new set of issues moves it to the summary.
  useEffect(() => {
    if (issues.length > 0) box.current?.focus();
  }, [issues]);

  if (issues.length === 0) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-md border border-l-4 border-danger bg-surface p-3"
    >
      <p className="font-semibold">{t("summary", { count: issues.length })}</p>
      <ul className="mt-1">
        {issues.map((issue) => (
          <li key={issue.field}>
            <button
              type="button"
              className="text-left text-primary underline"
              onClick={() => document.querySelector<HTMLElement>(`[name="${issue.field}"]`)?.focus()}
            >
              {issue.label}
            </button>
            : {issue.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
