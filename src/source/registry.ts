import type { z } from "zod";
import type { Source } from "./source.ts";
import type { Outside } from "./yammer-api/index.ts";

/** What an adapter is given besides its own part of the configuration; each takes what it needs. */
export interface SourceContext extends Outside {
  readonly workspace: string;
}

interface Adapter<Output> {
  readonly options: z.ZodType<Output>;
  readonly create: (options: Output, context: SourceContext) => Source;
}

/** Checks a part of the configuration against a schema. @throws UserError */
type Validate = <Output>(schema: z.ZodType<Output>, part: unknown) => Output;

type Opener = (part: unknown, validate: Validate, context: SourceContext) => Source;

function withOpener<Output, Module extends Adapter<Output>>(module: Module & Adapter<Output>): Module & { readonly open: Opener } {
  return { ...module, open: (part, validate, context) => module.create(validate(module.options, part), context) };
}

/** One line a source; nothing is loaded before it is wanted. */
export const sources = {
  "yammer-export": () => import("./yammer-export/index.ts").then((module) => withOpener(module)),
  "yammer-api": () => import("./yammer-api/index.ts").then((module) => withOpener(module)),
} as const;
