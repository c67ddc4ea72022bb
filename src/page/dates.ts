export type Language = "en" | "de" | "fr";

/** Numbers and dates as readers of one language and time zone write them. */
export interface Writer {
  readonly number: (value: number) => string;
  /** 3 May 2024 */
  readonly day: (ms: number) => string;
  /** 3 Sept 2024 */
  readonly shortDay: (ms: number) => string;
  /** 3 May 2024, 14:05 */
  readonly moment: (ms: number) => string;
  /** 2024, as it was where the readers are. */
  readonly year: (ms: number) => number;
  /** `2024-05` → May 2024 */
  readonly month: (month: string) => string;
  /** 0.42 → 42 % */
  readonly percent: (share: number) => string;
  /** 1.2 MB */
  readonly bytes: (bytes: number) => string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE", fr: "fr-FR" };

/** Formatters are dear to make and cheap to use: make one writer for many pages. */
export function writer(language: Language, timeZone: string): Writer {
  const locale = LOCALES[language];
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent" });
  const days = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "long", year: "numeric" });
  const shortDays = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short", year: "numeric" });
  const times = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const years = new Intl.DateTimeFormat("en", { timeZone, year: "numeric" });
  const units = (["byte", "kilobyte", "megabyte", "gigabyte"] as const).map(
    // The short form of a byte knows no plural.
    (unit) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 }),
  );
  const months = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long", year: "numeric" });
  return {
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    day: (ms) => days.format(ms),
    shortDay: (ms) => shortDays.format(ms),
    moment: (ms) => `${days.format(ms)}, ${times.format(ms)}`,
    year: (ms) => Number(years.format(ms)),
    bytes: (bytes) => {
      const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      return units[power]?.format(bytes / 1000 ** power) ?? numbers.format(bytes);
    },
    month: (month) => {
      const [year, number] = month.split("-").map(Number);
      return months.format(Date.UTC(year ?? 1970, (number ?? 1) - 1, 1));
    },
  };
}

/** ISO 8601 UTC with milliseconds, for `<time>`; undefined for what is no time (a damaged source has some). */
export function iso(ms: number | null): string | undefined {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;
  return new Date(ms).toISOString();
}
