import { describe, expect, it } from "vitest";
import type { Store } from "../../../../src/store/store.ts";
import { exportSamples, type Json } from "../../../support/yammer-samples.ts";

/** Made by hand: shapes of networks that the reference reports, or leaves open (sections 2.1, 2.2 and 2.4). */
const column = ({ db }: Store, sql: string) => db.prepare<[], string>(sql).pluck().all();

const post = (id: number, more: Json = {}): Json => ({
  ...{ id, thread_id: id, sender_id: 3, replied_to_id: null, created_at: "2024/02/01 21:21:30 +0000", message_type: "update" },
  ...{ body: { parsed: `text ${id}`, plain: `text ${id}` }, liked_by: { count: 0, names: [] }, attachments: [] },
  ...more,
});
const feed = (...messages: Json[]): Json => ({ messages, threaded_extended: {}, references: [], meta: {} });
const group = { type: "group", id: 7, full_name: "Mentors", privacy: "public", stats: { members: 2, updates: 0 } };

describe("All Company", () => {
  it("has a number that no list of groups has, and is group 0 all the same", async () => {
    const messages = [post(12, { group_id: 900 }), post(11, { group_id: 900 })];
    await exportSamples({ groups: [[group]], feeds: { general: feed(...messages), "7": feed(post(10, { group_id: 7 })) } }, (store) => {
      expect(column(store, "SELECT source_id || ' ' || group_id FROM v_message ORDER BY 1")).toEqual(["10 7", "11 0", "12 0"]);
      expect(column(store, "SELECT source_id FROM v_group ORDER BY 1")).toEqual(["0", "7"]);
    });
  });

  it("is a gap where its feed does not answer and no list has it", async () => {
    await exportSamples({ groups: [[group]], missing: ["messages/general"] }, (store) => {
      expect(column(store, "SELECT group_id || ' ' || kind || ': ' || evidence FROM v_gap WHERE group_id = '0'")).toEqual([
        "0 group-not-answered: the group's feed answered 404",
      ]);
    });
  });
});

describe("a token of another network than the one that is meant", () => {
  const networks = [
    { type: "network", id: 1, name: "Contoso", permalink: "contoso.com", is_primary: true },
    { type: "network", id: 2, name: "Partners", permalink: "partners", community: true },
  ];

  it("is refused by the network of its groups, before anything is filed under the wrong name", async () => {
    const groups = [[{ ...group, network_id: 2 }]];
    await expect(exportSamples({ networks, groups }, () => undefined)).rejects.toThrow(
      "The token reads the network with the id 2, not contoso.com (id 1).",
    );
  });

  it("is none where one group is the network's own, or nobody tells", async () => {
    for (const groups of [
      [
        [
          { ...group, network_id: 2 },
          { ...group, id: 8, network_id: 1 },
        ],
      ],
      [[group]],
    ])
      await exportSamples({ networks, groups }, (store) => expect(column(store, "SELECT name FROM network")).toEqual(["contoso.com"]));
  });
});

describe("members", () => {
  const users = [3, 4].map((id) => ({ type: "user", id, full_name: `Person ${id}` }));
  const gaps = (store: Store) => column(store, "SELECT kind || ': ' || evidence FROM v_gap WHERE group_id = '7'");
  const read = <T>(list: readonly Json[], look: (store: Store) => T) =>
    exportSamples({ groups: [[group]], feeds: { general: feed(), "7": feed() }, members: { "7": { users: list } } }, look);

  it("of whom nobody is said to administer the group or not leave its administrators unknown, and a gap says so", async () => {
    await read(users, (store) => {
      expect(gaps(store)).toEqual(["admins-unknown: groups/{id}/members does not tell who administers the group"]);
    });
  });

  it("of whom some are said to, in words or not, tell its administrators", async () => {
    const [first = {}, second = {}] = users;
    await read(
      [
        { ...first, is_admin: "true" },
        { ...second, is_admin: false },
      ],
      (store) => {
        expect(gaps(store)).toEqual([]);
        expect(column(store, "SELECT person_id || ' ' || role FROM v_membership")).toEqual(["3 admin", "4 member"]);
      },
    );
  });
});

describe("a file of 2012, whose address alone tells its version", () => {
  it("is that version, and has the bytes that an export's row of it lacks", async () => {
    const address = "https://www.yammer.com/sample.example/api/v1/uploaded_files/5787919/version/4362639/download/photo-1.jpg";
    const file = { type: "image", real_type: "uploaded_file", id: 5787919, y_id: 5787919, name: "photo-1.jpg", download_url: address };
    await exportSamples({ feeds: { general: feed(post(11, { attachments: [file] })) } }, (store) => {
      expect(column(store, "SELECT id || ' ' || file_id || ' ' || (sha256 IS NOT NULL) FROM file_version")).toEqual(["4362639 5787919 1"]);
    });
  });
});
