import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, silentProgress } from "../../src/log.ts";
import { collect, type Collected } from "../../src/source/collect.ts";
import type { Page, Scope, Source } from "../../src/source/source.ts";
import { create, options } from "../../src/source/yammer-api/index.ts";
import type { TokenProvider } from "../../src/source/yammer-api/token.ts";
import { createBlobs } from "../../src/store/blobs.ts";
import { openBudgetLedger } from "../../src/store/budget-ledger.ts";
import { openForWriting, storePath, type Store } from "../../src/store/store.ts";
import type { YammerOptions } from "../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../fakes/yammer/start.ts";
import { virtualClock, type VirtualClock } from "./virtual-clock.ts";

export const wholeScope: Scope = { excludeGroups: [], content: "full", privateConversations: "count" };

/** A workspace beside a fake network, both on one virtual clock: exports run through sockets, and hours pass in no time. */
export interface Yard {
  readonly fake: FakeYammer;
  readonly clock: VirtualClock;
  readonly workspace: string;
  readonly database: string;
  /** As a new process would make it. */
  source(more?: {
    readonly token?: string;
    readonly config?: object;
    readonly includePrivate?: boolean;
    readonly provider?: TokenProvider;
  }): Source;
  /** One run: `stopAfter` pages it dies without a word. */
  export(how?: { readonly scope?: Partial<Scope>; readonly source?: Source; readonly stopAfter?: number }): Promise<Collected | undefined>;
  withStore<T>(work: (store: Store) => T): T;
  /** Fails where the fake met what it does not know. */
  stop(): Promise<void>;
}

class Killed extends Error {}

export async function makeYard(given: Omit<YammerOptions, "clock">): Promise<Yard> {
  const clock = virtualClock();
  const fake = await startYammer({
    ...given,
    clock: {
      now: clock.wall,
      sleep: (ms) => {
        clock.advance(ms);
        return Promise.resolve();
      },
    },
  });
  const workspace = mkdtempSync(join(tmpdir(), "yammer-api-"));
  const filesHost = new URL(fake.filesUrl).hostname;
  const yard: Yard = {
    fake,
    clock,
    workspace,
    database: storePath(workspace),
    source: ({ token = fake.tokens.of("member"), config = {}, includePrivate = false, provider } = {}) =>
      create(options.parse({ kind: "yammer-api", base_url: fake.baseUrl, files: { hosts: [filesHost] }, ...config }), {
        log: silentLogger,
        clock,
        env: {},
        ledger: () => openBudgetLedger(workspace),
        certificates: () => [],
        token: provider ?? (() => Promise.resolve(token)),
        includePrivate,
      }),
    async export({ scope = {}, source = yard.source(), stopAfter } = {}) {
      const store = openForWriting(workspace);
      try {
        return await collect(stopAfter === undefined ? source : dying(source, stopAfter), store, {
          scope: { ...wholeScope, ...scope },
          run: 1,
          totalBytes: 0,
          blobs: createBlobs(workspace),
          progress: silentProgress,
          log: silentLogger,
          signal: new AbortController().signal,
        });
      } catch (error) {
        if (error instanceof Killed) return undefined;
        throw error;
      } finally {
        store.close();
      }
    },
    async stop() {
      rmSync(workspace, { recursive: true, force: true });
      await fake.stop();
    },
    withStore(work) {
      const store = openForWriting(workspace);
      try {
        return work(store);
      } finally {
        store.close();
      }
    },
  };
  return yard;
}

/** Commits `pages` pages, then nothing more happens: not even the end of the run. */
function dying(source: Source, pages: number): Source {
  return {
    ...source,
    async *read(...given): AsyncGenerator<Page> {
      let left = pages;
      for await (const page of source.read(...given)) {
        if (left-- <= 0) throw new Killed();
        yield page;
      }
    },
  };
}
