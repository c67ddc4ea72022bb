import { afterAll, describe, expect, it } from "vitest";
import { REPORTED } from "../../fakes/yammer/options.ts";
import { startYammer } from "../../fakes/yammer/start.ts";
import { storePath } from "../../../src/store/store.ts";
import { cleanUpStores } from "../../support/loaded-store.ts";
import { makeNetwork } from "../../support/network.ts";
import { perfectStore } from "./yammer-store.ts";

cleanUpStores();

const fake = await startYammer({
  truth: makeNetwork({ seed: 8, messages: 1000, people: 60, groups: 11 }),
  lies: { ...REPORTED, lostLikers: 0.5, privateAddresses: 0.2 },
});
afterAll(async () => {
  await fake.stop();
});
const reader = { token: fake.tokens.of("member") };
const expected = fake.expected(reader);

/** Sentences about a perfect store with one thing changed. */
function after(sql: string): string[] {
  const store = perfectStore(fake, expected);
  store.store.db.exec(sql);
  return fake.differences(storePath(store.workspace), reader);
}

const firstOf = (map: ReadonlyMap<string, unknown>): string => [...map.keys()][0] ?? "";

describe("the comparison of a store with the fake's truth", () => {
  it("finds nothing in a store that holds everything", () => {
    expect(expected.gaps.length).toBeGreaterThan(5);
    expect(after("")).toEqual([]);
  });

  it("names a message that is missing, one that is too much, and one that says something else", () => {
    const id = firstOf(expected.messages);
    expect(after(`DELETE FROM message WHERE id = ${id}`)).toContain(`message ${id} is missing`);
    expect(after(`UPDATE message SET id = 77 WHERE id = ${id}`)).toContain("message 77 is not in the network");
    expect(after(`UPDATE message SET body = 'changed' WHERE id = ${id}`)).toContainEqual(
      expect.stringContaining(`message ${id}: the text is "changed"`),
    );
  });

  it("names a lost like, a wrong role, a lost topic and a lost file", () => {
    const [like = ""] = expected.likes;
    const [message, person] = like.split(":");
    expect(after(`DELETE FROM reaction WHERE message_id = ${message ?? ""} AND person_id = ${person ?? ""}`)).toEqual([
      `like ${like} is missing`,
    ]);
    expect(after("UPDATE membership SET role = 'member'")).toContainEqual(
      expect.stringMatching(/^membership .*: role is "member", not "admin"$/),
    );
    expect(after("DELETE FROM message_topic")).toContainEqual(expect.stringMatching(/^topic .* is missing$/));
    expect(after("UPDATE file_version SET sha256 = NULL")).toContainEqual(expect.stringMatching(/^attachment .*: sha256 is null, not /));
  });

  it("wants a gap for whatever nobody can close", () => {
    const sentences = after("DELETE FROM gap");
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.every((sentence) => /and no gap says so$|more about gaps$/.test(sentence))).toBe(true);
  });
});
