import type { ReactNode } from "react";

type PageHeaderProps = {
  title: string;
  lead?: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
};

/** The page's one h1, a sentence under it, and its main actions. */
export function PageHeader({ title, lead, meta, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        <h1 className="text-2xl font-semibold break-words">{title}</h1>
        {meta ? <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">{meta}</div> : null}
        {lead ? <p className="mt-1 max-w-reading text-muted">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}
