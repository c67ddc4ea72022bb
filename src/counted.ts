/** 1234 → "1,234". */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 group", "1,234 groups": a count with its noun, as the terminal and what is kept as evidence say it, in English. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
