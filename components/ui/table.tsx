import { cva } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { ScrollArea } from "./scroll-area";

type TableProps = ComponentProps<"table"> & {
  /** Names the table and its scroll area for screen readers. */
  label: string;
  /** Long tables scroll inside their frame under a head that stays. */
  tall?: boolean;
};

/** Scrolls sideways inside its own focusable frame, so that the page never does. */
export function Table({ label, tall = false, className, ...props }: TableProps) {
  return (
    <ScrollArea
      label={label}
      className={cn(
        "overflow-auto rounded-md border bg-surface",
        tall && "max-h-96 [&_th]:sticky [&_th]:top-0",
      )}
    >
      <table {...props} aria-label={label} className={cn("w-full border-collapse text-sm", className)} />
    </ScrollArea>
  );
}

const cell = cva("px-3 py-2 text-left align-top", {
  variants: {
    align: { left: "", right: "text-right" },
    nowrap: { true: "whitespace-nowrap", false: "" },
  },
  defaultVariants: { align: "left", nowrap: false },
});

type CellLook = { align?: "left" | "right"; nowrap?: boolean };

export function HeadCell({
  align,
  nowrap = true,
  className,
  ...props
}: Omit<ComponentProps<"th">, "align"> & CellLook) {
  return (
    <th
      scope="col"
      {...props}
      className={cn(
        cell({ align, nowrap }),
        "border-b bg-sunken text-xs font-semibold text-muted",
        className,
      )}
    />
  );
}

export function Cell({ align, nowrap, className, ...props }: Omit<ComponentProps<"td">, "align"> & CellLook) {
  return <td {...props} className={cn(cell({ align, nowrap }), className)} />;
}

export function Row({ className, ...props }: ComponentProps<"tr">) {
  return <tr {...props} className={cn("border-b last:border-b-0 hover:bg-sunken/60", className)} />;
}
