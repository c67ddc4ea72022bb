import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildFixture } from "../../support/build-fixture.ts";
import { contosoDirectory, contosoNetwork } from "../../support/content/contoso.ts";
import { ALL_COMPANY } from "../../support/network/truth.ts";

const FIXTURES = join(import.meta.dirname, "..", "..", "..", "fixtures");
const truth = contosoNetwork();
const messages = [...truth.messages];

describe("the demo fixture", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fixture-"));
    await buildFixture(folder);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  for (const name of ["members.csv", "directory.csv"]) {
    it(`${name} is what the script writes`, async () => {
      expect(await readFile(join(folder, name), "utf8")).toBe(await readFile(join(FIXTURES, name), "utf8"));
    });
  }

  // Deflate may choose other bytes on another processor; what is inside the ZIP is compared by the unit tests of the writer.
  it.runIf(process.arch === "x64")("contoso-export.zip is what the script writes, to the byte", async () => {
    const built = await readFile(join(folder, "contoso-export.zip"));
    expect(built.equals(await readFile(join(FIXTURES, "contoso-export.zip"))), "run node test/support/build-fixture.ts").toBe(true);
    expect(built.length).toBeLessThan(1_500_000);
  });

  it("is a network of the promised size", () => {
    expect(truth.groups).toHaveLength(8);
    expect(truth.people.length).toBeGreaterThanOrEqual(58);
    expect(messages.length).toBeGreaterThan(570);
    expect(messages.some((message) => message.groupId === ALL_COMPANY)).toBe(true);
    expect(truth.groups.filter((group) => group.privacy === "private").map((group) => group.name)).toEqual(["HR Leadership Council"]);
  });

  it("repeats no body of more than a few words", () => {
    const long = messages.map((message) => message.body).filter((body) => body.length > 24);
    expect(new Set(long).size).toBe(long.length);
  });

  it("never repeats an id, nor shows a thread out of order", () => {
    expect(new Set(messages.map((message) => message.id)).size).toBe(messages.length);
    const files = [...truth.files].flatMap((file) => file.versions.map((version) => version.id));
    expect(new Set(files).size).toBe(files.length);
    expect(new Set([...truth.files].map((file) => file.id)).size).toBe([...truth.files].length);
  });

  it("uses no address outside contoso.com and the example domains", () => {
    const addresses = [...truth.people.map((person) => person.email), ...contosoDirectory().map((entry) => entry.email)];
    for (const address of addresses) expect(address).toMatch(/^$|@contoso\.com$|\.example$/);
  });

  it("shows a few of each oddity", () => {
    expect(messages.filter((message) => message.isDeleted).length).toBeGreaterThanOrEqual(3);
    expect(messages.some((message) => message.isRedacted)).toBe(true);
    expect(messages.filter((message) => !message.inExport).length).toBeGreaterThanOrEqual(2);
    expect(messages.some((message) => message.isPrivate)).toBe(true);
    expect(messages.some((message) => message.body === "" && message.attachments.length > 0)).toBe(true);
    expect(messages.some((message) => message.versions.length > 0)).toBe(true);
    for (const markup of ["[[user:", "[User:", "cc: User:", "[Tag::n/a]", "&[Tag::n/a]39;", "\u000B", "&amp;"]) {
      expect(
        messages.some((message) => message.body.includes(markup)),
        markup,
      ).toBe(true);
    }
  });
});
