"use client";

import { useTranslations } from "use-intl";
import { buttonClasses } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Section } from "@/components/ui/section";

type UseVersionDialogProps = { slug: string; number: number; onClose: () => void };

function snippets(base: string): { language: string; code: string }[] {
  return [
    { language: "curl", code: `curl -LO -J "${base}/download?format=jsonl"` },
    {
      language: "Python",
      code: `import mlcroissant\n\ndataset = mlcroissant.Dataset("${base}/croissant")\nfor row in dataset.records("records"):\n    print(row)`,
    },
    {
      language: "JavaScript",
      code: `const file = await fetch("${base}/download?format=jsonl");\nconst rows = (await file.text()).trimEnd().split("\\n").map((line) => JSON.parse(line));`,
    },
  ];
}

/** Files of one version and how to read them from the usual languages. */
export function UseVersionDialog({ slug, number, onClose }: UseVersionDialogProps) {
  const t = useTranslations("datanets.versionsTab");
  const files = [
    { path: "download?format=jsonl", label: t("jsonl") },
    { path: "download?format=csv", label: t("csv") },
    { path: "download?format=parquet", label: t("parquet") },
    { path: "croissant", label: t("croissant") },
  ];
  const base = `/api/v1/datanets/${slug}/versions/${number}`;
  return (
    <Dialog
      open
      side="right"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("useTitle", { number: String(number) })}
      description={t("useText")}
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          {files.map(({ path, label }) => (
            <a key={path} href={`${base}/${path}`} className={buttonClasses()} download>
              {label}
            </a>
          ))}
        </div>
        {snippets(`${window.location.origin}${base}`).map(({ language, code }) => (
          <Section key={language} title={language}>
            <CodeBlock code={code} label={t("snippet", { language })} copyLabel={t("copy", { language })} />
          </Section>
        ))}
      </div>
    </Dialog>
  );
}
