import { describe, expect, it } from "vitest";
import { parseKey } from "../../../src/model/key.ts";
import { forgetInStore } from "../../../src/store/forget.ts";
import { findSubject, surveyOf } from "../../../src/store/forget-survey.ts";
import type { DataRecord } from "../../../src/source/source.ts";
import { aMessage, aPerson, cleanUpStores, makeStore, NETWORK, type LoadedStore } from "../../support/loaded-store.ts";

cleanUpStores();

function subjectOf(one: LoadedStore, key: string) {
  const parts = parseKey(key);
  if (parts?.kind !== "person" && parts?.kind !== "message") throw new Error("no such key");
  const subject = findSubject(one.store.db, { ...parts, kind: parts.kind, key, mode: "erase" });
  if (!subject) throw new Error(`${key} is not known`);
  return subject;
}

const inputsOf = (one: LoadedStore, key: string) => surveyOf(one.store.db, subjectOf(one, key)).inputs;
const PERSON = `${NETWORK}/person/1`;

describe("the inputs that still hold what is forgotten", () => {
  it("are all that have a row of it, whichever was read first", () => {
    for (const order of ["abc", "cba", "bac"]) {
      const one = makeStore();
      for (const zip of order) {
        const position = { position: "abc".indexOf(zip) };
        one.read(`${zip}.zip/Users.csv`, [aPerson(2, "Bob"), aPerson(1, "Ada")], position);
        one.read(`${zip}.zip/Messages.csv`, [aMessage(10), aMessage(11, { authorId: 2 })], position);
      }
      const rows = (file: string, row: number) => ["a", "b", "c"].map((zip) => ({ file: `${zip}.zip/${file}`, rows: [row] }));
      expect(inputsOf(one, PERSON), order).toEqual(
        [...rows("Messages.csv", 1), ...rows("Users.csv", 2)].sort((a, b) => (a.file < b.file ? -1 : 1)),
      );
      expect(inputsOf(one, `${NETWORK}/message/11`), order).toEqual(rows("Messages.csv", 2));
    }
  });

  it("are named once where they were read twice, with every row of theirs", () => {
    const one = makeStore();
    const rows: DataRecord[] = [aMessage(10, { body: "first" }), aMessage(10, { body: "second" })];
    for (let reading = 0; reading < 2; reading++) one.read("a.zip/Messages.csv", rows);
    expect(inputsOf(one, `${NETWORK}/message/10`)).toEqual([{ file: "a.zip/Messages.csv", rows: [1, 2] }]);
  });

  it("are not what a file of the same name held before it was replaced", () => {
    const one = makeStore();
    one.read("b.zip/Messages.csv", [aMessage(10)], { position: 1 });
    one.read("a.zip/Messages.csv", [aMessage(10), aMessage(11)], { fingerprint: "1" });
    one.read("a.zip/Messages.csv", [aMessage(11), aMessage(12)], { fingerprint: "2" });
    expect(inputsOf(one, `${NETWORK}/message/10`)).toEqual([{ file: "b.zip/Messages.csv", rows: [1] }]);
    expect(inputsOf(one, `${NETWORK}/message/11`)).toEqual([{ file: "a.zip/Messages.csv", rows: [1] }]);
  });

  it("leave no trace of whom they held once that is forgotten", () => {
    const one = makeStore();
    for (const zip of ["a", "b"]) {
      const position = { position: zip === "a" ? 0 : 1 };
      const reaction = { kind: "reaction", network: NETWORK, messageId: 11, personId: 1, reaction: "like", createdAt: null } as const;
      one.read(`${zip}.zip/Users.csv`, [aPerson(1, "Ada"), aPerson(2, "Bob")], position);
      one.read(`${zip}.zip/Messages.csv`, [aMessage(11, { authorId: 2 }), reaction], position);
    }
    one.settle();
    expect(one.value("SELECT count(*) FROM superseded WHERE CAST(id AS TEXT) IN ('1', '11:1:like')")).toBe(2);
    forgetInStore(one.store, subjectOf(one, PERSON));
    expect(one.value("SELECT count(*) FROM superseded WHERE CAST(id AS TEXT) IN ('1', '11:1:like')")).toBe(0);
  });
});
