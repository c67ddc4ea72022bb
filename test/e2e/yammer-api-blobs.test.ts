import { createHash } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, expect, it, vi } from "vitest";
import { createBlobs } from "../../src/store/blobs.ts";
import { HONEST } from "../fakes/yammer/options.ts";
import type { FakePicture } from "../fakes/yammer/pictures.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { filesBelow, makeWorkspace, query, regroup, scratchFolder } from "../support/cli.ts";
import { smallPng } from "../support/content/png.ts";
import { makeNetwork } from "../support/network.ts";

/** What lies in `blobs/` after an export of the real program: all that the store names, and nothing else. */
vi.setConfig({ testTimeout: 120_000 });
const scratch = scratchFolder();
const truth = makeNetwork({ seed: 41, messages: 60, people: 12, groups: 2 });
const pictures = new Map<string, FakePicture>();
const fake = await startYammer({ truth, lies: HONEST, budget: { requests: 4000 }, pictures });
afterAll(() => fake.stop());

const budget = { messages: "4000/30s", other: "4000/30s" };
const source = { kind: "yammer-api", base_url: fake.baseUrl, budget, files: { hosts: ["127.0.0.1"] }, avatars: true };
const env = { REGROUP_YAMMER_TOKEN: fake.tokens.of("member") };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const give = (id: string, n: number) =>
  pictures.set(id, { name: `picture-${n}`, at: "redirect", reply: { kind: "bytes", type: "image/png", name: "x", bytes: smallPng(n) } });

function named(workspace: string): string[] {
  const sql = "SELECT sha256 FROM file_version WHERE sha256 IS NOT NULL UNION SELECT sha256 FROM avatar WHERE sha256 IS NOT NULL";
  return query<{ sha256: string }>(workspace, sql)
    .map(({ sha256: sum }) => `${sum.slice(0, 2)}/${sum}`)
    .sort();
}

it("is all that the store names: no earlier picture, none of who has none now, and nothing that a killed run left", async () => {
  const workspace = makeWorkspace(scratch, "blobs", { sources: [source] });
  const [ada = "", ben = ""] = truth.people
    .filter(({ state, isBot, isGuest }) => state === "active" && !isBot && !isGuest)
    .map(({ id }) => id);
  give(ada, 1);
  give(ben, 2);
  expect((await regroup(workspace, ["export"], { env })).code).toBeLessThanOrEqual(1);
  const first = named(workspace);
  expect(first.filter((path) => path.endsWith(sha256(smallPng(1))) || path.endsWith(sha256(smallPng(2))))).toHaveLength(2);
  // As a kill leaves it between the bytes and the row that names them.
  await createBlobs(workspace).put(Readable.from([Buffer.from("of a file that has changed since")]), new AbortController().signal);
  give(ada, 3);
  pictures.delete(ben);
  expect((await regroup(workspace, ["export", "--refresh-people"], { env })).code).toBeLessThanOrEqual(1);
  const left = filesBelow(join(workspace, "blobs")).sort();
  expect(left).toEqual(named(workspace));
  expect(left.filter((path) => path.endsWith(sha256(smallPng(3))))).toHaveLength(1);
  expect(left).toHaveLength(first.length - 1);
});
