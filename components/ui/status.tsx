import { Ban, CircleAlert, CircleCheck, CircleDashed, CirclePause, Info, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tone = "neutral" | "busy" | "info" | "ok" | "warn" | "danger" | "off";

const LOOKS: Record<Tone, { icon: typeof Info; className: string }> = {
  neutral: { icon: CircleDashed, className: "text-muted" },
  busy: { icon: LoaderCircle, className: "text-info" },
  info: { icon: Info, className: "text-info" },
  ok: { icon: CircleCheck, className: "text-ok" },
  warn: { icon: CirclePause, className: "text-warn" },
  danger: { icon: CircleAlert, className: "text-danger" },
  off: { icon: Ban, className: "text-muted" },
};

type StatusProps = { tone: Tone; children: ReactNode; chip?: boolean; className?: string };

/** A state is a word, an icon and a colour together; colour alone says nothing. */
export function Status({ tone, children, chip = false, className }: StatusProps) {
  const { icon: Icon, className: colour } = LOOKS[tone];
  return (
    <span
      className={cn(
        "inline-flex items-baseline gap-1 text-sm whitespace-nowrap",
        colour,
        chip && "h-6 items-center rounded-full border border-current px-2",
        className,
      )}
    >
      <Icon
        aria-hidden
        className={cn(
          "size-3.5 shrink-0 self-center",
          tone === "busy" && "animate-spin [animation-duration:2s]",
        )}
      />
      {children}
    </span>
  );
}
