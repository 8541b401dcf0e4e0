"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useFreezeSession } from "@/lib/client/payments/use-freeze-session";

export function FreezeDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const t = useTranslations("payments.sessions");
  const common = useTranslations("common");
  const freeze = useFreezeSession();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("freezeTitle")}
      description={t("freezeText")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="danger"
            pending={freeze.isPending}
            onClick={() => freeze.mutate(sessionId, { onSuccess: onClose })}
          >
            {t("freezeConfirm")}
          </Button>
        </>
      }
    >
      {freeze.error ? <ActionError error={freeze.error} /> : null}
    </Dialog>
  );
}
