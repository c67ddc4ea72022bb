import type { z } from "zod";
import type { Logger } from "../log.ts";
import type { Source } from "./source.ts";

/** What a source folder exports. `options` is the schema of its part of `regroup.yaml`. */
export interface SourceModule<Options extends z.ZodType = z.ZodType> {
  readonly options: Options;
  readonly create: (options: z.output<Options>, context: { readonly workspace: string; readonly log: Logger }) => Source;
}

/** One line a source; nothing is loaded before it is wanted. */
export const sources = {
  "yammer-export": () => import("./yammer-export/index.ts"),
} as const satisfies Record<string, () => Promise<unknown>>;
