"use client";

import { useFormatter, useTranslations } from "use-intl";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Progress } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import type { DeviceReport } from "@/lib/schemas/compute";
import type { DeviceReading } from "@/lib/schemas/jobs";

/** Memory, utilisation, temperature and power of each device as the last beat said; what a driver hides is "–". */
export function DevicePanel({ report }: { report: DeviceReport }) {
  const t = useTranslations("compute.device");
  const size = useSize();
  return (
    <Section title={t("title")}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {report.readings.map((reading, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal cards have no identity but their slot
          <Device key={index} reading={reading} />
        ))}
      </div>
      <p className="text-sm text-muted">
        {t("job", { size: size(report.jobBytes) })} · <DateTime value={report.at} />
      </p>
    </Section>
  );
}

function Device({ reading }: { reading: DeviceReading }) {
  const t = useTranslations("compute.device");
  const format = useFormatter();
  const size = useSize();
  const { memoryUsedBytes: used, memoryTotalBytes: total, utilisation, temperatureC, powerW } = reading;
  const memory = t("memoryOf", { used: size(used), total: size(total) });
  const unit = (value: number | null, unit: "celsius" | "watt") =>
    value === null
      ? t("unknown")
      : unit === "watt"
        ? t("watts", { value })
        : format.number(value, { style: "unit", unit, maximumFractionDigits: 0 });
  return (
    <section aria-label={reading.name} className="flex flex-col gap-2 rounded-md border bg-surface p-3">
      <h3 className="font-semibold break-words">{reading.name}</h3>
      <Progress label={t("memory")} value={used} max={total} text={memory} />
      <Facts
        facts={[
          { label: t("memory"), value: memory },
          {
            label: t("utilisation"),
            value:
              utilisation === null
                ? t("unknown")
                : format.number(utilisation, { style: "percent", maximumFractionDigits: 0 }),
          },
          { label: t("temperature"), value: unit(temperatureC, "celsius") },
          { label: t("power"), value: unit(powerW, "watt") },
        ]}
      />
    </section>
  );
}

function useSize(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) =>
    format.number(bytes / 1e9, {
      style: "unit",
      unit: "gigabyte",
      maximumFractionDigits: bytes < 10e9 ? 1 : 0,
    });
}
