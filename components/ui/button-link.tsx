import type { VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonClasses } from "./button";
import { cn } from "./cn";

type ButtonLinkProps = ComponentProps<typeof Link> & VariantProps<typeof buttonClasses>;

/** A navigation that looks like a button; it stays a link for the keyboard, the mouse wheel and the screen reader. */
export function ButtonLink({ variant, size, className, ...props }: ButtonLinkProps) {
  return <Link {...props} className={cn(buttonClasses({ variant, size }), className)} />;
}
