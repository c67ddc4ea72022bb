import { buffer } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAbort, RemoteError } from "../../src/errors.ts";
import type { FileRecord } from "../../src/model/conversation.ts";
import type { Page, Scope, Source, SourceRecord } from "../../src/source/source.ts";

/** A source and what is true of it. */
export interface MadeSource {
  /** Fresh, as a new run would create it. */
  readonly create: () => Source;
  /** Rows of every file by origin. */
  readonly rows: Readonly<Record<string, number>>;
  /** How many records with provenance there are of each kind. */
  readonly counts: Readonly<Partial<Record<SourceRecord["kind"], number>>>;
  /** Bytes of the file versions that the source holds, by version id. */
  readonly bytes: Readonly<Record<string, Uint8Array>>;
  readonly dispose?: () => Promise<void>;
}

export const everything: Scope = { excludeGroups: [], content: "full", privateConversations: "count" };
/** Reading again from every page of a big source would take long and prove nothing more. */
const PREFIXES = 30;

/** What every source has to keep; each adapter's own test file passes one. */
export function sourceContract(name: string, make: () => Promise<MadeSource>): void {
  describe(`${name} keeps the contract of a source`, () => {
    let made: MadeSource;
    let whole: Page[];
    beforeAll(async () => {
      made = await make();
      whole = await pagesOf(made.create());
    });
    afterAll(async () => {
      await made.dispose?.();
    });

    it("says what it found before anything is read", async () => {
      const info = await made.create().check(new AbortController().signal);
      expect(info.found.length).toBeGreaterThan(0);
    });

    it("accounts for every row: a record with provenance or a skip", () => {
      for (const page of whole) expect(page.records.filter(isRow).length, page.origin).toBe(page.rows);
    });

    it("announces a file once, before its rows", () => {
      const announced = new Set<string>();
      for (const page of whole) {
        for (const record of page.records) {
          if (record.kind !== "input") continue;
          expect(announced).not.toContain(record.file);
          expect(record.file).toBe(page.origin);
          announced.add(record.file);
        }
        if (page.rows > 0) expect(announced).toContain(page.origin);
      }
    });

    it("names a network before anything of it", () => {
      const named = new Set<string>();
      for (const record of whole.flatMap((page) => page.records)) {
        if (record.kind === "network") named.add(record.network);
        else if ("network" in record && record.network !== null) expect(named).toContain(record.network);
      }
    });

    it("yields what is there", () => {
      expect(rowsByOrigin(whole)).toEqual(made.rows);
      const counts: Record<string, number> = {};
      for (const record of whole.flatMap((page) => page.records)) if ("row" in record) counts[record.kind] = (counts[record.kind] ?? 0) + 1;
      expect(counts).toMatchObject(made.counts);
    });

    it("numbers the rows of a file without a gap", () => {
      for (const origin of Object.keys(made.rows)) {
        const records = whole.filter((page) => page.origin === origin).flatMap((page) => page.records);
        const numbers = records.flatMap((record) => ("row" in record ? [record.row ?? 0] : []));
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(made.rows[origin] ?? 0);
      }
    });

    it("gives the same pages when read twice", async () => {
      expect(await pagesOf(made.create())).toEqual(whole);
    });

    it("reads no row again when everything is read", async () => {
      const again = await pagesOf(made.create(), committed(whole));
      expect(again.reduce((rows, page) => rows + page.rows, 0)).toBe(0);
    });

    it("goes on exactly where it stopped, after any page", async () => {
      const step = Math.max(1, Math.ceil(whole.length / PREFIXES));
      const all = rowKeys(whole);
      for (let kept = 0; kept <= whole.length; kept += step) {
        const before = whole.slice(0, kept);
        const after = await pagesOf(made.create(), committed(before));
        expect([...rowKeys(before), ...rowKeys(after)].sort(), `after ${kept} pages`).toEqual([...all].sort());
      }
    });

    it("says of a file it goes on with that it does", async () => {
      const after = await pagesOf(made.create(), committed(whole));
      for (const record of after.flatMap((page) => page.records)) if (record.kind === "input") expect(record.from).toBe("resume");
    });

    it("stops between two pages when asked", async () => {
      const stop = new AbortController();
      let pages = 0;
      const reading = (async () => {
        for await (const page of made.create().read(everything, () => undefined, stop.signal)) {
          pages++;
          if (page.rows > 0) stop.abort();
        }
      })();
      await expect(reading).rejects.toSatisfy(isAbort);
      expect(pages).toBeLessThan(whole.length);
    });

    it("does nothing for who has already stopped", async () => {
      const signal = AbortSignal.abort();
      await expect(made.create().check(signal)).rejects.toSatisfy(isAbort);
      const reading = made.create().read(everything, () => undefined, signal);
      await expect(reading[Symbol.asyncIterator]().next()).rejects.toSatisfy(isAbort);
    });

    it("frees what it holds when the reader leaves", async () => {
      const before = held();
      for await (const page of made.create().read(everything, () => undefined, new AbortController().signal)) if (page.rows > 100) break;
      for (let n = 0; n < 50 && held() > before; n++) await turn();
      expect(held()).toBeLessThanOrEqual(before);
    });

    it("streams the bytes of its files", async () => {
      const source = made.create();
      const found = new Map<string, Buffer>();
      for (const { file, origin } of filesOf(whole)) {
        if (file.locator === null) continue;
        const { network, type, locator } = file;
        const stream = await source.open({ network, type, id: String(file.id), origin, locator }, new AbortController().signal);
        found.set(String(file.id), await buffer(stream));
      }
      expect([...found.keys()].sort()).toEqual(Object.keys(made.bytes).sort());
      for (const [id, bytes] of found) expect(bytes.equals(Buffer.from(made.bytes[id] ?? [])), id).toBe(true);
    });

    it("says of bytes that are gone that they can be skipped", async () => {
      const [origin = ""] = Object.keys(made.rows);
      const gone = { network: "n", type: "file", id: "1", origin, locator: "files/not-there.bin" } as const;
      const failed = made.create().open(gone, new AbortController().signal);
      await expect(failed).rejects.toBeInstanceOf(RemoteError);
      await expect(failed).rejects.toMatchObject({ recovery: "skip" });
    });

    it("tells nothing of private conversations but that they are there", () => {
      for (const record of whole.flatMap((page) => page.records)) {
        if (record.kind !== "message" || !record.isPrivate) continue;
        for (const field of ["body", "bodyHtml", "title", "authorId", "groupId"] as const) expect(record[field], field).toBeNull();
        expect(record.chars).toBe(0);
        expect(record).not.toHaveProperty("digest");
        expect(record).not.toHaveProperty("rest");
        const referred = [...record.mentions, ...record.topics, ...record.attachments];
        expect(referred).toEqual([]);
      }
    });
  });
}

export async function pagesOf(
  source: Source,
  checkpoints: ReadonlyMap<string, string> = new Map(),
  scope: Scope = everything,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of source.read(scope, (one) => checkpoints.get(one), new AbortController().signal)) pages.push(page);
  return pages;
}

export function committed(pages: readonly Page[]): Map<string, string> {
  return new Map(pages.flatMap((page) => page.checkpoints.map(({ scope, value }) => [scope, value] as const)));
}

/** A row's own record: not a hint, not the announcement of a network. */
export function isRow(record: SourceRecord): boolean {
  return record.kind === "skip" || "row" in record;
}

export function rowsByOrigin(pages: readonly Page[]): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const page of pages) rows[page.origin] = (rows[page.origin] ?? 0) + page.rows;
  return rows;
}

function rowKeys(pages: readonly Page[]): string[] {
  return pages.flatMap((page) => page.records.filter(isRow).map((record) => `${page.origin} ${JSON.stringify(record)}`));
}

function filesOf(pages: readonly Page[]): { file: FileRecord; origin: string }[] {
  return pages.flatMap((page) => page.records.flatMap((record) => (record.kind === "file" ? [{ file: record, origin: page.origin }] : [])));
}

/** Threads and files still open. */
function held(): number {
  return process.getActiveResourcesInfo().filter((resource) => /worker|messageport|filehandle|fsreq/i.test(resource)).length;
}
