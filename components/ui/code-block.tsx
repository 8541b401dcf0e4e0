import { CopyButton } from "./copy-button";

export function CodeBlock({ code, copyLabel }: { code: string; copyLabel: string }) {
  return (
    <div className="relative rounded-md border bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto p-3 pr-10 font-mono text-sm">
        {code}
      </pre>
      <CopyButton value={code} label={copyLabel} className="absolute top-2 right-2" />
    </div>
  );
}
