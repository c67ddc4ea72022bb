/** `JSON.parse` that loses no digit: an id beyond 2^53 comes as its decimal text. NULs are left out, as from an export: they would cut a text short in SQL. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, exact);
}

/** The third argument is newer than TypeScript's types: the source text of the value (Node 21). */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "") : value;
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^\d+$/.test(source) ? source : value;
}

/** One text for one value, whatever the order of its fields: their order is not promised. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
