import { describe, expect, it } from "vitest";
import type { MessageRecord } from "../../../../src/model/conversation.ts";
import type { SourceRecord } from "../../../../src/source/source.ts";
import { messageOf, type Around } from "../../../../src/source/yammer-api/convert-message.ts";
import { personOf } from "../../../../src/source/yammer-api/convert-people.ts";
import { timeOf } from "../../../../src/source/yammer-api/dates.ts";
import { withoutTokens } from "../../../../src/source/yammer-api/convert-files.ts";
import { fileUrl } from "../../../../src/source/yammer-api/download.ts";
import { feedPageOf, threadsOf } from "../../../../src/source/yammer-api/feed.ts";
import { parseJson } from "../../../../src/source/yammer-api/json.ts";
import { referencesOf } from "../../../../src/source/yammer-api/references.ts";
import { messagePayload, userPayload } from "../../../../src/source/yammer-api/schema.ts";
import { isChosen } from "../../../../src/source/yammer-api/scope.ts";
import { bodyTextOf } from "../../../../src/source/yammer-api/text.ts";
import { tokenFrom } from "../../../../src/source/yammer-api/token.ts";
import { HONEST } from "../../../fakes/yammer/options.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, wholeScope } from "../../../support/yammer-api.ts";

cleanUpYards();

const none = referencesOf([]);
const around: Around = {
  ...{ network: "contoso.com", networkId: 1, scope: wholeScope, groupId: 7, allCompanyId: 99, references: none },
  ...{ fileUrl: (url: string) => url, isNew: () => true },
};
/** Made by hand in the shapes that are seen (reference, sections 2.4 to 2.8). */
const message = {
  id: 10,
  thread_id: 10,
  sender_id: 3,
  replied_to_id: null,
  created_at: "2012/02/01 21:21:30 +0000",
  message_type: "update",
  body: { parsed: "x" },
};
const read = (more: object, how: Partial<Around> = {}): SourceRecord[] => {
  const entry = { ...message, ...more };
  return messageOf(entry, messagePayload.parse(entry), { ...around, ...how }, 1);
};
const record = (more: object, how?: Partial<Around>) => read(more, how).find((one): one is MessageRecord => one.kind === "message");

describe("a payload", () => {
  it("keeps every digit of an id, and JSON as it is otherwise", () => {
    expect(parseJson('{"id":1152921504606846977,"n":1.5,"m":4698160128499712}')).toEqual({
      id: "1152921504606846977",
      n: 1.5,
      m: 4698160128499712,
    });
  });

  it("has no NUL in a text, as the same text from an export has none", () => {
    expect(parseJson('{"body":{"plain":"a\\u0000b","parsed":"\\\\u0000"}}')).toEqual({ body: { plain: "ab", parsed: "\\u0000" } });
  });

  it.each([
    ["2012/02/01 21:21:30 +0000", Date.UTC(2012, 1, 1, 21, 21, 30)],
    ["2012/02/01 21:21:30 +0200", Date.UTC(2012, 1, 1, 19, 21, 30)],
    ["2025-01-02T03:04:05.678Z", Date.UTC(2025, 0, 2, 3, 4, 5, 678)],
    ["2012/02/31 00:00:00 +0000", null],
    ["yesterday", null],
    [null, null],
  ])("has the time %s", (text, time) => expect(timeOf(text)).toBe(time));

  it("is read whatever is missing, null or empty", () => {
    for (const empty of [undefined, null, "", []]) {
      expect(record({ title: empty, group_id: empty, attachments: empty, liked_by: empty, notified_user_ids: empty })).toMatchObject({
        title: null,
        groupId: 7,
        attachments: [],
      });
      expect(userPayload.parse({ id: 1, interests: empty, email: empty, admin: empty })).toMatchObject({ email: null, admin: false });
    }
    expect(userPayload.parse({ id: 1, admin: "true", verified_admin: "false" })).toMatchObject({ admin: true, verified_admin: false });
  });

  it("gives references as an array of typed objects or as an object of arrays", () => {
    const user = { type: "user", id: 3, full_name: "Ada" };
    const tag = { type: "tag", id: 5, name: "coaching", web_url: "https://x/topics/6" };
    for (const given of [[user, tag, { type: "novelty" }, 4], { users: [user], tags: [tag], odd: 1 }]) {
      const references = referencesOf(given);
      expect([references.users.get(3)?.full_name, references.tags.get(5)?.name]).toEqual(["Ada", "coaching"]);
    }
  });

  it("of an index names threads without their starter too, and the newest message that any part of it knows", () => {
    const page = feedPageOf({
      messages: [message, { group_created_id: 7 }],
      threaded_extended: { "10": [{ ...message, id: 12, thread_id: 10 }], "20": [{ ...message, id: 25, thread_id: 20 }] },
      references: [{ type: "thread", id: 10, stats: { latest_reply_id: 14 } }],
    });
    expect(page?.entries).toHaveLength(2);
    expect(page && threadsOf(page).map(({ id, latest }) => [id, latest])).toEqual([
      [10, 14],
      [20, 25],
    ]);
  });
});

describe("a message", () => {
  it("of the numeric All Company is of group 0", () => {
    expect(record({ group_id: 99 })).toMatchObject({ groupId: 0 });
    expect(record({ group_id: 8 })).toMatchObject({ groupId: 8 });
  });

  it.each([
    [{ message_type: "question" }, "question"],
    [{ message_type: "announcement", title: "T" }, "announcement"],
    [{ poll_options: [{ option: 1, answer: "Yes" }] }, "poll"],
    [{ attachments: [{ type: "praise", icon: "star", comment: "c", praised_user_ids: [4] }] }, "praise"],
    [{ system_message: true }, "system"],
    [{ message_type: "something new" }, "discussion"],
  ])("%j is a %s", (more, kind) => expect(record(more)?.messageKind).toBe(kind));

  it("carries polls, praise, cards, shared messages and files, with the ids that an export has", () => {
    const found = read({
      poll_options: [
        { option: 1, answer: "Yes" },
        { option: 2, answer: "No" },
      ],
      shared_message_id: 40,
      attachments: [
        { type: "praise", icon: "star", comment: "c", praised_user_ids: [4] },
        {
          type: "ymodule",
          id: 9000,
          record_id: 9,
          name: "A card",
          web_url: "https://x.example",
          ymodule: { web_app_id: "open_graph_object" },
        },
        { type: "ymodule", id: 11, web_url: "javascript:alert(1)" },
        {
          type: "image",
          real_type: "uploaded_file",
          id: 1535074,
          y_id: 2596406,
          name: "a.png",
          download_url: "https://www.yammer.com/api/v1/uploaded_files/2596406/download",
        },
        {
          type: "image",
          id: 974915,
          y_id: 857663,
          name: "Firefly.jpg",
          image: { url: "https://www.yammer.com/api/v1/file/857663/Firefly.jpg" },
        },
        { type: "hologram", id: 5, depth: 3 },
      ],
    });
    const [whole] = found.filter((one): one is MessageRecord => one.kind === "message");
    expect(whole?.poll).toEqual([
      { answer: "Yes", votes: null },
      { answer: "No", votes: null },
    ]);
    expect(whole?.praise).toEqual({ icon: "star", comment: "c", people: [4] });
    expect(whole?.attachments.map(({ kind, id, url }) => [kind, id, url ?? null])).toEqual([
      ["link", 9, "https://x.example"],
      ["link", 11, null],
      ["file", 2596406, null],
      ["file", 857663, null],
      ["message", 40, null],
    ]);
    expect(whole?.rest).toContain("hologram");
    expect(found.find(({ kind }) => kind === "file")).toMatchObject({
      fileId: 2596406,
      locator: expect.stringContaining("2596406/download") as string,
    });
  });

  it.each([
    [[{ option: 1, answer: "Yes" }], ["Yes"]],
    [[{ option: "Yes", answer: 1 }], ["Yes"]],
    [[{ option: "1", answer: "2019" }], ["2019"]],
    [
      ["Yes", { option: "No" }, {}],
      ["Yes", "No", ""],
    ],
  ])("asks with the words of %j", (poll_options, answers) => {
    expect(record({ poll_options })?.poll?.map(({ answer }) => answer)).toEqual(answers);
  });

  it("of a private conversation is counted, and nothing of it told", () => {
    const [only, ...more] = read({
      direct_message: true,
      body: { parsed: "[[user:4]] secret" },
      liked_by: { count: 1, names: [{ user_id: 4, full_name: "Bo" }] },
    });
    expect(more).toEqual([]);
    expect(only).toMatchObject({ isPrivate: true, body: null, authorId: null, mentions: [], chars: 0 });
    expect(JSON.stringify(only)).not.toContain("secret");
  });

  it.each([
    [{ aad_guest: "true" }, true],
    [{ guest: true }, true],
    [{ aad_guest: "false" }, false],
    [{ aad_guest: "" }, undefined],
  ])("tells of a person with %j whether it is a guest, flags being words or not", (more, isGuest) => {
    const user = { id: 1, full_name: "Ada", ...more };
    expect(personOf(user, userPayload.parse(user), around, 1).isGuest).toBe(isGuest);
  });

  it("reads a count that is a word", () => {
    expect(messagePayload.parse({ ...message, liked_by: { count: "7", names: [] } }).liked_by.count).toBe(7);
  });

  it("leaves secrets and signed addresses nowhere", () => {
    const user = {
      id: 1,
      full_name: "Ada",
      web_oauth_access_token: "s3cret",
      mugshot_url: "https://mug/signed",
      timezone: "UTC",
      nested: { auth_token: "s3cret" },
    };
    const told = personOf(user, userPayload.parse(user), around, 1);
    expect(JSON.stringify(told)).not.toMatch(/s3cret|signed/);
    expect(told.rest).toContain("timezone");
  });
});

describe("a text", () => {
  const references = referencesOf([
    { type: "user", id: 3, full_name: "Ada Lovelace" },
    { type: "tag", id: 5, name: "coaching" },
  ]);

  it("keeps its references, and names whom and what it means", () => {
    const text = bodyTextOf({ parsed: "Hi [[user:3]], see [[tag:5]] and [[tag:6]]", plain: null }, references);
    expect(text).toEqual({ body: "Hi [[user:3]], see [[tag:5]] and [[tag:6]]", mentions: [3], tags: [{ id: 5, name: "coaching" }] });
  });

  it("takes its line breaks from `plain` where `parsed` has lost them", () => {
    const plain = "Hi Ada Lovelace,\n\nsee #coaching\nBye";
    expect(bodyTextOf({ parsed: "Hi [[user:3]], see [[tag:5]] Bye", plain }, references).body).toBe("Hi [[user:3]],\n\nsee [[tag:5]]\nBye");
    expect(bodyTextOf({ parsed: "Something else", plain }, references).body).toBe("Something else");
  });

  it("is measured in no time, however it is made", () => {
    const parsed = "[[user:3]] ".repeat(20_000);
    expect(bodyTextOf({ parsed, plain: "\n".repeat(20_000) }, references).body).toBe(parsed);
  });
});

describe("where a file is fetched", () => {
  const baseUrl = new URL("https://yammer.example/api/v1");
  const bounds = { hosts: ["*.sharepoint.com"], maxBytes: 1, idleMs: 1 };

  it.each([
    ["https://yammer.example/api/v1/uploaded_files/1/download", "https://yammer.example/api/v1/uploaded_files/1/download"],
    ["https://www.yammer.com/contoso.com/api/v1/uploaded_files/1/download", "https://yammer.example/api/v1/uploaded_files/1/download"],
    [
      "https://www.yammer.com/api/v1/uploaded_files/1/download?version=7",
      "https://yammer.example/api/v1/uploaded_files/1/download?version=7",
    ],
    ["https://contoso.sharepoint.com/a.pdf", "https://contoso.sharepoint.com/a.pdf"],
    ["http://contoso.sharepoint.com/a.pdf", null],
    ["https://evil.example/api/v1/uploaded_files/1/download", null],
    ["http://169.254.169.254/latest/meta-data", null],
    ["https://evilsharepoint.com/a.pdf", null],
    [`${baseUrl.href}/uploaded_files/7/download?access_token=s3cret&v=1`, `${baseUrl.href}/uploaded_files/7/download?v=1`],
    ["https://www.yammer.com/api/v1/uploaded_files/7/download?access_token=s3cret&v=1", `${baseUrl.href}/uploaded_files/7/download?v=1`],
  ])("%s is at %s", (given, url) => expect(fileUrl(given, { baseUrl, bounds })).toBe(url));
});

describe("a message in the feed of another group than its own", () => {
  const scope = (...excludeGroups: string[]) => ({ ...around, scope: { ...wholeScope, excludeGroups } });
  const named = { references: referencesOf([{ type: "group", id: 8, full_name: "Works Council" }]) };

  it.each([
    ["by its id", 8, ["8"], {}],
    ["by its name", 8, ["works *"], named],
    ["as All Company by its number", 99, ["99"], {}],
  ])("is left out where that is left out %s", (_, group, patterns, more) => {
    expect(read({ group_id: group }, { ...scope(...patterns), ...more })).toEqual([
      { kind: "skip", line: 1, reason: "excluded-group", policy: true },
    ]);
  });

  it("is kept where another group is left out, and keeps its own group", () => {
    expect(record({ group_id: 8 }, { ...scope("9", "Leadership*"), ...named })).toMatchObject({ groupId: 8 });
    expect(record({}, scope("9"))).toMatchObject({ groupId: 7 });
  });
});

describe("a group", () => {
  const choice = { only: [], except: [], mine: false };
  const group = { id: 12, name: "Leadership (DACH)" };

  it("is chosen by id or by name, left out before it is chosen", () => {
    expect(isChosen(group, false, choice)).toBe(true);
    expect(isChosen(group, false, { ...choice, only: ["leadership*"] })).toBe(true);
    expect(isChosen(group, false, { ...choice, only: ["12"], except: ["*(dach)"] })).toBe(false);
    expect(isChosen(group, false, { ...choice, only: ["other"] })).toBe(false);
    expect(isChosen(group, false, { ...choice, mine: true })).toBe(false);
  });
});

describe("the token", () => {
  it("stands in the environment, and is explained where it does not, has ended, or is none", async () => {
    expect(await tokenFrom({ REGROUP_YAMMER_TOKEN: " abc " })(false)).toBe("abc");
    await expect(tokenFrom({})(false)).rejects.toMatchObject({ exit: 3 });
    await expect(tokenFrom({ REGROUP_YAMMER_TOKEN: "abc" })(true)).rejects.toMatchObject({ exit: 3 });
    await expect(tokenFrom({ REGROUP_YAMMER_TOKEN: "a\nb" })(false)).rejects.toMatchObject({ exit: 3 });
  });

  it("that ends in the middle is renewed without losing the place", async () => {
    const truth = makeNetwork({ seed: 6, messages: 200, people: 30, groups: 4 });
    const yard = await makeYard({ truth, lies: HONEST, tokens: [{ token: "t0", role: "member" }] });
    let [issued, asked] = [0, 0];
    const token = (wasRefused: boolean) => {
      if (wasRefused) yard.fake.tokens.issue({ like: "t0", token: `t${++issued}` });
      else if (++asked % 40 === 0) yard.fake.tokens.expire(`t${issued}`);
      return Promise.resolve(`t${issued}`);
    };
    await yard.export({ source: yard.source({ provider: token }) });
    expect(issued).toBeGreaterThan(1);
    yard.fake.tokens.issue({ like: "t0", token: "judge" });
    expect(yard.fake.differences(yard.database, { token: "judge" })).toEqual([]);
  });

  it("that lives shorter than the tries of a broken endpoint brings the export past it all the same", async () => {
    const truth = makeNetwork({ seed: 6, messages: 60, people: 30, groups: 4 });
    const wide = { messages: "1000/30s", other: "1000/30s" };
    const yard = await makeYard({
      ...{ truth, lies: HONEST, budget: { requests: 1000 }, behaviour: { membersEndpoint: "xml" } },
      tokens: [{ token: "t0", role: "member" }],
    });
    // A pasted token of 40 s: every run gets one, and stops when it has ended. All tries of an endpoint take a minute.
    let runs = 0;
    for (let isDone = false; !isDone && runs < 20; runs++) {
      const token = `t${runs + 1}`;
      yard.fake.tokens.issue({ like: "t0", token, expiresAt: yard.clock.wall() + 40_000 });
      const source = yard.source({
        config: { budget: wide },
        provider: (wasRefused) => tokenFrom({ REGROUP_YAMMER_TOKEN: token })(wasRefused),
      });
      isDone = await yard.export({ source }).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ exit: 3 });
          return false;
        },
      );
    }
    expect(runs).toBeGreaterThan(3);
    expect(runs).toBeLessThan(10);
    expect(yard.fake.differences(yard.database, { token: "t0" })).toEqual([]);
    const groups = yard.fake.requests.flatMap(({ path }) => /^groups\/(\d+)\/members/.exec(path)?.[1] ?? []);
    for (const group of new Set(groups)) expect(groups.filter((one) => one === group).length).toBeLessThanOrEqual(9);
  });
});

it("a token in an address is not kept", () => {
  expect(withoutTokens("https://x.example/a?access_token=s3cret&v=1#token=s3cret")).toBe("https://x.example/a?access_token=…&v=1#token=…");
  expect(withoutTokens("https://x.example/a?broken=1")).toBe("https://x.example/a?broken=1");
});
