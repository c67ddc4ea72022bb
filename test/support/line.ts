import Database from "better-sqlite3";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openSources, openTarget } from "../../src/cli/adapters.ts";
import { loadConfig } from "../../src/config.ts";
import { silentLogger, silentProgress } from "../../src/log.ts";
import {
  approvePlan,
  exportNetwork,
  importPlan,
  makePlan,
  mapPeopleAndGroups,
  showSigned,
  verifyTarget,
  type Exported,
  type Imported,
  type ImportOptions,
  type Mapped,
  type Planned,
  type Run,
} from "../../src/pipeline.ts";
import { forget, type Forgotten } from "../../src/pipeline/forget.ts";
import { forecastRollBack, rollBack, type RollbackForecast } from "../../src/pipeline/rollback.ts";
import type { Shown, Signature } from "../../src/plan/approval.ts";
import type { Approval } from "../../src/plan/signed.ts";
import { storePath } from "../../src/store/store.ts";
import type { ForgetMode } from "../../src/store/suppress.ts";
import type { RollbackSelection } from "../../src/target/rollback-select.ts";
import type { RolledBack } from "../../src/target/rollback.ts";
import type { Target } from "../../src/target/target.ts";
import type { Verified } from "../../src/verify/verify.ts";
import { writeZip } from "./export-zip.ts";

/** What a test writes into regroup.yaml; whatever is left out has the product's default. */
export interface LineConfig {
  readonly inputs: readonly string[];
  readonly members?: string;
  /** The name of the network in keys. */
  readonly network?: string;
  /** The site's folder; left out: `site`, in the workspace. */
  readonly site?: string;
  /** directory.csv of the site. */
  readonly directory?: string;
  readonly policies?: Readonly<Record<string, unknown>>;
  readonly scope?: Readonly<Record<string, unknown>>;
  readonly official?: string;
  readonly legal_hold?: boolean;
  readonly language?: "en" | "de" | "fr";
  readonly time_zone?: string;
}

export type Row = Readonly<Record<string, string | number | null>>;

/** The whole line in one process, on a workspace in a temporary folder: the pipeline's functions, the real adapters, nobody to ask. */
export interface Line {
  readonly workspace: string;
  path(...parts: readonly string[]): string;
  configure(config: LineConfig): void;
  /** Writes a ZIP of these texts into the workspace. */
  zip(name: string, content: Readonly<Record<string, string>>): Promise<void>;
  export(): Promise<Exported>;
  map(): Promise<Mapped>;
  plan(): Promise<Planned>;
  approve(signature?: Partial<Signature>): Promise<Approval & { readonly shortHash: string }>;
  /** What was signed, and what has moved since. */
  signed(): Promise<Shown>;
  import(options?: ImportOptions): Promise<Imported>;
  verify(): Promise<Verified>;
  /** `wrap`: puts something between the driver and the target that it writes to. */
  /** What a rollback would take back. */
  forecastRollBack(selection?: Partial<RollbackSelection>): Promise<RollbackForecast>;
  rollBack(selection?: Partial<RollbackSelection>, wrap?: (target: Target) => Target): Promise<RolledBack>;
  forget(key: string, mode: ForgetMode): Promise<Forgotten>;
  /** map, plan, approve, import. */
  migrate(): Promise<{ readonly mapped: Mapped; readonly planned: Planned; readonly applied: Imported }>;
  rows(sql: string, ...values: readonly unknown[]): Row[];
  /** The first column of the first row. */
  value(sql: string, ...values: readonly unknown[]): string | number | null | undefined;
  /** Changes the store behind the product's back. */
  exec(sql: string): void;
  close(): void;
}

const NOON = Date.UTC(2024, 5, 1, 12);

const unclosed = new Set<Line>();

/** Closes what a test file's lines left behind: call at its top. */
export function cleanUpLines(): void {
  afterAll(() => {
    for (const line of unclosed) line.close();
  });
}

/** `target`: instead of the site that the configuration names. */
export function makeLine(config?: LineConfig, target?: Target): Line {
  const workspace = mkdtempSync(join(tmpdir(), "regroup-line-"));
  let ticks = 0;
  const run = (): Run => ({
    workspace,
    config: loadConfig(workspace),
    progress: silentProgress,
    log: silentLogger,
    signal: new AbortController().signal,
    clock: () => NOON + ticks++,
  });

  const open = (at: Run, mode: "read" | "write") => (target ? Promise.resolve(target) : openTarget(at, mode));

  function withStore<T>(readonly: boolean, work: (db: Database.Database) => T): T {
    const db = new Database(storePath(workspace), { readonly });
    try {
      return work(db);
    } finally {
      db.close();
    }
  }

  const line: Line = {
    workspace,
    path: (...parts) => join(workspace, ...parts),
    configure(wanted) {
      writeFileSync(join(workspace, "regroup.yaml"), yamlOf(wanted));
    },
    zip: (name, content) =>
      writeZip(new Map(Object.entries(content).map(([file, text]) => [file, () => [Buffer.from(text)]])), join(workspace, name)),
    async export() {
      const at = run();
      return exportNetwork(at, await openSources(at));
    },
    async map() {
      const at = run();
      return mapPeopleAndGroups(at, await open(at, "read"));
    },
    async plan() {
      const at = run();
      return makePlan(at, await open(at, "read"));
    },
    approve: (signature = {}) => approvePlan(run(), { by: "Test Sponsor", ...signature }),
    async signed() {
      const at = run();
      return showSigned(at, await open(at, "read"));
    },
    async import(options) {
      const at = run();
      return importPlan(at, await open(at, "write"), await open(at, "read"), options);
    },
    async verify() {
      const at = run();
      return verifyTarget(at, await open(at, "read"));
    },
    async forecastRollBack({ groups = [], waves = [], leftovers = false } = {}) {
      const at = run();
      return forecastRollBack(at, await open(at, "read"), { groups, waves, leftovers });
    },
    async rollBack({ groups = [], waves = [], leftovers = false } = {}, wrap = (target) => target) {
      const at = run();
      return rollBack(at, { target: wrap(await open(at, "write")), look: await open(at, "read") }, { groups, waves, leftovers });
    },
    async forget(key, mode) {
      const at = run();
      return forget(at, { key, mode }, { target: await open(at, "write"), look: await open(at, "read") });
    },
    async migrate() {
      const mapped = await line.map();
      const planned = await line.plan();
      await line.approve({ hash: planned.shortHash });
      return { mapped, planned, applied: await line.import() };
    },
    rows: (sql, ...values) => withStore(true, (db) => db.prepare<unknown[], Row>(sql).all(...values)),
    value: (sql, ...values) =>
      withStore(true, (db) =>
        db
          .prepare<unknown[], string | number | null>(sql)
          .pluck()
          .get(...values),
      ),
    exec: (sql) => void withStore(false, (db) => db.exec(sql)),
    close() {
      unclosed.delete(line);
      rmSync(workspace, { recursive: true, force: true });
    },
  };
  unclosed.add(line);
  if (config) line.configure(config);
  return line;
}

/** JSON is YAML, so nothing needs quoting by hand. */
export function yamlOf({ inputs, members, network, site, directory, policies, scope, official, ...rest }: LineConfig): string {
  return JSON.stringify({
    sources: [
      { kind: "yammer-export", inputs, ...(members === undefined ? {} : { members }), ...(network === undefined ? {} : { network }) },
    ],
    official_network: { name: official ?? "Leadership Learning Network" },
    target: { kind: "static-site", path: site ?? "site", ...(directory === undefined ? {} : { directory }) },
    ...(policies === undefined ? {} : { policies }),
    ...(scope === undefined ? {} : { scope }),
    ...rest,
  });
}

/** Every public view as its rows, sorted: two stores that say the same have equal dumps. */
export function dumpViews(line: Line, options: { readonly except?: readonly string[] } = {}): Record<string, string[]> {
  const views = line.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").map((row) => String(row["name"]));
  const dump: Record<string, string[]> = {};
  for (const view of views) {
    if (options.except?.includes(view)) continue;
    dump[view] = line
      .rows(`SELECT * FROM ${view}`)
      .map((row) => JSON.stringify(row))
      .sort();
  }
  return dump;
}
