import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import { locale, messages } from "./messages";

type Namespace = NamespaceKeys<typeof messages, NestedKeyOf<typeof messages>>;

/** `t()` for server components and page metadata; client components call `useTranslations`. */
export const getTranslator = <N extends Namespace>(namespace: N) =>
  createTranslator<typeof messages, N>({ locale, messages, namespace });
