import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import type { Page } from "../../../../src/source/source.ts";
import { csv, everything, makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
const many = messagesCsv(
  ...Array.from({ length: 3000 }, (_, n) => ({ id: String(n + 1), body: `text ${n}`, attachments: n === 1 ? "ymodule:5" : "" })),
);

describe("going on", () => {
  it("a file that changed is read from its start, the others are not", async () => {
    await workspace.folder("delta", {
      "Topics.csv": csv(["id", "name"], { id: "1", name: "a" }),
      "Messages.csv": messagesCsv({ id: "1" }),
    });
    const { checkpoints } = await workspace.read(["delta"]);
    await writeFile(join(workspace.path, "delta/Messages.csv"), messagesCsv({ id: "1" }, { id: "2" }));
    const again = await workspace.read(["delta"], { checkpoints });
    expect(again.of("input").map(({ file, from }) => [file, from])).toEqual([
      ["delta/Topics.csv", "resume"],
      ["delta/Messages.csv", "start"],
    ]);
    expect(again.of("message")).toHaveLength(2);
    expect(again.of("topic")).toHaveLength(0);
  });

  it("a ZIP that was only touched is not read again", async () => {
    await workspace.zip("touched.zip", { "Messages.csv": messagesCsv({ id: "1" }) });
    const { checkpoints } = await workspace.read(["touched.zip"]);
    await utimes(join(workspace.path, "touched.zip"), new Date(), new Date());
    expect((await workspace.read(["touched.zip"], { checkpoints })).of("message")).toEqual([]);
  });

  it("what is counted for a whole file is counted over both runs", async () => {
    await workspace.zip("tally.zip", { "Messages.csv": many });
    const first = await workspace.read(["tally.zip"]);
    const half = new Map(first.pages.slice(0, 2).flatMap((page) => page.checkpoints.map(({ scope, value }) => [scope, value] as const)));
    const rest = await workspace.read(["tally.zip"], { checkpoints: half });
    expect(rest.of("message").length).toBeLessThan(3000);
    expect(rest.gaps).toMatchObject([{ gap: "module-not-exported", evidence: expect.stringContaining("1 message holds") as string }]);
  });

  it.each(["", "{}", "null", "[1", '{"fingerprint":5}'])("a checkpoint that says %j is none", async (value) => {
    await workspace.zip("odd.zip", { "Topics.csv": csv(["id", "name"], { id: "1", name: "a" }) });
    const outcome = await workspace.read(["odd.zip"], { checkpoints: new Map([["odd.zip/Topics.csv", value]]) });
    expect(outcome.of("topic")).toHaveLength(1);
  });
});

describe("the bytes that pages account for", () => {
  const bytesOf = (pages: readonly Page[]) => pages.reduce((sum, page) => sum + (page.bytes ?? 0), 0);
  const unread = (pages: readonly Page[]) => bytesOf(pages.filter((page) => page.rows === 0));

  it("add up to what was announced, whatever an earlier run has read", async () => {
    await workspace.zip("bytes.zip", { "Topics.csv": csv(["id", "name"], { id: "1", name: "a" }), "Messages.csv": many });
    const { totalBytes } = await workspace.check(["bytes.zip"]);
    const whole = await workspace.read(["bytes.zip"]);
    expect(bytesOf(whole.pages)).toBe(totalBytes);
    // Nothing but the two headers.
    expect(unread(whole.pages)).toBeLessThan(1000);
    const half = new Map(whole.pages.slice(0, 5).flatMap((page) => page.checkpoints.map(({ scope, value }) => [scope, value] as const)));
    const rest = await workspace.read(["bytes.zip"], { checkpoints: half });
    expect(bytesOf(rest.pages)).toBe(totalBytes);
    expect(unread(rest.pages)).toBeGreaterThan(1000);
    const again = await workspace.read(["bytes.zip"], { checkpoints: whole.checkpoints });
    expect([bytesOf(again.pages), unread(again.pages)]).toEqual([totalBytes, totalBytes]);
  });
});

describe("an input that goes away while it is read", () => {
  it("is something the person can put back", async () => {
    await workspace.folder("going", { "Topics.csv": csv(["id", "name"], { id: "1", name: "a" }), "Messages.csv": many });
    const reading = (async () => {
      for await (const page of workspace.source(["going"]).read(everything, () => undefined, new AbortController().signal)) {
        if (page.origin === "going/Topics.csv") await rm(join(workspace.path, "going/Messages.csv"), { force: true });
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(UserError);
    await expect(reading).rejects.toMatchObject({ exit: 2, hint: expect.stringContaining("run again") as string });
  });
});
