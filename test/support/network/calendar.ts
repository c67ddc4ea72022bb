import { makeRandom, mixSeed, type Random } from "./random.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** When a network is awake: weekdays, office hours, busy and quiet months, growth over the years. */
export interface Calendar {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** A moment at `fraction` (0…1) of all activity. */
  readonly moment: (fraction: number, random: Random) => number;
  /** 0…1: where a moment lies between since and until. */
  readonly fractionOf: (ms: number) => number;
}

export function makeCalendar(since: string, until: string, seed: number): Calendar {
  const sinceMs = Date.parse(since);
  const untilMs = Date.parse(until);
  if (!(untilMs > sinceMs)) throw new Error(`until (${until}) must lie after since (${since})`);
  const firstDay = Math.floor(sinceMs / DAY_MS) * DAY_MS;
  const sums = dayWeights(firstDay, Math.max(1, Math.ceil((untilMs - firstDay) / DAY_MS)), seed);
  const total = sums[sums.length - 1] ?? 1;
  return {
    sinceMs,
    untilMs,
    moment: (fraction, random) => {
      const day = lowerBound(sums, fraction * total);
      const ms = firstDay + day * DAY_MS + officeHour(random);
      return Math.min(Math.max(ms, sinceMs), untilMs - HOUR_MS);
    },
    fractionOf: (ms) => (ms - sinceMs) / (untilMs - sinceMs),
  };
}

function dayWeights(firstDay: number, days: number, seed: number): Float64Array {
  const sums = new Float64Array(days);
  let sum = 0;
  for (let day = 0; day < days; day++) {
    const date = new Date(firstDay + day * DAY_MS);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    const burst = 0.5 + 1.2 * makeRandom(mixSeed(seed, month, 77)).next();
    const holiday = date.getUTCMonth() === 7 || date.getUTCMonth() === 11 ? 0.55 : 1;
    const weekday = date.getUTCDay();
    const rest = weekday === 6 ? 0.1 : weekday === 0 ? 0.07 : 1;
    sum += burst * holiday * rest * (0.6 + day / days);
    sums[day] = sum;
  }
  return sums;
}

/** Two humps, before and after lunch, and a thin tail of people who cannot sleep. */
function officeHour(random: Random): number {
  if (random.chance(0.05)) return Math.floor(random.next() * DAY_MS);
  const middle = random.chance(0.55) ? 9.7 : 14.6;
  const spread = (random.next() + random.next() + random.next() - 1.5) * 2;
  return Math.floor((middle + spread) * HOUR_MS);
}

function lowerBound(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Times of a thread, strictly growing by at least a second: quick answers first, long silences later. */
export function threadTimes(startMs: number, count: number, untilMs: number, random: Random): number[] {
  const times = [startMs];
  let last = startMs;
  for (let slot = 1; slot < count; slot++) {
    const room = (untilMs - last) / (count - slot + 1);
    const minutes = Math.exp(random.next() * 7.2) * (random.chance(0.3) ? 4 : 0.6);
    // Now and then somebody finds an old thread and answers it.
    const silence = random.chance(0.03) ? random.next() * 60 * DAY_MS : 0;
    const gap = Math.max(1001, Math.min(minutes * 60_000 + silence, room));
    last = Math.floor(intoTheDay(last + gap, Math.max(last + 1001, untilMs - HOUR_MS), random));
    times.push(last);
  }
  return times;
}

function intoTheDay(ms: number, limit: number, random: Random): number {
  const hour = Math.floor((ms % DAY_MS) / HOUR_MS);
  if ((hour >= 7 && hour < 19) || random.chance(0.12)) return ms;
  const wait = ((hour < 7 ? 7 - hour : 31 - hour) + random.next() * 3) * HOUR_MS;
  return ms + wait < limit ? ms + wait : ms;
}
