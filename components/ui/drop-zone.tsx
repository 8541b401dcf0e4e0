"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "./button";
import { cn } from "./cn";

type DropZoneProps = {
  label: string;
  hint: ReactNode;
  buttonText: string;
  accept: string;
  /** One file or more, in the order of the picker. */
  onFiles: (files: File[]) => void;
  disabled?: boolean;
};

/** Takes dropped files and, without any dragging, those of the picker. */
export function DropZone({ label, hint, buttonText, accept, onFiles, disabled = false }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0 && !disabled) onFiles(files);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the button inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-col items-center gap-2 rounded-md border border-dashed border-control bg-surface p-6 text-center",
        over && "border-primary bg-sunken",
      )}
    >
      <FileUp aria-hidden className="size-6 text-muted" />
      <p className="font-semibold">{label}</p>
      <p className="text-sm text-muted">{hint}</p>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          if (files.length > 0) onFiles(files);
          event.target.value = "";
        }}
      />
      <Button disabled={disabled} onClick={() => input.current?.click()}>
        {buttonText}
      </Button>
    </div>
  );
}
