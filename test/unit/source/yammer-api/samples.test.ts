import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../../src/store/store.ts";
import { bytesOf, exportSamples, messagesIn, sample, type Json, type Samples } from "../../../support/yammer-samples.ts";

/** Every real payload (fixtures/yammer-rest/): what it tells is in the store, read from it by an own reading of the reference. */

const envelopes: Readonly<Record<string, Json>> = {
  "a company feed of 2011": sample("spring-messages") as Json,
  "the messages of a search of 2011": (sample("spring-search") as { messages: Json }).messages,
  "a message of 2012": feedOf([sample("yam-message")]),
  "a pushed picture of 2012": (sample("wall-push-image-attachment") as { data: { data: Json } }[])[0]?.data.data ?? {},
  "a pushed card of 2012, with references by kind": (sample("wall-push-link-attachment") as { args: Json[] }).args[0] ?? {},
  "a pushed system message of 2012": (sample("wall-push-system-joined") as { data: { data: Json } }[])[0]?.data.data ?? {},
  "a message of 2022": feedOf(sample("cli-message-list-2022") as Json[]),
  "a message of 2022 that somebody likes": feedOf((sample("cli-search-reshaped-2022") as { messages: Json[] }).messages),
  "messages of 2025": feedOf(wrapped("archiver-messages-2025"), wrapped("archiver-references-2025")),
};

function feedOf(messages: readonly unknown[], references: readonly unknown[] = []): Json {
  return { messages, threaded_extended: {}, references, meta: {} };
}

function wrapped(name: string): Json[] {
  return (sample(name) as { body: { value: Json[] } }).body.value;
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const text = (value: unknown): string | null =>
  typeof value === "number" ? String(value) : typeof value === "string" && value !== "" ? value : null;
const isoOf = (value: unknown) => new Date(String(value)).toISOString();
const idsIn = (body: unknown, kind: string) =>
  [...String(body).matchAll(new RegExp(`\\[\\[${kind}:(\\d+)\\]\\]`, "g"))].map(([, id]) => id);

function referencesOf({ references }: Json): Json[] {
  return Array.isArray(references) ? (references as Json[]) : Object.values(references as Record<string, Json[]>).flat();
}

/** Rows of `v_message` that an envelope tells, by section 2.4 of the reference. */
function messageRows(envelope: Json): object[] {
  return messagesIn(envelope).map((message) => ({
    source_id: String(message["id"] as number),
    thread_id: String(message["thread_id"] as number),
    group_id: text(message["group_id"]) ?? "0",
    author_id: text(message["sender_id"]),
    reply_to_id: text(message["replied_to_id"]),
    created_at: isoOf(message["created_at"]),
    kind: message["message_type"] === "update" ? "discussion" : message["message_type"],
    title: text(message["title"]),
    is_system: Number(message["system_message"]),
    is_private: 0,
    body: (message["body"] as Json)["parsed"],
  }));
}

/** Section 2.8: `y_id` is the id in addresses, a card's own is `record_id`. */
function attachmentRows(envelope: Json): string[] {
  return messagesIn(envelope).flatMap((message) => {
    const own = list(message["attachments"]).map((one) => {
      const kind = one["type"] === "ymodule" ? "link" : "file";
      return `${String(message["id"])}:${kind}:${String(one["y_id"] ?? one["record_id"] ?? one["id"])} ${String(one["name"])}`;
    });
    const shared = text(message["shared_message_id"]);
    return [...own, ...(shared === null ? [] : [`${String(message["id"])}:message:${shared} null`])];
  });
}

/** Tags of a text, and on the first message that is there the thread's topics; one that is a tag of the envelope goes by the tag's name. Sections 2.5 and 2.6. */
function topicRows(envelope: Json): string[] {
  const references = referencesOf(envelope);
  const ofType = (type: string) => references.filter((one) => one["type"] === type);
  const tagOf = (id: unknown) => ofType("tag").find((tag) => String(tag["id"]) === String(id));
  const firstOf = (thread: unknown) =>
    Math.min(...messagesIn(envelope).flatMap((message) => (message["thread_id"] === thread ? [Number(message["id"])] : [])));
  return messagesIn(envelope).flatMap((message) => {
    const isFirst = message["id"] === firstOf(message["thread_id"]);
    const thread = isFirst ? ofType("thread").find((one) => one["id"] === message["thread_id"]) : undefined;
    const topics = list(thread?.["topics"]).flatMap(({ id }) => ofType("topic").filter((topic) => topic["id"] === id));
    const named = topics.map((topic) => ofType("tag").find((tag) => tag["web_url"] === topic["web_url"]) ?? topic);
    const tags = idsIn((message["body"] as Json)["parsed"], "tag").flatMap((id) => tagOf(id) ?? []);
    const labels = [...tags, ...named] as readonly Json[];
    return [...new Set(labels.map((one) => `${String(message["id"])} ${String(one["name"])}`))];
  });
}

function likesOf(envelope: Json): { readonly told: string[]; readonly untold: string[] } {
  const told: string[] = [];
  const untold: string[] = [];
  for (const message of messagesIn(envelope)) {
    const liked = message["liked_by"] as { count: number; names: readonly (Json | string)[] };
    // One sample has bare names there, which its author made of them.
    const people = liked.names.flatMap((one) => (typeof one === "string" ? [] : (text(one["user_id"]) ?? [])));
    told.push(...people.map((person) => `${String(message["id"])}:${person}`));
    if (people.length < liked.count) untold.push(String(message["id"]));
  }
  return { told, untold };
}

const column = ({ db }: Store, sql: string) => db.prepare<[], string>(sql).pluck().all().sort();
const rows = ({ db }: Store, sql: string) => db.prepare<[], object>(sql).all();
const MESSAGE =
  "source_id, thread_id, group_id, author_id, reply_to_id, created_at, kind, title, is_system, is_private, body FROM v_message ORDER BY CAST(source_id AS INTEGER)";
const sorted = (values: readonly string[]) => [...values].sort();

describe("what a real payload tells is in the store:", () => {
  it.each(Object.entries(envelopes))("%s", async (_, envelope) => {
    const first = messagesIn(envelope)[0] ?? {};
    const group = text(first["group_id"]);
    const groups = group === null ? [] : [[{ type: "group", id: first["group_id"], full_name: "G", privacy: "public" }]];
    await exportSamples({ groups, feeds: { [group ?? "general"]: envelope } }, (store) => {
      const messages = messageRows(envelope) as { source_id: string }[];
      const likes = likesOf(envelope);
      expect(rows(store, `SELECT ${MESSAGE}`)).toEqual(messages.sort((a, b) => Number(a.source_id) - Number(b.source_id)));
      expect(column(store, "SELECT source_id || ' ' || coalesce(name, 'null') FROM v_attachment WHERE kind <> 'link'")).toEqual(
        sorted(attachmentRows(envelope).filter((row) => !row.includes(":link:"))),
      );
      expect(column(store, "SELECT message_id || ':link:' || id || ' ' || title FROM attachment WHERE kind = 'link'")).toEqual(
        sorted(attachmentRows(envelope).filter((row) => row.includes(":link:"))),
      );
      expect(column(store, "SELECT message_id || ' ' || name FROM v_topic")).toEqual(sorted(topicRows(envelope)));
      expect(column(store, "SELECT message_id || ':' || person_id FROM v_reaction")).toEqual(sorted(likes.told));
      expect(
        column(store, "SELECT substr(evidence, 9, instr(substr(evidence, 9), ' ') - 1) FROM v_gap WHERE kind = 'likes-not-listed'"),
      ).toEqual(sorted(likes.untold));
      const mentions = messagesIn(envelope).flatMap(({ id, body }) =>
        idsIn((body as Json)["parsed"], "user").map((who) => `${String(id)}:${who}`),
      );
      expect(column(store, "SELECT message_id || ':' || person_id FROM v_mention")).toEqual(sorted(mentions));
      expect(column(store, "SELECT body_html FROM message WHERE body_html IS NOT NULL")).toEqual(
        sorted(messagesIn(envelope).flatMap(({ body }) => text((body as Json)["rich"]) ?? [])),
      );
      expect(rows(store, "SELECT * FROM v_input WHERE rows <> records + superseded + skipped")).toEqual([]);
      expect(column(store, "SELECT reason FROM v_skip")).toEqual([]);
    });
  });

  it.each(Object.entries(envelopes))("the people beside it: %s", async (_, envelope) => {
    const named = new Set(
      messagesIn(envelope).flatMap(({ sender_id, body }) => [String(sender_id), ...idsIn((body as Json)["parsed"], "user")]),
    );
    const users = referencesOf(envelope).filter((one) => one["type"] === "user" && named.has(String(one["id"])));
    await exportSamples({ feeds: { general: envelope } }, (store) => {
      const known = rows(store, "SELECT CAST(id AS TEXT) AS id, name, email, job_title, state FROM person") as { id: string }[];
      for (const user of users) {
        expect(known.find(({ id }) => id === String(user["id"]))).toEqual({
          ...{
            id: String(user["id"]),
            name: user["full_name"],
            email: text(user["email"]),
            job_title: text(user["job_title"]),
            state: user["state"],
          },
        });
      }
    });
  });

  it("the bytes of pictures, each from the address that its time had", async () => {
    const digests = async (samples: Samples) =>
      exportSamples(samples, (store) => column(store, "SELECT name || ' ' || sha256 FROM v_attachment WHERE kind = 'image'"));
    const sha = (path: string) => createHash("sha256").update(bytesOf(path)).digest("hex");
    expect(await digests({ feeds: { general: envelopes["a company feed of 2011"] ?? {} } })).toEqual([
      `Firefly.jpg ${sha("file/857663/Firefly.jpg")}`,
      `angry_unicorn.png ${sha("images/849667.png")}`,
    ]);
    expect(await digests({ feeds: { general: envelopes["a pushed picture of 2012"] ?? {} } })).toEqual([
      `photo-1.jpg ${sha("uploaded_files/5787919/version/4362639/download/photo-1.jpg")}`,
    ]);
  });

  it("a card: its address, title and id, and nothing of its HTML", async () => {
    await exportSamples({ feeds: { general: envelopes["a pushed card of 2012, with references by kind"] ?? {} } }, (store) => {
      expect(rows(store, "SELECT CAST(id AS TEXT) AS id, url, title FROM attachment")).toEqual([
        {
          id: "3449019078726669",
          url: "http://techcrunch.com/2012/09/08/learn-or-die-a-primer/",
          title: "Learn Or Die: A Primerhttp://techcrunch.com/2012/09/08/learn-or-die-a-primer/",
        },
      ]);
      expect(column(store, "SELECT count(*) FROM provenance WHERE rest LIKE '%embed.ly%'")).toEqual([0]);
    });
  });

  it("a private message of 2013 is counted where a thread holds it, and nothing of it told", async () => {
    const [message] = messagesIn(sample("yam-messages-in-thread") as Json);
    const id = message?.["thread_id"];
    const starter = {
      id,
      thread_id: id,
      sender_id: 1,
      created_at: message?.["created_at"],
      body: { parsed: "x" },
      liked_by: { count: 0, names: [] },
    };
    const threads = { [String(id)]: sample("yam-thread-private-participants") };
    await exportSamples({ feeds: { general: feedOf([starter, message]) }, threads }, (store) => {
      expect(rows(store, "SELECT source_id, is_private, author_id, body FROM v_message WHERE is_private = 1")).toEqual([
        { source_id: "10930136", is_private: 1, author_id: null, body: null },
      ]);
      expect(
        column(store, "SELECT coalesce(rest, '') || coalesce(digest, '') FROM provenance WHERE CAST(id AS TEXT) = '10930136'"),
      ).toEqual([""]);
      expect(rows(store, "SELECT * FROM v_attachment")).toEqual([]);
    });
  });

  it("a thread of 2011 by itself: the topics that its messages do not name", async () => {
    const starter = {
      id: 110012127,
      thread_id: 110012127,
      sender_id: 2613747,
      replied_to_id: null,
      created_at: "2011/08/24 06:51:25 +0000",
    };
    const message = {
      ...starter,
      message_type: "update",
      body: { parsed: "x", plain: "x" },
      liked_by: { count: 0, names: [] },
      attachments: [],
    };
    await exportSamples({ feeds: { general: feedOf([message]) }, threads: { "110012127": sample("spring-thread") } }, (store) => {
      expect(column(store, "SELECT message_id || ' ' || name FROM v_topic")).toEqual(["110012127 Iphone", "110012127 Wireless"]);
    });
  });

  const listed = {
    groups: [
      [
        ...(sample("cli-groups-page1-2019") as Json[]),
        ...(sample("cli-groups-2022") as Json[]),
        sample("yam-group"),
        ...list((sample("spring-search") as Json)["groups"]),
      ],
      sample("cli-groups-page2-2019"),
    ],
    people: [sample("yam-user"), sample("spring-user"), sample("cli-user-get-2022"), ...list((sample("spring-search") as Json)["users"])],
    members: { "2528": sample("yam-users-following"), "124742": { users: (sample("camel-relationships") as Json)["superiors"] } },
    networks: sample("cli-networks-current-2022"),
  };

  it("groups of 2011 to 2022, with what they say of themselves", async () => {
    const groups = listed.groups.flat() as Json[];
    await exportSamples(listed, (store) => {
      const known = rows(store, "SELECT CAST(id AS TEXT) AS id, name, description, privacy, created_at, creator_id FROM grp WHERE id <> 0");
      const told = groups.map((group) => ({
        ...{ id: String(group["id"]), name: group["full_name"], description: text(group["description"]), privacy: group["privacy"] },
        ...{ created_at: Date.parse(String(group["created_at"])), creator_id: (group["creator_id"] as number | undefined) ?? null },
      }));
      expect(known).toEqual(expect.arrayContaining(told));
      expect(known).toHaveLength(told.length);
    });
  });

  it("people of 2011 to 2022, and what has no column beside them, but neither secrets nor families", async () => {
    await exportSamples(listed, (store) => {
      for (const user of listed.people as Json[]) {
        const contact = user["contact"] as { email_addresses: { address: string }[] };
        expect(rows(store, `SELECT name, email, department, state FROM v_person WHERE source_id = '${String(user["id"])}'`)).toEqual([
          {
            ...{ name: user["full_name"], email: text(user["email"]) ?? contact.email_addresses[0]?.address },
            ...{ department: text(user["department"]), state: user["state"] },
          },
        ]);
      }
      const rest = column(store, "SELECT rest FROM provenance WHERE kind = 1 AND rest IS NOT NULL").join("\n");
      for (const kept of ["Rose ceremony champion", "A summary", "Pacific Time", "http://github.com/SpringSource"])
        expect(rest).toContain(kept);
      expect(rest).not.toMatch(/kids_names|significant_other|mugshot/);
      expect(column(store, "SELECT group_id || ':' || person_id FROM v_membership")).toEqual(["124742:143117", "2528:7"]);
      expect(column(store, "SELECT name FROM v_person WHERE source_id IN ('7', '143117')")).toEqual(["Jimmy", "Joe Camel"]);
    });
  });

  it("the network of 2022, and a budget that was spent elsewhere", async () => {
    const spent = { ...listed, refusal: { status: 429, body: sample("spring-error-429") } };
    await exportSamples(spent, (store) => {
      expect(rows(store, "SELECT name, CAST(id AS TEXT) AS id, permalink, title FROM network")).toEqual([
        { name: "contoso.onmicrosoft.com", id: "5897756673", permalink: "contoso.onmicrosoft.com", title: "Contoso" },
      ]);
    });
  });
});
