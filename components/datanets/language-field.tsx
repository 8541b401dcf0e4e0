"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LanguageTag } from "@/lib/schemas/datanets";

type LanguageFieldProps = {
  languages: string[];
  onChange: (languages: string[]) => void;
  error?: string | undefined;
};

/** Languages as they are typed, with commas or spaces between; names them back, so that a slip is seen. */
export function LanguageField({ languages, onChange, error }: LanguageFieldProps) {
  const t = useTranslations("datanets.create");
  const [text, setText] = useState(languages.join(", "));
  const names = new Intl.DisplayNames("en", { type: "language" });
  const said = languages.map((tag) => (LanguageTag.safeParse(tag).success ? (names.of(tag) ?? tag) : tag));
  return (
    <Field
      label={t("languages")}
      hint={said.length > 0 ? t("languagesSaid", { names: said.join(", ") }) : t("languagesHint")}
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          name="languages"
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            onChange([...new Set(event.target.value.split(/[\s,;]+/).filter(Boolean))]);
          }}
        />
      )}
    </Field>
  );
}
