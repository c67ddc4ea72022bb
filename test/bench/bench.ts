import Database from "better-sqlite3";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createWriteStream } from "node:fs";
import { exportEntries, writeZip } from "../support/export-zip.ts";
import { makeNetwork } from "../support/network.ts";
import { median, regroup, timed, type Ran } from "./processes.ts";
import { linesOf, makeSite, type Site } from "./site.ts";

/**
 * Measures the numbers that the design wants to beat, each against its baseline in the same run: `npm run bench -- [--messages 500000] [--large] [--only help|ingest|plan|site|api]`.
 * Prints one line a number. Asserts nothing: a shared machine is no judge of seconds.
 */
const EXPORT_CODES = [0, 1];
const PAIRS = 3;
const HELP_PAIRS = 9;
const GROWTH = 10;
const PLANS = [250_000, 1_000_000] as const;
const SITES = [100_000, 300_000];
const LARGE_SITE = 1_000_000;

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const wants = (part: string) => only === undefined || only === part;
const large = process.argv.includes("--large");
const messages = Number(process.argv[process.argv.indexOf("--messages") + 1]) || 500_000;
const folder = mkdtempSync(join(tmpdir(), "regroup-bench-"));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const remark = (line: string) => void process.stderr.write(`${line}\n`);

interface Input {
  readonly zip: string;
  readonly csv: string;
}

async function makeInput(count: number): Promise<Input> {
  remark(`making an export of ${count} messages …`);
  const input = { zip: join(folder, `export-${count}.zip`), csv: join(folder, `Messages-${count}.csv`) };
  const entries = exportEntries(makeNetwork({ seed: 7, messages: count, people: 5000, groups: 130 }), { bodies: false });
  await writeZip(entries, input.zip, 1);
  const csv = entries.get("Messages.csv");
  if (!csv) throw new Error("the export has no Messages.csv");
  await pipeline(csv(), createWriteStream(input.csv));
  return input;
}

function workspace(name: string, zip: string): string {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  writeFileSync(join(path, "regroup.yaml"), `sources: [{ kind: yammer-export, inputs: [${JSON.stringify(zip)}] }]\n`);
  return path;
}

function load(name: string, zip: string): Ran & { readonly path: string } {
  const path = workspace(name, zip);
  return { path, ...regroup(path, ["export"], EXPORT_CODES) };
}

function importWithSqlite(csv: string): number {
  const base = join(folder, "base.db");
  rmSync(base, { force: true });
  return timed("sqlite3", [base, `.import --csv "${csv}" m`]);
}

function ingest(input: Input): Ran & { readonly path: string } {
  const hasSqlite = spawnSync("sqlite3", ["-version"]).status === 0;
  const ours: Ran[] = [];
  const theirs: number[] = [];
  let path = "";
  for (let pair = 0; pair < PAIRS; pair++) {
    const run = load("ingest", input.zip);
    path = run.path;
    ours.push(run);
    if (hasSqlite) theirs.push(importWithSqlite(input.csv));
  }
  const seconds = median(ours.map((run) => run.seconds));
  const peakMb = median(ours.map((run) => run.peakMb));
  const base = median(theirs);
  const ratio = median(ours.map((run, pair) => run.seconds / (theirs[pair] ?? Number.NaN)));
  if (hasSqlite) say(`ingest ${ratio.toFixed(2)}x of sqlite3 .import (${seconds.toFixed(1)} s / ${base.toFixed(1)} s), pass line 0.70`);
  else say(`ingest ${seconds.toFixed(1)} s; no baseline, for there is no sqlite3 here`);
  say(`ingest memory ${peakMb.toFixed(0)} MB at ${messages} messages, pass line 200 MB`);
  return { path, seconds, cpuSeconds: median(ours.map((run) => run.cpuSeconds)), peakMb };
}

async function growth(small: Ran): Promise<void> {
  if (!large) {
    say(`growth left out: --large reads ${messages * GROWTH} messages`);
    return;
  }
  const input = await makeInput(messages * GROWTH);
  const run = load("growth", input.zip);
  say(
    `growth ${(run.seconds / GROWTH / small.seconds).toFixed(2)}x time a message at ${messages * GROWTH} against ${messages}, pass line 1.20`,
  );
  say(
    `growth memory ${(run.peakMb / small.peakMb).toFixed(2)}x (${run.peakMb.toFixed(0)} MB / ${small.peakMb.toFixed(0)} MB), pass line 1.15`,
  );
  rmSync(run.path, { recursive: true });
}

/** Map, then plans of a store, each beside a scan of its bodies in the same minute. The first plan finds nothing to replace, the others do. */
async function plan(count: number): Promise<{ readonly seconds: number; readonly scan: number; readonly peakMb: number }> {
  const { path } = load(`plan-${count}`, (await makeInput(count)).zip);
  regroup(path, ["map"]);
  const scans: number[] = [];
  const plans: Ran[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    plans.push(regroup(path, ["plan"]));
    const db = new Database(join(path, "regroup.db"), { readonly: true });
    const started = performance.now();
    db.prepare("SELECT sum(length(body)) FROM message").get();
    scans.push((performance.now() - started) / 1000);
    db.close();
  }
  rmSync(path, { recursive: true });
  return { seconds: median(plans.map((run) => run.seconds)), scan: median(scans), peakMb: median(plans.map((run) => run.peakMb)) };
}

async function plans(): Promise<void> {
  const [few, many] = PLANS;
  const small = await plan(few);
  const { seconds, scan, peakMb } = await plan(many);
  say(
    `plan ${(seconds / scan).toFixed(0)}x of one scan (${seconds.toFixed(1)} s / ${scan.toFixed(2)} s) at ${many} messages, pass line 20`,
  );
  say(
    `plan memory ${(peakMb / small.peakMb).toFixed(2)}x at ${many} messages against ${few} (${peakMb.toFixed(0)} MB / ${small.peakMb.toFixed(0)} MB), pass line 1.15`,
  );
}

/** Sites of several sizes. A person wrote a hundred messages, as in the network that reads are measured with. */
async function sites(): Promise<void> {
  let before: Site | undefined;
  for (const count of large ? [...SITES, LARGE_SITE] : SITES) {
    remark(`making a site of ${count} messages …`);
    const zip = join(folder, `site-${count}.zip`);
    const network = makeNetwork({ seed: 7, messages: count, people: Math.round(count / 100), groups: 130 });
    await writeZip(exportEntries(network, { bodies: false }), zip, 1);
    const made = await makeSite(load(`site-${count}`, zip).path, count);
    for (const line of linesOf(made, before)) say(line);
    before = made;
    rmSync(zip);
  }
  if (!large) say(`site of ${LARGE_SITE} messages left out: --large makes it`);
}

function help(): void {
  const bin = new URL("../../bin/regroup.js", import.meta.url).pathname;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let pair = 0; pair < HELP_PAIRS; pair++) {
    ours.push(timed(process.execPath, [bin, "--help"]));
    theirs.push(timed(process.execPath, ["-e", "0"]));
  }
  const ratio = median(ours.map((seconds, pair) => seconds / (theirs[pair] ?? Number.NaN)));
  say(
    `--help ${ratio.toFixed(2)}x of node -e 0 (${(median(ours) * 1000).toFixed(0)} ms / ${(median(theirs) * 1000).toFixed(0)} ms), pass line 2.00`,
  );
}

try {
  if (wants("help")) help();
  if (wants("ingest")) await growth(ingest(await makeInput(messages)));
  if (wants("plan")) await plans();
  if (wants("site")) await sites();
  if (wants("api")) {
    remark("reading a network of 30,000 messages on a virtual clock …");
    await import("./yammer-api.ts");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
