import { UserError } from "../errors.ts";

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A time as people write it: `2026-11-30`, `2026-11-30T18:00`, `2026-11-30 18:00:00`, with `Z` or `+01:00` where it is not meant in `timeZone`.
 * A day alone is its end: until the 30th includes the 30th. Milliseconds UTC.
 */
export function timeOf(text: string, option: string, timeZone: string): number {
  const match = SHAPE.exec(text.trim());
  const [, year, month, day, hour, minute, second, offset] = match ?? [];
  const isDay = hour === undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  // Date.UTC takes a 31 February for 3 March; people who write one have mistyped.
  const isReal = match !== null && new Date(wall).toISOString().slice(0, 10) === `${year}-${month}-${day}` && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60; // prettier-ignore
  if (!isReal) {
    throw new UserError(`${option}: read "${text}", which is no time.`, {
      hint: "Write it as 2026-11-30 (the whole day), 2026-11-30T18:00, or with an offset: 2026-11-30T18:00+01:00.",
    });
  }
  if (offset !== undefined) return wall - offsetMs(offset);
  return inZone(isDay ? wall + 86_400_000 : wall, timeZone);
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** What clocks in the zone show as `wall`. Asked twice, since the offset may change between the first guess and the answer. */
function inZone(wall: number, timeZone: string): number {
  let guess = wall;
  for (let round = 0; round < 2; round++) guess = wall - (shownAs(guess, timeZone) - guess);
  return guess;
}

function shownAs(ms: number, timeZone: string): number {
  return Date.parse(`${clockIn(ms, timeZone).replace(" ", "T")}:${new Date(ms).toISOString().slice(17, 19)}Z`);
}

/** `2026-11-30 18:00`, as clocks in the zone show it. */
export function clockIn(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  }).formatToParts(ms);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}
