import { describe, expect, it } from "vitest";
import { aHint, aMessage, aPerson, aPrivateMessage, cleanUpStores, makeStore, NETWORK } from "../../support/loaded-store.ts";

cleanUpStores();

const inputs = "SELECT file, rows, records, superseded, skipped FROM v_input ORDER BY file";
const bodies = "SELECT source_id, body FROM v_message ORDER BY source_id";

describe("the same id again", () => {
  it("in one file: the later row counts, the earlier is superseded", () => {
    const one = makeStore();
    one.read("a/Messages.csv", [aMessage(1, { body: "first" }), aMessage(2), aMessage(1, { body: "second" })]);
    expect(one.rows(bodies)).toEqual([
      { source_id: "1", body: "second" },
      { source_id: "2", body: "text 2" },
    ]);
    expect(one.rows(inputs)).toEqual([{ file: "a/Messages.csv", rows: 3, records: 2, superseded: 1, skipped: 0 }]);
  });

  it("in a later input counts, whichever was read first", () => {
    for (const order of ["ab", "ba"]) {
      const one = makeStore();
      for (const file of order)
        one.read(`${file}/Messages.csv`, [aMessage(1, { body: `of ${file}` }), aMessage(file === "a" ? 2 : 3)], {
          position: file === "a" ? 0 : 1,
        });
      expect(one.rows(bodies)[0], order).toEqual({ source_id: "1", body: "of b" });
      expect(one.rows(inputs), order).toEqual([
        { file: "a/Messages.csv", rows: 2, records: 1, superseded: 1, skipped: 0 },
        { file: "b/Messages.csv", rows: 2, records: 2, superseded: 0, skipped: 0 },
      ]);
    }
  });

  it("takes back the mentions, topics and files that the earlier row had and it has not", () => {
    const one = makeStore();
    const parts = { mentions: [5, 6], topics: [{ id: 1, name: "old" }], attachments: [{ kind: "file", id: 9 }] } as const;
    one.read("a/Messages.csv", [aMessage(1, parts)]);
    one.read("b/Messages.csv", [aMessage(1, { mentions: [6, 7], topics: [{ id: 2, name: "new" }] })], { position: 1 });
    expect(one.rows("SELECT person_id FROM v_mention ORDER BY person_id")).toEqual([{ person_id: "6" }, { person_id: "7" }]);
    expect(one.rows("SELECT name FROM v_topic")).toEqual([{ name: "new" }]);
    expect(one.rows("SELECT source_id FROM v_attachment")).toEqual([]);
  });

  it("from the other source is one record with two provenances", () => {
    const one = makeStore();
    one.read("a/Messages.csv", [aMessage(1, { body: "as exported", title: null })]);
    one.read("messages/1", [aMessage(1, { body: "as asked", title: "Heading" })], { source: "yammer-api" });
    expect(one.rows("SELECT body, title FROM v_message")).toEqual([{ body: "as exported", title: "Heading" }]);
    expect(one.rows("SELECT source, file FROM v_provenance WHERE kind = 5 ORDER BY source")).toEqual([
      { source: "yammer-api", file: "messages/1" },
      { source: "yammer-export", file: "a/Messages.csv" },
    ]);
    expect(one.value("SELECT sum(superseded) FROM v_input")).toBe(0);
  });
});

describe("reading a file again", () => {
  it("changes nothing, and counts its rows and skips once", () => {
    const one = makeStore();
    const rows = [aPerson(1, "Ann"), { kind: "skip", reason: "bad-id: id", policy: false } as const, aPerson(2, "Bob")];
    one.read("a/Users.csv", rows);
    const before = [one.rows(inputs), one.rows("SELECT * FROM v_person"), one.rows("SELECT * FROM v_skip")];
    one.read("a/Users.csv", rows);
    expect([one.rows(inputs), one.rows("SELECT * FROM v_person"), one.rows("SELECT * FROM v_skip")]).toEqual(before);
    expect(before[0]).toEqual([{ file: "a/Users.csv", rows: 3, records: 2, superseded: 0, skipped: 1 }]);
    expect(before[2]).toEqual([{ file: "a/Users.csv", line: 3, reason: "bad-id: id" }]);
  });
});

describe("somebody seen in passing", () => {
  it("is a stub until a row tells of them, and the row's words count", () => {
    const one = makeStore();
    one.read("a/Messages.csv", [aMessage(1)], { of: [aHint(1, "Zed Hint", "zed@contoso.com")] });
    expect(one.rows("SELECT name, email, is_placeholder FROM v_person")).toEqual([
      { name: "Zed Hint", email: "zed@contoso.com", is_placeholder: 1 },
    ]);
    one.read("a/Users.csv", [aPerson(1, "Ann Row")]);
    expect(one.rows("SELECT name, email, is_placeholder FROM v_person")).toEqual([
      { name: "Ann Row", email: "zed@contoso.com", is_placeholder: 0 },
    ]);
  });

  it("is not made a stub again by a hint that comes later", () => {
    const one = makeStore();
    one.read("a/Users.csv", [aPerson(1, "Ann Row")]);
    one.read("a/Messages.csv", [aMessage(1)], { of: [aHint(1, "Zed Hint")] });
    expect(one.rows("SELECT name, is_placeholder FROM v_person")).toEqual([{ name: "Ann Row", is_placeholder: 0 }]);
  });
});

describe("an earlier text of a message", () => {
  const version = (messageId: number) =>
    ({
      kind: "message-version",
      network: NETWORK,
      messageId,
      versionId: "1",
      body: "before",
      bodyHtml: "<p>before</p>",
      createdAt: 1,
    }) as const;

  it("is kept of a message that is known, and is not of a private or an unknown one", () => {
    const one = makeStore();
    one.read("a/Messages.csv", [aMessage(1), aPrivateMessage(2)]);
    one.read("a/MessageVersions.csv", [version(1), version(2), version(3)]);
    expect(one.rows("SELECT CAST(message_id AS TEXT) AS id, body, body_html FROM message_version ORDER BY message_id")).toEqual([
      { id: "1", body: "before", body_html: "<p>before</p>" },
      { id: "2", body: null, body_html: null },
      { id: "3", body: null, body_html: null },
    ]);
  });
});
