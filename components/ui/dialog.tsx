"use client";

import { cva } from "class-variance-authority";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";

const panel = cva(
  "fade-in fixed z-overlay flex flex-col overflow-hidden border border-border bg-surface text-fg shadow-overlay",
  {
    variants: {
      side: {
        center:
          "top-1/2 left-1/2 max-h-[85dvh] w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-md",
        right: "inset-y-0 right-0 w-[min(36rem,100vw)] border-y-0 border-r-0",
        bottom: "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-md border-x-0 border-b-0",
      },
    },
    defaultVariants: { side: "center" },
  },
);

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  side?: "center" | "right" | "bottom";
};

/** Modal with a title, a scrolling body and a fixed footer. Escape closes it and focus returns to its opener. */
export function Dialog({ open, onOpenChange, title, description, children, footer, side }: DialogProps) {
  const t = useTranslations("ui");
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fade-in fixed inset-0 z-overlay bg-scrim" />
        <Primitive.Content
          className={panel({ side })}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start gap-3 border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
              {description ? (
                <Primitive.Description asChild>
                  <div className="mt-1 text-muted">{description}</div>
                </Primitive.Description>
              ) : null}
            </div>
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon" aria-label={t("close")}>
                <X aria-hidden className="size-4" />
              </Button>
            </Primitive.Close>
          </header>
          {children ? <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div> : null}
          {footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</footer>
          ) : null}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
