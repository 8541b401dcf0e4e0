import type { ReactNode } from "react";

/** One number with its name under it, for rows of figures that line up. Lives inside a `dl`. */
export const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-w-24 flex-col-reverse">
    <dt className="text-xs text-muted">{label}</dt>
    <dd className="font-semibold">{children}</dd>
  </div>
);
