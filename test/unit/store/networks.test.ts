import { describe, expect, it } from "vitest";
import { aMessage, cleanUpStores, makeStore } from "../../support/loaded-store.ts";

cleanUpStores();

describe("a network", () => {
  it("keeps the name under which it was first seen, and every later name of the same id is an alias", () => {
    const one = makeStore();
    one.read("a", [aMessage(1, { network: "old" })], { of: [{ kind: "network", network: "old", id: 99 }] });
    one.read("b", [aMessage(2, { network: "contoso.com" })], {
      of: [{ kind: "network", network: "contoso.com", id: 99, permalink: "contoso.com", name: "Contoso" }],
    });
    expect(one.rows("SELECT network, source_id FROM v_message ORDER BY source_id")).toEqual([
      { network: "old", source_id: "1" },
      { network: "old", source_id: "2" },
    ]);
    expect(one.rows("SELECT name, permalink, title FROM network")).toEqual([{ name: "old", permalink: "contoso.com", title: "Contoso" }]);
  });

  it("of another id is another network, though its people and messages have the same ids", () => {
    const two = makeStore();
    two.read("a", [aMessage(1, { network: "left", body: "of the left" })], { of: [{ kind: "network", network: "left", id: 1 }] });
    two.read("b", [aMessage(1, { network: "right", body: "of the right" })], { of: [{ kind: "network", network: "right", id: 2 }] });
    two.settle();
    expect(two.rows("SELECT network, source_id, body FROM v_message ORDER BY network")).toEqual([
      { network: "left", source_id: "1", body: "of the left" },
      { network: "right", source_id: "1", body: "of the right" },
    ]);
    expect(two.value("SELECT count(*) FROM v_person")).toBe(2);
  });

  it("does not lose what it was told of itself when a later row knows less", () => {
    const one = makeStore();
    one.read("a", [], { of: [{ kind: "network", network: "contoso.com", id: 5, permalink: "contoso.com", name: "Contoso" }] });
    one.read("b", [], { of: [{ kind: "network", network: "contoso.com" }] });
    expect(one.rows("SELECT name, CAST(id AS TEXT) AS id, title FROM network")).toEqual([
      { name: "contoso.com", id: "5", title: "Contoso" },
    ]);
  });

  it("has ids that are exact beyond 2^53", () => {
    const one = makeStore();
    const ids = ["9007199254740993", "9223372036854775807"];
    one.read(
      "a",
      ids.map((id) => aMessage(id, { authorId: id, mentions: [id], createdAt: 0 })),
    );
    one.settle();
    expect(one.rows("SELECT source_id, author_id FROM v_message ORDER BY source_id")).toEqual(
      ids.map((id) => ({ source_id: id, author_id: id })),
    );
    expect(one.rows("SELECT person_id FROM v_mention ORDER BY person_id")).toEqual(ids.map((person_id) => ({ person_id })));
  });
});
