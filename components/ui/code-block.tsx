import { CopyButton } from "./copy-button";
import { ScrollArea } from "./scroll-area";

export function CodeBlock({ code, label, copyLabel }: { code: string; label: string; copyLabel: string }) {
  return (
    <div className="relative rounded-md border bg-sunken">
      <ScrollArea label={label} className="overflow-x-auto">
        <pre className="w-max p-3 pr-10 font-mono text-sm">{code}</pre>
      </ScrollArea>
      <CopyButton
        value={code}
        label={copyLabel}
        className="absolute top-2 right-2 rounded-md bg-sunken p-1"
      />
    </div>
  );
}
