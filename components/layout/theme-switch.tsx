"use client";

import { useTranslations } from "use-intl";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { THEMES } from "./theme";
import { useTheme } from "./use-theme";

export function ThemeSwitch() {
  const t = useTranslations("common.theme");
  const [theme, setTheme] = useTheme();
  return (
    <ChoiceGroup
      legend={t("label")}
      value={theme}
      onChange={setTheme}
      choices={THEMES.map((value) => ({ value, label: t(value) }))}
      className="sm:grid-cols-3"
    />
  );
}
