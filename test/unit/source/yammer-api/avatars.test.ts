import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { forgetInStore } from "../../../../src/store/forget.ts";
import { findSubject } from "../../../../src/store/forget-survey.ts";
import { createBlobs } from "../../../../src/store/blobs.ts";
import { wantMissingAgain } from "../../../../src/store/files.ts";
import { forgetModes } from "../../../../src/store/suppress.ts";
import type { Scope } from "../../../../src/source/source.ts";
import { HONEST } from "../../../fakes/yammer/options.ts";
import type { FakePicture } from "../../../fakes/yammer/pictures.ts";
import { smallPng } from "../../../support/content/png.ts";
import { makeNetwork } from "../../../support/network.ts";
import { listen } from "../../../support/server.ts";
import { cleanUpYards, makeYard, type Yard } from "../../../support/yammer-api.ts";

vi.setConfig({ testTimeout: 60_000 });
cleanUpYards();

const truth = makeNetwork({ seed: 9, messages: 40, people: 30, groups: 2 });
const [ada = "", ben = "", cem = "", dan = "", eva = "", fay = "", gil = ""] = truth.people
  .filter(({ state, isBot, isGuest }) => state === "active" && !isBot && !isGuest)
  .map(({ id }) => id);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const picture = (name: string, bytes: Uint8Array, at: FakePicture["at"] = "redirect"): FakePicture => ({
  ...{ name, at },
  reply: { kind: "bytes", type: "image/png", name, bytes },
});
const again: Partial<Scope> = { refreshPeople: true };

/** A network whose people have these pictures. The fake fails the test where a token reaches the second host. */
async function yardWith(
  pictures: ReadonlyMap<string, FakePicture>,
): Promise<Yard & { fetch(scope?: Partial<Scope>, on?: boolean): ReturnType<Yard["export"]> }> {
  const yard = await makeYard({ truth, lies: HONEST, pictures });
  const config = { files: { hosts: ["127.0.0.1"], idle_seconds: 1 } };
  return {
    ...yard,
    fetch: (scope = {}, avatars = true) => yard.export({ scope, source: yard.source({ config: { ...config, avatars } }) }),
  };
}
const known = (yard: Yard) =>
  yard.withStore(({ db }) =>
    Object.fromEntries(
      db
        .prepare<[], { id: string; sha256: string | null; lost: string | null }>(
          "SELECT CAST(person_id AS TEXT) AS id, sha256, lost FROM avatar",
        )
        .all()
        .map(({ id, sha256: sum, lost }) => [id, lost ?? sum]),
    ),
  );
const blobOf = (yard: Yard, bytes: Uint8Array) => join(yard.workspace, "blobs", sha256(bytes).slice(0, 2), sha256(bytes));
const asked = (yard: Yard) => yard.fake.downloads.filter((url) => url.startsWith("/mugshot"));

const stalling = await listen((_request, response) => {
  response.writeHead(200, { "content-type": "image/png", "content-length": 5000 });
  response.write(smallPng(1).subarray(0, 4));
});
afterAll(() => stalling.close());

describe("pictures of people", () => {
  it("come over in the size that is shown, signed or redirected, once each, and no default picture does", async () => {
    const pictures = new Map([
      [ada, picture("ada", smallPng(1))],
      [ben, picture("ben", smallPng(2), "direct")],
    ]);
    const yard = await yardWith(pictures);
    expect(await yard.fetch()).toMatchObject({ pictures: 2, picturesLost: 0 });
    expect(known(yard)).toEqual({ [ada]: sha256(smallPng(1)), [ben]: sha256(smallPng(2)) });
    expect(readFileSync(blobOf(yard, smallPng(2)))).toEqual(smallPng(2));
    expect(asked(yard)).toHaveLength(2);
    expect(asked(yard).every((url) => url.includes("size=192x192"))).toBe(true);
  });

  it("are left alone unless somebody wants them, and where only metadata is read", async () => {
    const yard = await yardWith(new Map([[ada, picture("ada", smallPng(1))]]));
    expect(await yard.fetch({}, false)).toMatchObject({ pictures: 0 });
    expect(await yard.fetch({ ...again, content: "metadata" })).toMatchObject({ pictures: 0 });
    expect(known(yard)).toEqual({});
    expect(asked(yard)).toEqual([]);
  });

  it("are fetched again where they changed, or their bytes are gone, and not where only their signature did", async () => {
    const pictures = new Map([[ada, picture("ada", smallPng(1))]]);
    const yard = await yardWith(pictures);
    await yard.fetch();
    expect(await yard.fetch(again)).toMatchObject({ pictures: 0 });
    pictures.set(ada, picture("ada2", smallPng(3)));
    expect(await yard.fetch(again)).toMatchObject({ pictures: 1 });
    expect(known(yard)).toEqual({ [ada]: sha256(smallPng(3)) });
    createBlobs(yard.workspace).keepOnly(() => false);
    yard.withStore(({ db }) => wantMissingAgain(db, createBlobs(yard.workspace)));
    expect(await yard.fetch()).toMatchObject({ pictures: 1 });
    pictures.delete(ada);
    await yard.fetch(again);
    expect(known(yard)).toEqual({});
  });

  it("that cannot be had are gaps with their reason, and end no run", async () => {
    const html: FakePicture = {
      name: "cem",
      at: "redirect",
      reply: { kind: "text", status: 200, type: "text/html", text: "<html>Sign in first</html>" },
    };
    const pictures = new Map([
      [ada, picture("ada", smallPng(1))],
      [ben, picture("ben", smallPng(2), { url: "https://pictures.example.com/ben.png" })],
      [cem, html],
      [dan, picture("dan", Buffer.concat([smallPng(4), Buffer.alloc(5_000_000)]))],
      [eva, picture("eva", smallPng(5), { url: "https://10.20.30.40/eva.png" })],
      [fay, picture("fay", smallPng(6), { url: `${stalling.url}/fay.png` })],
      [gil, { ...html, name: "gil", reply: { kind: "text", status: 403, type: "text/plain", text: "expired" } }],
    ]);
    const yard = await yardWith(pictures);
    expect(await yard.fetch()).toMatchObject({ pictures: 1, picturesLost: 6 });
    expect(known(yard)).toEqual({
      [ada]: sha256(smallPng(1)),
      [ben]: expect.stringContaining("pictures.example.com, which files.hosts does not allow") as string,
      [cem]: expect.stringContaining("web page of 26 bytes instead of the file") as string,
      [dan]: expect.stringContaining("more than a picture of a person may have") as string,
      [eva]: expect.stringContaining("10.20.30.40") as string,
      [fay]: expect.stringContaining("broke") as string,
      [gil]: expect.stringContaining("403") as string,
    });
    const gaps = yard.withStore(({ db }) => db.prepare("SELECT evidence FROM gap WHERE kind = 'missing-picture'").pluck().all());
    expect(gaps).toHaveLength(6);
    expect(
      gaps.filter((gap) => String(gap).startsWith(`the picture of person ${cem} could not be fetched: the server answered`)),
    ).toHaveLength(1);
    pictures.set(cem, picture("cem", smallPng(7)));
    expect(await yard.fetch()).toMatchObject({ pictures: 1, picturesLost: 5 });
    await yard.fetch({}, false);
    expect(yard.withStore(({ db }) => db.prepare("SELECT count(*) FROM gap WHERE kind = 'missing-picture'").pluck().get())).toBe(0);
  });

  it("come by a new address where the one that is known has ended", async () => {
    const ended: string[] = [];
    const hasEnded = (signature: string) => (ended.length === 0 ? ended.push(signature) > 0 : ended.includes(signature));
    const pictures = new Map<string, FakePicture>([
      [ada, { ...picture("ada", smallPng(1), "direct"), hasEnded }],
      [ben, { ...picture("ben", smallPng(2), "direct"), hasEnded: () => true }],
    ]);
    const yard = await yardWith(pictures);
    expect(await yard.fetch()).toMatchObject({ pictures: 1, picturesLost: 1 });
    expect(known(yard)).toEqual({ [ada]: sha256(smallPng(1)), [ben]: expect.stringContaining("403") as string });
    pictures.set(ben, picture("ben", smallPng(2), "direct"));
    expect(await yard.fetch()).toMatchObject({ pictures: 1 });
    pictures.delete(ben);
    expect(await yard.fetch()).toMatchObject({ pictures: 0, picturesLost: 0 });
  });

  it("go on in the next run where a run was cut off before their bytes came", async () => {
    const yard = await yardWith(new Map([[ada, picture("ada", smallPng(1))]]));
    const source = yard.source({ config: { avatars: true } });
    await yard.export({ source: { ...source, resume: () => Promise.reject(new Error("killed")) } }).catch(() => undefined);
    expect(known(yard)).toEqual({ [ada]: null });
    expect(await yard.fetch()).toMatchObject({ pictures: 1 });
  });

  it.each(forgetModes)("of somebody who is forgotten (%s) go with their bytes, earlier ones too, and never come back", async (mode) => {
    const canary = (n: number) => Buffer.concat([smallPng(n), Buffer.from("zzpicturecanary")]);
    const pictures = new Map([
      [ada, picture("ada", canary(1))],
      [ben, picture("ben", smallPng(2))],
    ]);
    const yard = await yardWith(pictures);
    await yard.fetch();
    pictures.set(ada, picture("ada2", canary(3)));
    await yard.fetch(again);
    expect(canaries(yard)).toBe(2);
    yard.withStore((store) => {
      const network = store.db.prepare<[], string>("SELECT name FROM network").pluck().get() ?? "";
      const subject = findSubject(store.db, { key: `${network}/person/${ada}`, network, kind: "person", id: ada, mode });
      if (!subject) throw new Error("nobody of that key");
      forgetInStore(store, subject);
      const isKnown = store.db.prepare<[string]>("SELECT 1 FROM blob WHERE sha256 = ?");
      createBlobs(yard.workspace).keepOnly((sum) => isKnown.get(sum) !== undefined);
    });
    expect(canaries(yard)).toBe(0);
    await yard.fetch({ ...again, refreshThreads: true });
    expect(canaries(yard)).toBe(0);
    expect(known(yard)).toEqual({ [ben]: sha256(smallPng(2)) });
    expect(existsSync(blobOf(yard, smallPng(2)))).toBe(true);
  });

  it("are counted in the forecast, one request each at most", async () => {
    const yard = await yardWith(new Map());
    const signal = new AbortController().signal;
    const scope: Scope = { excludeGroups: [], content: "full", privateConversations: "count" };
    const other = async (avatars: boolean) => (await yard.source({ config: { avatars } }).estimate(scope, signal)).requests["other"] ?? 0;
    const [without, having] = [await other(false), await other(true)];
    expect(having - without).toBeGreaterThan(5);
    expect(having - without).toBeLessThanOrEqual(truth.people.length);
  });
});

/** Files below blobs/ that hold the canary. */
function canaries(yard: Yard): number {
  const files = readdirSync(join(yard.workspace, "blobs"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes("zzpicturecanary")).length;
}
