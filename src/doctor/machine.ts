import { bad, note, ok, warn, type Finding } from "./finding.ts";

/** Node, clock and disk, judged by values. */

const LEAST_NODE = [22, 12] as const;

/** Source: `engines` in package.json. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isNew) return ok("node", `Node ${version.replace(/^v/, "")}.`);
  return bad(
    "node",
    `Node ${version.replace(/^v/, "")} is too old: 22.12 or newer is needed.`,
    "In a clone, `npm ci` brings one: use `npx regroup`.",
  );
}

/** Before this version was made, and long after anybody will run it: a clock that was never set, or was set by hand. */
const EARLIEST = Date.UTC(2025, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const DAY_MS = 86_400_000;

/** `newestMs`: the latest time that the workspace holds (files, runs); 0 where none. */
export function judgeClock(seen: { readonly now: number; readonly newestMs: number; readonly zone: string | undefined }): Finding {
  const { now, newestMs, zone } = seen;
  const fix = "Set the clock (or switch on its synchronisation) and run `regroup doctor` again: plans, approvals and logs carry its time.";
  if (now < EARLIEST || now > LATEST) return bad("clock", `The clock says ${day(now)}.`, fix);
  if (newestMs > now + DAY_MS)
    return warn("clock", `The clock says ${day(now)}, but the workspace holds something from ${day(newestMs)}.`, fix);
  if (zone === undefined || zone === "") return note("clock", `The clock says ${day(now)}; this computer's time zone is unknown.`);
  return ok("clock", `The clock says ${day(now)}, time zone ${zone}.`);
}

function day(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : "nothing";
}

/** Bytes of the inputs, and of what the workspace holds of them already. */
export interface Sizes {
  /** CSVs, unpacked. */
  readonly csvBytes: number;
  /** Files and pages, unpacked. */
  readonly fileBytes: number;
  readonly storeBytes: number;
  readonly blobBytes: number;
  /** 0 to 1: how much of the plan stands at the target. */
  readonly imported: number;
  /** What the store holds, once an export has come to its end. */
  readonly records?: Records | undefined;
}

export interface Records {
  readonly people: number;
  readonly groups: number;
  readonly threads: number;
  readonly messages: number;
}

/** Store and log against the CSVs: measured on an export of 20,000 messages, rounded up. */
const STORE_FACTOR = 1.6;
/** Pages against the CSVs, for as long as nothing is known but these: 7.2, 6.6 and 6.1 on networks of 300, 3,000 and 20,000 messages, in blocks of 4 KB. */
const PAGES_FACTOR = 7.5;
/** Disk that pages and the search take for one record each, fitted to the same three networks; short posts and silent people cost more than their rows tell. */
const PAGE_BYTES = { base: 300_000, people: 8_000, groups: 45_000, threads: 6_200, messages: 1_200 } as const;

function pages({ csvBytes, records }: Sizes): number {
  if (!records) return csvBytes * PAGES_FACTOR;
  const { base, people, groups, threads, messages } = PAGE_BYTES;
  return base + people * records.people + groups * records.groups + threads * records.threads + messages * records.messages;
}

/** What is still to be written in the workspace, in bytes: store, blobs, and a site with its copies of the files. */
export function forecast(sizes: Sizes): { readonly store: number; readonly blobs: number; readonly site: number; readonly total: number } {
  const store = Math.max(0, sizes.csvBytes * STORE_FACTOR - sizes.storeBytes);
  const blobs = Math.max(0, sizes.fileBytes - sizes.blobBytes);
  const site = (pages(sizes) + sizes.fileBytes) * (1 - sizes.imported);
  return { store, blobs, site, total: store + blobs + site };
}

const SPARE = 1.25;

export function judgeDisk(freeBytes: number, sizes: Sizes): Finding {
  const need = forecast(sizes);
  const parts = `store ${size(need.store)}, files ${size(need.blobs)}, site ${size(need.site)}`;
  const found = `${size(freeBytes)} are free; about ${size(need.total)} are still needed (${parts}).`;
  const fix = "Free some space, or move the workspace to a larger disk. A full disk loses nothing: the same command goes on afterwards.";
  if (freeBytes < need.total) return bad("disk", found, fix);
  if (freeBytes < need.total * SPARE) return warn("disk", found, fix);
  return ok("disk", found);
}

export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ""}`;
}
