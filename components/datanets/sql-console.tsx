"use client";

import { Play } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { ApiError } from "@/lib/client/api-error";
import { useRunQuery } from "@/lib/client/datanets/use-run-query";
import { EXPORT_COLUMNS, PROOF_COLUMNS } from "@/lib/domain/datanets/export-rows";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { FIRST_SQL, sqlExamples } from "./sql-examples";
import { SqlResult } from "./sql-result";

type SqlConsoleProps = {
  slug: string;
  kind: DatanetKind;
  latestVersion: number;
  initialVersion: number;
  initialSql: string | null;
};

/** Servers refuse longer ones; a query that does not fit is shared as text. */
const LONGEST_ADDRESS = 6_000;

/** The query's own mistake, to be shown at the query; other failures are not its fault. */
const mistakeOf = (error: Error | null) =>
  error instanceof ApiError && error.reason?.startsWith("sql_") && error.code === "invalid_input"
    ? error.message
    : undefined;

/** Editor of one SELECT; what runs is put into the address, which is the link to share. */
export function SqlConsole({ slug, kind, latestVersion, initialVersion, initialSql }: SqlConsoleProps) {
  const t = useTranslations("datanets.sqlTab");
  const [version, setVersion] = useState(initialVersion);
  const [sql, setSql] = useState(initialSql ?? FIRST_SQL);
  const [link, setLink] = useState<string | null>(null);
  const query = useRunQuery(slug);
  const mistake = mistakeOf(query.error);
  const run = (event: FormEvent) => {
    event.preventDefault();
    const search = new URLSearchParams({ tab: "sql", version: String(version), sql });
    const address = `${window.location.pathname}?${search}`;
    const shared = address.length <= LONGEST_ADDRESS;
    if (shared) window.history.replaceState(null, "", address);
    setLink(shared ? `${window.location.origin}${address}` : null);
    query.mutate({ version, sql });
  };
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={run} className="flex flex-col gap-3">
        <Field
          label={t("query")}
          hint={t("hint", {
            columns: [...PROOF_COLUMNS, ...EXPORT_COLUMNS[kind], "meta"].join(", "),
          })}
          error={mistake}
        >
          {(control) => (
            <Textarea
              {...control}
              className="min-h-32 font-mono text-sm"
              spellCheck={false}
              autoCapitalize="off"
              autoCorrect="off"
              maxLength={8_000}
              required
              value={sql}
              onChange={(event) => setSql(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
                  event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-end gap-3">
          <Field label={t("version")} className="w-28">
            {(control) => (
              <Select
                {...control}
                value={version}
                onChange={(event) => setVersion(Number(event.target.value))}
              >
                {Array.from({ length: latestVersion }, (_, i) => latestVersion - i).map((number) => (
                  <option key={number} value={number}>
                    {number}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button type="submit" variant="primary" pending={query.isPending}>
            <Play aria-hidden className="size-4" />
            {t("run")}
          </Button>
        </div>
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-sm text-muted">{t("examples")}</span>
        {sqlExamples(kind).map((example) => (
          <Button key={example.name} size="sm" onClick={() => setSql(example.sql)}>
            {t(`example.${example.name}`)}
          </Button>
        ))}
      </div>
      {query.error && !mistake ? <ActionError error={query.error} /> : null}
      {query.data ? (
        <SqlResult slug={slug} version={query.variables.version} link={link} result={query.data} />
      ) : null}
    </div>
  );
}
