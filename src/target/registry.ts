/** One line a target; nothing is loaded before it is wanted. */
export const targets = {
  "static-site": () => import("./static-site/index.ts"),
} as const satisfies Record<string, () => Promise<unknown>>;
