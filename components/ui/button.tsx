import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonClasses = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-semibold whitespace-nowrap transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-primary text-on-primary hover:bg-primary/90",
        secondary: "border-control bg-surface text-fg hover:bg-sunken",
        ghost: "border-transparent bg-transparent text-fg hover:bg-sunken",
        danger: "border-transparent bg-danger text-on-danger hover:bg-danger/90",
        link: "h-auto border-transparent bg-transparent px-0 font-normal text-primary underline underline-offset-2 hover:no-underline",
      },
      size: {
        md: "h-control px-3 text-base",
        lg: "h-10 px-4 text-base",
        sm: "h-7 px-2 text-sm",
        icon: "size-control",
      },
    },
    compoundVariants: [{ variant: "link", class: "h-auto px-0" }],
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonClasses> & {
    /** Shows a spinner beside the words and refuses clicks; the words stay, so the width stays. */
    pending?: boolean;
  };

export function Button({ variant, size, className, pending = false, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={props.disabled || pending}
      aria-busy={pending || undefined}
      className={cn(buttonClasses({ variant, size }), className)}
    >
      {pending ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : null}
      {children}
    </button>
  );
}
