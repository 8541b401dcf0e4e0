import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const LOOKS = {
  info: { icon: Info, className: "border-info", ink: "text-info" },
  ok: { icon: CircleCheck, className: "border-ok", ink: "text-ok" },
  warn: { icon: TriangleAlert, className: "border-warn", ink: "text-warn" },
  danger: { icon: CircleAlert, className: "border-danger", ink: "text-danger" },
} as const;

type NoticeProps = {
  tone: keyof typeof LOOKS;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** `alert` interrupts a screen reader; use it for failures that just happened. */
  live?: "alert" | "status";
  className?: string;
};

export function Notice({ tone, title, children, actions, live, className }: NoticeProps) {
  const { icon: Icon, className: line, ink } = LOOKS[tone];
  return (
    <div
      role={live}
      className={cn("flex items-start gap-3 rounded-md border border-l-4 bg-surface p-3", line, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="max-w-reading">{children}</div> : null}
        {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
