"use client";

import { Download, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { saveFile } from "@/components/layout/save-file";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ConfigProblem, Configured } from "@/lib/domain/training/run-config";

/** The parser comes with the first use: most people never keep a file. */
const loadParser = () => import("@/lib/domain/training/run-config");

/** The configuration as a YAML file; a run's, or the draft's once it says what is trained on what. */
export function SaveConfig({ configured, name }: { configured: Configured; name: string }) {
  const t = useTranslations("training.config");
  const save = async () => {
    const { writeConfig } = await loadParser();
    saveFile(`${name}.yaml`, "application/yaml", writeConfig(configured));
  };
  return (
    <Button onClick={() => void save()}>
      <Download aria-hidden className="size-4" />
      {t("save")}
    </Button>
  );
}

/** Reads a file into the wizard, or says for each field what is wrong; a file with any wrong field changes nothing. */
export function LoadConfig({ onLoad }: { onLoad: (configured: Configured) => void }) {
  const t = useTranslations("training.config");
  const input = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<ConfigProblem[]>([]);
  const [loaded, setLoaded] = useState<string | null>(null);
  const read = async (file: File) => {
    const { readConfig } = await loadParser();
    const result = readConfig(await file.text());
    setProblems("problems" in result ? result.problems : []);
    setLoaded("configured" in result ? file.name : null);
    if ("configured" in result) onLoad(result.configured);
  };
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Upload aria-hidden className="size-4" />
        {t("load")}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,application/yaml"
        aria-label={t("file")}
        className="hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file, mended meanwhile, must be taken again.
          event.target.value = "";
          if (file) void read(file);
        }}
      />
      {loaded ? (
        <p role="status" className="text-sm text-muted">
          {t("loaded", { file: loaded })}
        </p>
      ) : null}
      {problems.length > 0 ? (
        <Notice tone="danger" live="alert" title={t("refused", { count: problems.length })}>
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 text-sm break-words">
            {problems.map((problem) => (
              <li key={`${problem.path} ${problem.kind}`}>
                <ProblemSentence problem={problem} />
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}

function ProblemSentence({ problem }: { problem: ConfigProblem }) {
  const t = useTranslations("training.config.problems");
  const { kind, line, wanted, found } = problem;
  const path = problem.path || t("wholeFile");
  const [low = "", high = "", whole] = wanted;
  const sentence =
    kind === "range"
      ? t(whole ? "wholeRange" : "range", { path, low, high, found })
      : kind === "choice" || kind === "unknown"
        ? t(kind, { path, wanted: wanted.join(", "), found })
        : t(kind, { path, found });
  return (
    <>
      {line === null ? null : `${t("line", { line: String(line) })} `}
      {sentence}
    </>
  );
}
