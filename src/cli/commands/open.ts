import type { ExitCode } from "../../errors.ts";
import type { Cli } from "../run.ts";
import { apply } from "./import.ts";

/** The last phase, for the sub-groups that stand with all their content. */
export function command(cli: Cli): Promise<ExitCode> {
  return apply(cli, "open");
}
