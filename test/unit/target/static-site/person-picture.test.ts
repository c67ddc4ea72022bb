import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createBlobs } from "../../../../src/store/blobs.ts";
import { smallPng } from "../../../support/content/png.ts";
import { cleanUpLines, makeLine, type Line, type LineConfig } from "../../../support/line.ts";
import { csv, messagesCsv } from "../../source/yammer-export/workspace.ts";

cleanUpLines();
vi.setConfig({ testTimeout: 60_000 });

const NETWORK = "contoso.com";
const [ANN, BOB, FAY] = ["11", "12", "13"];
const CLOSED = "9";
const config: LineConfig = { inputs: ["in.zip"], network: NETWORK, policies: { owner_go_ahead: "optional" } };
let line: Line;

beforeEach(async () => {
  line = makeLine(config);
  await line.zip("in.zip", {
    "Users.csv": csv(
      ["id", "name", "email", "state"],
      { id: ANN, name: "Ann Open", state: "active" },
      { id: BOB, name: "Bob Gone", state: "deleted" },
      { id: FAY, name: "Fay Hidden", state: "active" },
    ),
    "Groups.csv": csv(
      ["id", "name", "private"],
      { id: "7", name: "Book club", private: "false" },
      { id: CLOSED, name: "Circle", private: "true" },
    ),
    "Messages.csv": messagesCsv(
      { id: "1", group_id: "7", sender_id: ANN, body: "a book" },
      { id: "2", group_id: "7", sender_id: BOB, body: "another" },
      { id: "3", group_id: CLOSED, sender_id: FAY, body: "quiet", in_private_group: "true" },
    ),
  });
  await line.export();
});

/** As an export of a live network leaves them. */
async function give(person: string, bytes: Buffer): Promise<string> {
  const { sha256, sizeBytes } = await createBlobs(line.workspace).put(Readable.from([bytes]), new AbortController().signal);
  line.exec(`INSERT OR IGNORE INTO blob VALUES('${sha256}', ${sizeBytes});
    INSERT OR REPLACE INTO avatar(network, person_id, url, locator, input, sha256) SELECT 1, ${person}, '/x', 'x', min(pk), '${sha256}' FROM input`);
  return sha256;
}
const at = (path: string) => line.path("site", path);
const page = (person: string, tree = "") => readFileSync(at(`${tree}p/${NETWORK}/${person}.html`), "utf8");
const isStored = (sha256: string, tree = "", ending = "png") => existsSync(at(`${tree}files/${sha256}.${ending}`));
async function migrated(): Promise<void> {
  await line.migrate();
  expect((await line.verify()).findings).toEqual([]);
  expect((await line.plan()).toDo).toBe(0);
}

describe("a person's picture", () => {
  it("is below private/ where the person is, under the ending that its bytes have", async () => {
    const [ann, fay] = [await give(ANN, smallPng(1)), await give(FAY, Buffer.from("GIF89a and so on"))];
    await migrated();
    expect(page(ANN)).toContain(`<img class="avatar large" src="../../files/${ann}.png"`);
    expect(page(FAY, "private/")).toContain(`src="../../files/${fay}.gif"`);
    expect(isStored(ann)).toBe(true);
    expect([isStored(fay, "private/", "gif"), isStored(fay, "", "gif")]).toEqual([true, false]);
  });

  it("makes the page anew when it changes, and goes when it is gone", async () => {
    const first = await give(ANN, smallPng(1));
    await migrated();
    const second = await give(ANN, smallPng(2));
    expect((await line.plan()).toDo).toBe(1);
    await migrated();
    expect(page(ANN)).toContain(second);
    expect([isStored(first), isStored(second)]).toEqual([false, true]);
    line.exec("DELETE FROM avatar");
    await migrated();
    expect(page(ANN)).not.toContain("<img");
    expect(isStored(second)).toBe(false);
  });

  it("is not shown of who is shown without a name, or whose bytes are no picture", async () => {
    const [ann, bob] = [await give(ANN, Buffer.from("<svg onload=alert(1)>")), await give(BOB, smallPng(2))];
    await migrated();
    expect(page(BOB)).toContain(bob);
    expect(page(ANN)).not.toContain("<img");
    for (const shown_as of ["initials", "former-colleague"]) {
      line.configure({ ...config, policies: { ...config.policies, leavers: { treatment: "placeholder", shown_as } } });
      await migrated();
      expect(page(BOB)).not.toContain("<img");
      expect([isStored(ann), isStored(bob)]).toEqual([false, false]);
    }
  });

  it("is not stored of who is shown as text", async () => {
    line.configure({ ...config, policies: { ...config.policies, unmatched: "as-text" } });
    const ann = await give(ANN, smallPng(1));
    await migrated();
    expect([existsSync(at(`p/${NETWORK}/${ANN}.html`)), isStored(ann)]).toEqual([false, false]);
  });

  it("goes with a person who is erased, and with all that is taken back", async () => {
    const [ann, fay] = [await give(ANN, smallPng(1)), await give(FAY, smallPng(3))];
    await migrated();
    expect((await line.forget(`${NETWORK}/person/${ANN}`, "erase")).left).toEqual([]);
    expect(isStored(ann)).toBe(false);
    expect(existsSync(line.path("blobs", ann.slice(0, 2), ann))).toBe(false);
    await migrated();
    await line.rollBack();
    expect([existsSync(at(`private/p/${NETWORK}/${FAY}.html`)), isStored(fay, "private/")]).toEqual([false, false]);
  });
});
