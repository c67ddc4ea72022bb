import { stopIfAsked } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { CheckpointReader, Page, Scope, Source } from "../source.ts";
import { Exclusion, Hints, OpenlyAttached } from "./context.ts";
import { Directory } from "./directory.ts";
import { inspect, refuse } from "./inspect.ts";
import { isMemberFileRead, learnFrom, readMembers } from "./members.ts";
import { makeOpener } from "./open.ts";
import { learnGroupNames } from "./prescan.ts";
import { proveArchive } from "./prove.ts";
import { isRead, isReadFromStart, knownInputs, needsMessages, readCsv } from "./read.ts";
import type { Run } from "./run.ts";
import { files, messages, type Options } from "./schema.ts";

export { discover } from "./discover.ts";
export { options } from "./schema.ts";

/** Unpacked bytes a second that reading takes in, on a laptop: only a forecast hangs on it. */
const BYTES_PER_SECOND = 60e6;

/** The ZIPs or folders of Yammer's network data export (and its per-user one), as a source. `inputs` are relative to the workspace. */
export function create(options: Options, context: { readonly workspace: string; readonly log: Logger }): Source {
  const { workspace, log } = context;
  return {
    id: "yammer-export",

    async check(signal) {
      const { problems, found, warnings, totalBytes, fileBytes } = await inspect(options, workspace, signal);
      refuse(problems);
      return { found, warnings, totalBytes, fileBytes };
    },

    async estimate(_scope, signal) {
      const { problems, totalBytes } = await inspect(options, workspace, signal);
      refuse(problems);
      return { requests: {}, bytes: totalBytes, hours: totalBytes / BYTES_PER_SECOND / 3600 };
    },

    async *read(scope: Scope, checkpoints: CheckpointReader, signal: AbortSignal): AsyncGenerator<Page> {
      stopIfAsked(signal);
      const inspection = await inspect(options, workspace, signal);
      refuse(inspection.problems);
      const exclusion = scope.excludeGroups.length > 0 ? new Exclusion(scope.excludeGroups) : undefined;
      const last = inspection.csvs.filter(needsMessages);
      const run: Run = {
        inspection,
        scope,
        hints: new Hints(),
        exclusion,
        checkpoints,
        signal,
        introduced: new Set(),
        rowsOf: new Map(),
        claimed: new Set(),
        openly: new OpenlyAttached(last.map(({ kind }) => (kind.format === files ? "file" : "page"))),
      };
      if (exclusion?.hasPatterns) await learnGroupNames(exclusion, run);
      const directory = inspection.members.every((file) => isMemberFileRead(file, run)) ? undefined : new Directory();
      const notWhole = inspection.csvs.filter((csv) => !isReadFromStart(csv, run));
      yield* knownInputs(notWhole);
      for (const csv of [...inspection.csvs.filter((one) => !last.includes(one)), ...last]) {
        if (csv === last[0] && last.some((one) => !isRead(one, run))) {
          for (const earlier of notWhole) if (earlier.kind.format === messages) await learnFrom(earlier, undefined, run);
        }
        log.debug("reading a file", { file: csv.file, bytes: csv.entry.sizeBytes });
        for await (const page of readCsv(csv, run)) {
          if (directory) for (const record of page.records) directory.learn(record);
          yield page;
          stopIfAsked(signal);
        }
      }
      for (const input of inspection.inputs) {
        const isWhole = !notWhole.some((csv) => csv.input === input);
        const left = isWhole ? [...input.blobs.values()].filter((entry) => !run.claimed.has(entry)).length : 0;
        if (left > 0) log.warn("entries for files or pages that no row names", { input: input.given, entries: left });
      }
      if (directory) for (const csv of notWhole) await learnFrom(csv, directory, run);
      for (const file of inspection.members) yield* readMembers(file, directory ?? new Directory(), run);
    },

    async *prove(signal) {
      const { inputs } = await inspect(options, workspace, signal);
      for (const { given, archive } of inputs) yield* proveArchive(given, archive, signal);
    },

    open: makeOpener(options.inputs, workspace),
  };
}
