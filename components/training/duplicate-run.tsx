"use client";

import { Copy } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { writeStored } from "@/lib/client/use-stored-state";
import type { TrainingRun } from "@/lib/schemas/training";
import { draftOf } from "./draft-of";

/** Opens the wizard with this run's goal, base, data and settings; the settings step marks what is changed from default. */
export function DuplicateRun({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run");
  const router = useRouter();
  const open = () => {
    writeStored("mf-run-draft", JSON.stringify(draftOf(run)));
    router.push("/training/new?step=settings");
  };
  return (
    <Button onClick={open}>
      <Copy aria-hidden className="size-4" />
      {t("duplicate")}
    </Button>
  );
}
