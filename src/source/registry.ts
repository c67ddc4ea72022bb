/** One line a source; nothing is loaded before it is wanted. */
export const sources = {
  "yammer-export": () => import("./yammer-export/index.ts"),
} as const satisfies Record<string, () => Promise<unknown>>;
