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
import type { Contribution } from "@/lib/schemas/contributions";
import { useWallet } from "@/lib/web3/wallet-context";
import { FetchAddress } from "./fetch-address";
import { UploadList } from "./upload-list";

const DRAFTS: ReadonlySet<Contribution["state"]> = new Set(["checking", "needs_mapping", "ready"]);

type RowSourceProps = { slug: string; onDraft: (id: string) => void };

const ACCEPTED =
  ".csv,.tsv,.json,.jsonl,.ndjson,.parquet,.xlsx,.txt,.md,.pdf,.docx,.gz,.zst,.zip,text/csv,application/json";

/** Files, dropped or picked, or pasted rows. Files whose upload failed stay chosen, pasted text stays in this browser. */
export function RowSource({ slug, onDraft }: RowSourceProps) {
  const t = useTranslations("datanets.contribute.source");
  const { account, requestSignIn } = useWallet();
  const [pasted, setPasted] = useStoredState(`mf-paste-${slug}`);
  const [files, setFiles] = useState<File[]>([]);
  const upload = useUploadContribution(slug);
  const drafts = useContributions(slug, Boolean(account)).data?.items.filter(
    (item) => item.viewerIsAuthor && DRAFTS.has(item.state),
  );

  const send = async (source: ContributionSource, isPasted = false) => {
    if (!account && !(await requestSignIn().catch(() => null))) return;
    upload.mutate(source, {
      onSuccess: (draft) => {
        if (isPasted) setPasted(null);
        onDraft(draft.id);
      },
    });
  };
  const take = (chosen: File[]) => {
    setFiles(chosen);
    void send({ files: chosen });
  };
  const readPasted = () => {
    setFiles([]);
    if (pasted) void send({ files: [new File([pasted], t("pastedName"))] }, true);
  };
  const names = files.map((file) => file.name).join(", ");

  return (
    <Section title={t("title")} intro={t("intro")}>
      {account === null ? <p className="text-sm text-muted">{t("signIn")}</p> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-3">
          <DropZone
            label={t("drop")}
            hint={t("dropHint")}
            buttonText={t("choose")}
            accept={ACCEPTED}
            onFiles={take}
            disabled={upload.isPending}
          />
          {upload.isPending && files.length > 0 ? (
            <UploadList files={files} sent={upload.sent} onCancel={upload.cancel} />
          ) : null}
          {!upload.isPending && files.length > 0 && !upload.isSuccess ? (
            <Button className="max-w-full self-start truncate" onClick={() => send({ files })}>
              {t("again", { name: names })}
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
          <Button className="self-start" disabled={!pasted?.trim() || upload.isPending} onClick={readPasted}>
            {t("upload")}
          </Button>
        </div>
      </div>
      <FetchAddress
        slug={slug}
        pending={upload.isPending}
        onFetch={(address) => {
          setFiles([]);
          void send({ address });
        }}
      />
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
