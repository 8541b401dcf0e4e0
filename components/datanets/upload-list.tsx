"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";

type UploadListProps = { files: File[]; sent: number[]; onCancel: () => void };

/** Each file with its bar, while they are on their way. */
export function UploadList({ files, sent, onCancel }: UploadListProps) {
  const t = useTranslations("datanets.contribute.source");
  const format = useFormatter();
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={t("files")} className="flex flex-col gap-2">
        {files.map((file, index) => {
          const share = file.size > 0 ? (sent[index] ?? 0) / file.size : 0;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name; their place tells them apart
            <li key={index} className="flex flex-col gap-1">
              <span className="flex justify-between gap-3 text-sm">
                <span className="min-w-0 truncate">{file.name}</span>
                <span className="shrink-0 text-muted">{format.number(share, { style: "percent" })}</span>
              </span>
              <Progress label={t("uploading", { name: file.name, share })} value={share} max={1} />
            </li>
          );
        })}
      </ul>
      <Button className="self-start" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </div>
  );
}
