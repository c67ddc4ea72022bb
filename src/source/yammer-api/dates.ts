const REST = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2}):?(\d{2})$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds UTC of `2012/02/01 21:21:30 +0000`, how REST writes every time; ISO is taken too. Null where the text is neither. */
export function timeOf(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const match = REST.exec(text.trim());
  if (!match) return ISO.test(text.trim()) ? orNull(Date.parse(text.trim())) : null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const offset = (Number(match[8]) * 60 + Number(match[9])) * (match[7] === "-" ? -1 : 1);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // 2012/02/31 would roll over into March.
  if (new Date(at).getUTCDate() !== day || new Date(at).getUTCMonth() !== month - 1) return null;
  return at - offset * 60_000;
}

function orNull(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}
