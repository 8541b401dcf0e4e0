"use client";

import { useTranslations } from "use-intl";
import { Notice } from "@/components/ui/notice";

type Issue = { level: "block" | "warn"; message: string };

/** Blocking points first; each says in its own words what to do. */
export function IssueList({ issues }: { issues: Issue[] }) {
  const t = useTranslations("training.wizard.check");
  const sorted = [...issues].sort((a, b) => a.level.localeCompare(b.level));
  return sorted.map((issue) => (
    <Notice
      key={issue.message}
      tone={issue.level === "block" ? "danger" : "warn"}
      title={t(issue.level)}
      live="status"
    >
      {issue.message}
    </Notice>
  ));
}
