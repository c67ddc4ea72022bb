import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { silentLogger } from "../../src/log.ts";
import { create } from "../../src/source/yammer-export/index.ts";
import type { Page, Scope } from "../../src/source/source.ts";
import { committed, isRow } from "../contract/source-contract.ts";
import { exportEntries, writeExportZip } from "../support/export-zip.ts";
import { makeNetwork } from "../support/network.ts";

/** Whatever happens to its bytes, an export ends clearly: refused by name, or read with every row accounted for. */

const workspace = mkdtempSync(join(tmpdir(), "regroup-fuzz-"));
afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

const truth = makeNetwork({ seed: 5, messages: 60, people: 12, groups: 4 });
await writeExportZip(truth, join(workspace, "whole.zip"), { bodies: false });
const zip = await readFile(join(workspace, "whole.zip"));
const csvs = [...exportEntries(truth, { bodies: false })].map(([name, bytes]) => [name, Buffer.concat([...bytes()])] as const);
const messages = csvs.find(([name]) => name === "Messages.csv")?.[1] ?? Buffer.alloc(0);

const SEED = 20240115;
const RUNS = 75;
const TIME_LIMIT_MS = 10_000;
const scope: Scope = { excludeGroups: ["b*"], content: "full", privateConversations: "count" };

/** Bytes that mean something to a reader come more often than others. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 5000 }) }),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom('"', '""', ",", "\n", "\r", "\0", '",\n"', '\n"5",', "\uFEFF", "PK\u0001\u0002")
      .map((text) => Uint8Array.from(Buffer.from(text, "latin1"))),
  ),
});
const edits = fc.array(edit, { minLength: 1, maxLength: 4 });

function edited(bytes: Buffer, changes: readonly { at: number; cut: number; insert: Uint8Array }[]): Buffer {
  return changes.reduce((now, { at, cut, insert }) => {
    const place = Math.floor(at * now.length);
    return Buffer.concat([now.subarray(0, place), insert, now.subarray(place + cut)]);
  }, bytes);
}

let runs = 0;

async function pagesOf(input: string, checkpoints: ReadonlyMap<string, string>): Promise<Page[] | undefined> {
  const source = create({ kind: "yammer-export", inputs: [input] }, { workspace, log: silentLogger });
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const pages: Page[] = [];
  try {
    await source.check(signal);
    for await (const page of source.read(scope, (one) => checkpoints.get(one), signal)) pages.push(page);
    return pages;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toBe("");
    return undefined;
  }
}

async function endsClearly(input: string): Promise<void> {
  const pages = await pagesOf(input, new Map());
  if (!pages) return;
  for (const page of pages) expect(page.records.filter(isRow).length, page.origin).toBe(page.rows);
  const middle = Math.floor(pages.length / 2);
  const rest = (await pagesOf(input, committed(pages.slice(0, middle)))) ?? [];
  const rows = (some: readonly Page[]): number => some.reduce((sum, page) => sum + page.rows, 0);
  expect(rows(pages.slice(0, middle)) + rows(rest)).toBe(rows(pages));
}

describe("an export with damaged bytes ends clearly", () => {
  it("as a ZIP", async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const name = `zip-${runs++}.zip`;
        await writeFile(join(workspace, name), edited(zip, changes));
        await endsClearly(name);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("as a folder", async () => {
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(), async (changes, which) => {
        const name = `folder-${runs++}`;
        await mkdir(join(workspace, name));
        for (const [n, [file, bytes]] of csvs.entries()) {
          await writeFile(join(workspace, name, file), n === which % csvs.length ? edited(bytes, changes) : bytes);
        }
        await endsClearly(name);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("and one damaged place costs few rows", async () => {
    const whole = truth.messageCount;
    await fc.assert(
      fc.asyncProperty(edit, async (change) => {
        const name = `few-${runs++}`;
        const small = { ...change, cut: Math.min(change.cut, 3) };
        // The header is another matter: without it nothing can be read.
        const header = messages.indexOf("\n") + 1;
        await mkdir(join(workspace, name));
        await writeFile(
          join(workspace, name, "Messages.csv"),
          Buffer.concat([messages.subarray(0, header), edited(messages.subarray(header), [small])]),
        );
        const pages = await pagesOf(name, new Map());
        const read = pages?.flatMap((page) => page.records).filter((record) => record.kind === "message").length ?? 0;
        const skipped = pages?.flatMap((page) => page.records).filter((record) => record.kind === "skip" && record.policy).length ?? 0;
        expect(read + skipped).toBeGreaterThanOrEqual(whole - 6);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
