/**
 * Counts in an export's log.txt: `Number of exported MESSAGES: 1234`. Lines of inbound and outbound threads ("MESSAGES … BOUND") have a label
 * of their own and are no message counts. Source: reference on the export format, section 4.
 */
export function declaredCounts(log: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of log.split(/\r\n|\r|\n/)) {
    const match = /Number of exported ([A-Z][A-Z _-]*?)\s*:\s*([\d.,]+)\s*$/i.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    counts.set(match[1].toUpperCase(), Number(match[2].replace(/[.,]/g, "")));
  }
  return counts;
}
