import { z } from "zod";
import type { Logger } from "../../log.ts";

/** What stands under `target:` in regroup.yaml. Paths are relative to the workspace. */
export const options = z.strictObject({
  kind: z.literal("static-site"),
  path: z.string().min(1).default("site"),
  directory: z.string().min(1).optional(),
});
export type Options = z.output<typeof options>;

export interface Surroundings {
  /** Absolute path of the folder that regroup.yaml is in. */
  readonly workspace: string;
  readonly mode: "read" | "write";
  readonly log: Logger;
  readonly official: { readonly name: string };
}
