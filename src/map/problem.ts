/** What is wrong in people.csv or groups.csv, and where it stands there. */
export interface Problem {
  readonly file: string;
  /** As a spreadsheet counts, the header being 1; null: of the file as a whole. */
  readonly line: number | null;
  readonly column: "key" | "decision" | null;
  readonly what: string;
}

/** One line each, in the order in which somebody goes through the files. */
export function tellProblems(problems: readonly Problem[]): string[] {
  return [...problems].sort(inOrder).map(({ file, line, column, what }) => {
    const place = [file, ...(line === null ? [] : [`line ${line}`]), ...(column === null ? [] : [`column ${column}`])];
    return `${place.join(", ")}: ${what}`;
  });
}

/** Those of one cell stay as they were found. */
function inOrder(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || columns.indexOf(a.column) - columns.indexOf(b.column);
}

const columns = [null, "key", "decision"] as const;
