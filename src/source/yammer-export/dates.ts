/**
 * Dates of an export are shown nowhere byte for byte, and every public reader of one parses them leniently; so do we. A date without a zone is
 * UTC. Source: reference on the export format, section 5 ("Dates", "Time zone": not found).
 */
const ISO_LIKE =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const ZONE_AT_END = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|\([A-Z]+\)|[A-Z]{3,4}T)$/i;
const MONTH_NAME = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;

/** Milliseconds UTC; null where the field is empty or says null; undefined where it is no date. */
export function parseInstant(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.toLowerCase() === "null") return null;
  const match = ISO_LIKE.exec(trimmed);
  if (match) return isoLike(match);
  if (!MONTH_NAME.test(trimmed)) return undefined;
  const ms = Date.parse(ZONE_AT_END.test(trimmed) ? trimmed : `${trimmed} UTC`);
  return Number.isNaN(ms) ? undefined : ms;
}

function isoLike(match: RegExpExecArray): number | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const ms = Number((fraction ?? "0").slice(0, 3).padEnd(3, "0"));
  const local = instant(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), ms);
  return local === undefined ? undefined : local - zoneMs(zone);
}

function zoneMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}

const DAY_MS = 86_400_000;

/** Days from 1970 in the Gregorian calendar; the year is taken to begin in March, which puts the leap day at its end. */
function daysUntil(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function instant(year: number, month: number, day: number, hour: number, minute: number, second: number, ms: number): number | undefined {
  // Second 60 is a leap second: the next second.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 60 && ms >= 0)) return undefined;
  if (!(day <= 28) && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined;
  return daysUntil(year, month, day) * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
}

/** `2023-01-14T08:09:10Z` or `2023-01-14T08:09:10.123Z` straight from the bytes: every message has one. Undefined where it is of another form. */
export function plainInstant(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start;
  if ((length !== 20 && length !== 24) || bytes[end - 1] !== 90) return undefined;
  if (
    bytes[start + 4] !== 45 ||
    bytes[start + 7] !== 45 ||
    bytes[start + 10] !== 84 ||
    bytes[start + 13] !== 58 ||
    bytes[start + 16] !== 58
  )
    return undefined;
  if (length === 24 && bytes[start + 19] !== 46) return undefined;
  const ms = length === 24 ? two(bytes, start + 20) * 10 + digit(bytes, start + 22) : 0;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  // A byte that is no digit makes its number, and with it the whole, NaN: no comparison below holds.
  return instant(
    year,
    two(bytes, start + 5),
    two(bytes, start + 8),
    two(bytes, start + 11),
    two(bytes, start + 14),
    two(bytes, start + 17),
    ms,
  );
}

function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] as number) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

function two(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}
