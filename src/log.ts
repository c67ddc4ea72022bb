/** What every stage may say. Static message, data beside it; never a token, an e-mail or a body. */
export interface Logger {
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
}

/** A handle on one long piece of work. Stages get this, never the terminal. */
export interface Progress {
  /** A new piece of work; `total` 0 where unknown. `unit` is what is counted: "messages", "MB", "pages". */
  start(title: string, total: number, unit: string): void;
  /** `wasDone`: an earlier run did it, so it counts as done and not as speed. `detail`: other counts, in words. `total`: what it is now thought to be. `secondsLeft`: where that is known better than from the rate. */
  advance(
    by: number,
    options?: { readonly wasDone?: boolean; readonly detail?: string; readonly total?: number; readonly secondsLeft?: number },
  ): void;
  done(): void;
  /** Clears the screen for a question; what it returns shows the work again. */
  hold?(): () => void;
}

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };
export const silentProgress: Progress = { start() {}, advance() {}, done() {} };
