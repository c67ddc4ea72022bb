/** One of, or many of, something: `written` is the number as the reader's language writes it. For English and German. */
export function counted(one: string, many: string): (count: number, written: string) => string {
  return (count, written) => `${written} ${count === 1 ? one : many}`;
}

/** French counts 0 as one. */
export function compte(one: string, many: string): (count: number, written: string) => string {
  return (count, written) => `${written} ${count < 2 ? one : many}`;
}
