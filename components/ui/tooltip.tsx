"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactElement } from "react";

/** Repeats or adds a detail on hover and focus; never the only place of a message. */
export function Tooltip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <Primitive.Provider delayDuration={300}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            sideOffset={6}
            className="fade-in z-popover max-w-72 rounded-md bg-fg px-2 py-1 text-sm text-bg shadow-overlay"
          >
            {text}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}
