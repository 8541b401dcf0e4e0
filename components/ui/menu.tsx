"use client";

import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { cn } from "./cn";

type MenuProps = { trigger: ReactElement; children: ReactNode; align?: "start" | "end" };

export function Menu({ trigger, children, align = "end" }: MenuProps) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          sideOffset={6}
          className="fade-in z-popover min-w-56 rounded-md border border-border bg-surface p-1 text-fg shadow-overlay"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export function MenuItem({ className, ...props }: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      {...props}
      className={cn(
        "flex min-h-8 items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-sunken",
        className,
      )}
    />
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Primitive.Label className="px-2 py-1 text-sm text-muted">{children}</Primitive.Label>
);

export const MenuSeparator = () => <Primitive.Separator className="my-1 h-px bg-border" />;
