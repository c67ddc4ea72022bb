import { z } from "zod";
import { parseBudget } from "../../http/budget.ts";

const budget = z
  .string()
  .refine((text) => parseBudget(text) !== undefined, { error: "is no budget such as 10/30s (requests / window)" })
  .transform((text) => parseBudget(text) ?? { requests: 1, windowMs: 1000 });

/** What Microsoft documents: ten requests in thirty seconds, for messages and for all other endpoints apart. Source: "Rate limits", reference section 3. */
const DOCUMENTED = "10/30s";

/** Where downloads may be redirected to. Source: reference, section 1.4 (Yammer's hosts), and where SharePoint and Azure keep files. */
const FILE_HOSTS = ["*.yammer.com", "*.assets-yammer.com", "*.sharepoint.com", "*.blob.core.windows.net"];

/** `sources: [{ kind: yammer-api, … }]` in regroup.yaml. */
export const options = z.strictObject({
  kind: z.literal("yammer-api"),
  base_url: z.string().default("https://www.yammer.com/api/v1"),
  /** The name in keys, and which of the caller's networks is meant: a permalink. */
  network: z.string().trim().min(1).optional(),
  budget: z.strictObject({ messages: budget.prefault(DOCUMENTED), other: budget.prefault(DOCUMENTED) }).prefault({}),
  files: z
    .strictObject({
      hosts: z.array(z.string()).default(FILE_HOSTS),
      /** Larger files are recorded as lost. */
      max_bytes: z.int().positive().default(15_000_000_000),
      /** A download that brings nothing for so long is given up. */
      idle_seconds: z.int().positive().max(3600).default(60),
    })
    .prefault({}),
  /** Pictures of people are fetched too, one request each. */
  avatars: z.boolean().default(false),
});
export type Options = z.output<typeof options>;
