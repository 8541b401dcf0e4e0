import type { ReactNode } from "react";

type ScrollAreaProps = { label: string; className: string; children: ReactNode };

/**
 * A part that scrolls by itself can be reached and scrolled by keyboard (WCAG 2.1.1), so it takes focus. It is the
 * frame of what stands in it absolutely: words for screen readers in a far column would widen the page otherwise.
 */
export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, a section would be one landmark per table
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div role="group" aria-label={label} tabIndex={0} className={`relative ${className}`}>
      {children}
    </div>
  );
}
