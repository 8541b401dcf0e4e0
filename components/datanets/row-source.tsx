"use client";

import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { DropZone } from "@/components/ui/drop-zone";
import { Field } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Textarea } from "@/components/ui/textarea";
import { useContributions } from "@/lib/client/datanets/use-contributions";
import {
  type ContributionSource,
  useUploadContribution,
} from "@/lib/client/datanets/use-upload-contribution";
import { useStoredState } from "@/lib/client/use-stored-state";
import { useWallet } from "@/lib/web3/wallet-context";

type RowSourceProps = { slug: string; onDraft: (id: string) => void };

/** A file, dropped or picked, or pasted rows. A refused file stays chosen, pasted text stays in this browser. */
export function RowSource({ slug, onDraft }: RowSourceProps) {
  const t = useTranslations("datanets.contribute.source");
  const { account, requestSignIn } = useWallet();
  const [pasted, setPasted] = useStoredState(`mf-paste-${slug}`);
  const [file, setFile] = useState<File | null>(null);
  const upload = useUploadContribution(slug);
  const drafts = useContributions(slug, Boolean(account)).data?.items.filter(
    (item) => item.viewerIsAuthor && (item.state === "needs_mapping" || item.state === "ready"),
  );

  const send = async (source: ContributionSource) => {
    if (!account && !(await requestSignIn().catch(() => null))) return;
    upload.mutate(source, {
      onSuccess: (draft) => {
        if ("text" in source) setPasted(null);
        onDraft(draft.id);
      },
    });
  };
  const take = (chosen: File) => {
    setFile(chosen);
    void send({ file: chosen });
  };

  return (
    <Section title={t("title")} intro={t("intro")}>
      {account === null ? <p className="text-sm text-muted">{t("signIn")}</p> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-3">
          <DropZone
            label={t("drop")}
            hint={t("dropHint")}
            buttonText={t("choose")}
            accept=".csv,.json,.jsonl,.ndjson,text/csv,application/json"
            onFile={take}
            disabled={upload.isPending}
          />
          {file && !upload.isSuccess ? (
            <Button
              className="max-w-full self-start truncate"
              pending={upload.isPending}
              onClick={() => send({ file })}
            >
              {t(upload.isPending ? "reading" : "again", { name: file.name })}
            </Button>
          ) : null}
        </div>
        <div className="flex flex-col gap-3">
          <Field label={t("paste")} hint={t("pasteHint")}>
            {(control) => (
              <Textarea
                {...control}
                rows={7}
                spellCheck={false}
                className="font-mono text-sm"
                value={pasted ?? ""}
                onChange={(event) => setPasted(event.target.value === "" ? null : event.target.value)}
              />
            )}
          </Field>
          <Button
            className="self-start"
            disabled={!pasted?.trim() || upload.isPending}
            onClick={() => pasted && send({ text: pasted })}
          >
            {t("upload")}
          </Button>
        </div>
      </div>
      {upload.error ? <ActionError error={upload.error} /> : null}
      {drafts && drafts.length > 0 ? (
        <div>
          <h3 className="mb-1 font-semibold">{t("drafts")}</h3>
          <ul className="flex flex-col gap-1">
            {drafts.map((draft) => (
              <li key={draft.id} className="flex flex-wrap gap-x-2">
                <Link
                  href={`/datanets/${slug}/contribute?draft=${draft.id}`}
                  className="text-primary underline"
                >
                  {draft.filename}
                </Link>
                <span className="text-muted">
                  <DateTime value={draft.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Section>
  );
}
