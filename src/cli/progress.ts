import ora, { type Ora } from "ora";
import { number } from "../counted.ts";
import type { Progress } from "../log.ts";

const LINE_EVERY_MS = 10_000;
const FRAME_EVERY_MS = 200;

/** A spinner on a terminal, a line now and then elsewhere: count, rate, and time left where the total is known. */
export function createProgress(options: {
  readonly isTty: boolean;
  readonly isQuiet: boolean;
  readonly now?: () => number;
  readonly write?: (line: string) => void;
}): Progress {
  const now = options.now ?? Date.now;
  const write = options.write ?? ((line: string) => void process.stderr.write(`${line}\n`));
  let spinner: Ora | undefined;
  let work = {
    title: "",
    total: 0,
    unit: "",
    done: 0,
    doneBefore: 0,
    startedAt: 0,
    shownAt: 0,
    detail: "",
    secondsLeft: undefined as number | undefined,
  };

  function line(): string {
    const seconds = Math.max(0.001, (now() - work.startedAt) / 1000);
    const rate = (work.done - work.doneBefore) / seconds;
    const count = amount(work.done, work.total, work.unit);
    const toGo = work.secondsLeft ?? (work.total > work.done && rate > 0 ? (work.total - work.done) / rate : undefined);
    const left = toGo === undefined || toGo <= 0 ? "" : `, ${duration(toGo)} left`;
    const speed = rate > 0 && rate < 0.95 ? rate.toFixed(1) : number(Math.round(rate));
    return `${work.title}${work.detail === "" ? "" : ` (${work.detail})`}: ${count} (${speed}/s${left})`;
  }

  return {
    start(title, total, unit) {
      work = { title, total, unit, done: 0, doneBefore: 0, startedAt: now(), shownAt: now(), detail: "", secondsLeft: undefined };
      if (options.isTty) spinner = ora({ text: `${title} …`, discardStdin: false }).start();
    },
    advance(by, { wasDone = false, detail, total, secondsLeft } = {}) {
      work.done += by;
      work.secondsLeft = secondsLeft;
      if (detail !== undefined) work.detail = detail;
      if (total !== undefined) work.total = total;
      if (wasDone) work.doneBefore += by;
      const since = now() - work.shownAt;
      if (spinner && since >= FRAME_EVERY_MS) {
        spinner.text = line();
        work.shownAt = now();
      } else if (!options.isTty && !options.isQuiet && since >= LINE_EVERY_MS) {
        write(line());
        work.shownAt = now();
      }
    },
    hold() {
      spinner?.stop();
      return () => void spinner?.start();
    },
    done() {
      if (spinner) {
        if (now() - work.startedAt > 1000) spinner.stopAndPersist({ symbol: " ", text: line() });
        else spinner.stop();
      }
      spinner = undefined;
    },
  };
}

/** "34 of 120 MB"; a total below ten with one decimal, where there are parts. `unit` is in the plural where it has one. */
export function amount(done: number, total: number, unit: string): string {
  const digits = total > 0 && total < 10 ? 1 : 0;
  const shown = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: digits });
  const noun = (total > 0 ? total : done) === 1 ? unit.replace(/(?<=[a-z])s$/, "") : unit;
  return total > 0 ? `${shown(done)} of ${shown(total)} ${noun}` : `${shown(done)} ${noun}`;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 3 * 86_400) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}
