import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodes } from "../../src/errors.ts";
import { isClean } from "../../src/cli/commands/verify.ts";
import type { Verified } from "../../src/verify/verify.ts";
import {
  attachmentRow,
  expectedNetworks,
  expectedPeople,
  isMigrated,
  messageRow,
  sha256,
  storedKind,
  type ExpectedNetwork,
  type GivenExport,
  type Told,
} from "../support/expected-store.ts";
import { expectedCounts, expectedView, writeExportFolder, writeExportZip, type ExportOptions } from "../support/export-zip.ts";
import { makeLine, type Line, type Row } from "../support/line.ts";
import { makeNetwork } from "../support/network.ts";
import type { AttachmentTruth, NetworkTruth } from "../support/network/truth.ts";
import { readSite, shownBody, squash, type Site, type SiteMessage } from "../support/read-site.ts";

/** Exports that nobody has looked at, through the whole line, compared with what was really there: row by row and page by page. */

interface Scenario {
  readonly name: string;
  readonly inputs: readonly (GivenExport & { readonly unpacked?: boolean })[];
  readonly withMembers: boolean;
  readonly language?: "en" | "de" | "fr";
}

const one = makeNetwork({ seed: 9001, messages: 1400, idStyle: "mixed" });
const ranged = makeNetwork({ seed: 9102, messages: 900, idStyle: "mixed", name: "northwind.example", networkId: "88001" });
const left = makeNetwork({ seed: 9203, messages: 420, idStyle: "short", name: "left.example", networkId: "501" });
const right = makeNetwork({ seed: 9204, messages: 380, idStyle: "short", name: "right.example", networkId: "502" });
const small = makeNetwork({ seed: 9305, messages: 330, idStyle: "mixed", name: "litware", networkId: "7009007199254740995" });

const early: ExportOptions = { until: "2022-10-01T00:00:00Z", asOf: "2022-10-02T00:00:00Z", shuffleSeed: 3, dates: "iso-offset" };
const middle: ExportOptions = { since: "2022-08-01T00:00:00Z", until: "2023-06-01T00:00:00Z", asOf: "2023-06-02T00:00:00Z", bom: true };
const late: ExportOptions = { since: "2023-04-01T00:00:00Z", shuffleSeed: 5, crlf: true, extraColumns: ["client_type", "mood"] };

const scenarios: readonly Scenario[] = [
  {
    name: "one ZIP: shuffled columns, strange columns and CSVs, BOM, CRLF, ids up to 19 digits",
    inputs: [
      {
        file: "all.zip",
        truths: [one],
        options: { shuffleSeed: 77, bom: true, crlf: true, extraColumns: ["language", "thread_starter"], unknownCsvs: true },
      },
    ],
    withMembers: true,
  },
  {
    name: "three overlapping ZIPs, oldest first",
    inputs: [
      { file: "in/2022.zip", truths: [ranged], options: early },
      { file: "in/2023a.zip", truths: [ranged], options: middle },
      { file: "in/2023b.zip", truths: [ranged], options: late },
    ],
    withMembers: false,
    language: "de",
  },
  {
    name: "three overlapping ZIPs, newest in the middle: the last of the list counts",
    inputs: [
      { file: "in/2023a.zip", truths: [ranged], options: middle },
      { file: "in/2023b.zip", truths: [ranged], options: late },
      { file: "in/2022.zip", truths: [ranged], options: early },
    ],
    withMembers: true,
  },
  {
    name: "two networks in folders of one ZIP, with the same ids",
    inputs: [{ file: "both.zip", truths: [left, right], options: { shuffleSeed: 12, dates: "slashes", unknownCsvs: true } }],
    withMembers: true,
    language: "fr",
  },
  {
    name: "two networks in ZIPs of their own, with the same ids, in the columns of 2018",
    inputs: [
      { file: "left.zip", truths: [left], options: { layout: "g18" } },
      { file: "right.zip", truths: [right], options: { layout: "g18", shuffleSeed: 4, bom: true, dates: "utc-word" } },
    ],
    withMembers: false,
  },
  {
    name: "an unpacked folder of a network whose name is no domain, in the columns of 2018",
    inputs: [{ file: "unpacked", unpacked: true, truths: [small], options: { layout: "g18", shuffleSeed: 8, unknownCsvs: true } }],
    withMembers: true,
  },
];

const MEMBERS = "who/members.csv";

/** Some names are such that `map` proposes to ask first: here somebody has asked, and everything goes along. */
function takeEverything(line: Line): void {
  const rows = line.rows(
    "SELECT n.name || '/group/' || m.id AS key FROM group_mapping m JOIN network n ON n.pk = m.network WHERE m.action = 'skip'",
  );
  if (rows.length > 0)
    writeFileSync(line.path("groups.csv"), ["key,decision", ...rows.map(({ key }) => `${String(key)},create`)].join("\n"));
}

describe.each(scenarios)("$name", (scenario) => {
  const expected = expectedNetworks(scenario.inputs);
  let line: Line;
  let site: Site;
  let verified: Verified;
  let undecided: unknown;
  let afterPlan: Row[];

  beforeAll(async () => {
    line = makeLine();
    for (const folder of ["in", "who"]) mkdirSync(line.path(folder));
    for (const { file, truths, options, unpacked } of scenario.inputs)
      await (unpacked === true ? writeExportFolder : writeExportZip)(truths, line.path(file), options);
    if (scenario.withMembers) writeFileSync(line.path(MEMBERS), membersCsv(scenario.inputs));
    line.configure({
      inputs: scenario.inputs.map(({ file }) => file),
      ...(scenario.withMembers ? { members: MEMBERS } : {}),
      ...(scenario.language === undefined ? {} : { language: scenario.language }),
      time_zone: "Asia/Kolkata",
    });
    await line.export();
    await line.map();
    takeEverything(line);
    const planned = await line.plan();
    undecided = line.value("SELECT count(*) FROM v_fate WHERE fate = 'undecided'");
    afterPlan = line.rows("SELECT kind, fate, count(*) AS records FROM v_fate GROUP BY kind, fate");
    await line.approve({ hash: planned.shortHash });
    await line.import();
    verified = await line.verify();
    site = readSite(line.path("site"));
  }, 60_000);
  afterAll(() => line.close());

  it("accounts for every row of every CSV", () => {
    const rows = line.rows("SELECT * FROM v_input ORDER BY file");
    const wanted = accounts(scenario, expected);
    expect(rows).toEqual(wanted);
    for (const row of rows) expect(Number(row["rows"])).toBe(Number(row["records"]) + Number(row["superseded"]) + Number(row["skipped"]));
  });

  it("has every message there is, as it was, and no other", () => {
    const found = byId(line.rows("SELECT * FROM v_message"));
    const wanted = expected.flatMap(({ name, messages }) => [...messages.values()].map((told) => messageRow(name, told)));
    expect(found.size).toBe(wanted.length);
    for (const row of wanted) expect(found.get(`${row["network"]}/${row["source_id"]}`), String(row["source_id"])).toEqual(row);
  });

  it("has every mention, topic and attachment", () => {
    const open = expected.flatMap((network) =>
      [...network.messages.values()].filter(({ row }) => !row.isPrivate).map(({ row }) => ({ network, row })),
    );
    const mentions = open.flatMap(({ network, row }) =>
      [...new Set(row.mentions)].map((person_id) => ({ network: network.name, message_id: row.id, person_id })),
    );
    const topics = open.flatMap(({ network, row }) => topicsOf(row).map((name) => ({ network: network.name, message_id: row.id, name })));
    const attachments = open.flatMap(({ network, row }) => attachmentsOf(row).map((attachment) => attachmentRow(network, row, attachment)));
    expect(sorted(line.rows("SELECT network, message_id, person_id FROM v_mention"))).toEqual(sorted(mentions));
    expect(sorted(line.rows("SELECT network, message_id, name FROM v_topic"))).toEqual(sorted(topics));
    expect(sorted(line.rows("SELECT network, source_id, message_id, kind, name, size_bytes, sha256 FROM v_attachment"))).toEqual(
      sorted(attachments),
    );
    expect(line.rows("SELECT * FROM v_reaction")).toEqual([]);
  });

  it("has everybody, every group and every thread", () => {
    const people = expected.flatMap((network) => [...expectedPeople(network, scenario.withMembers).values()]);
    expect(sorted(line.rows("SELECT * FROM v_person"))).toEqual(sorted(people));
    expect(sorted(line.rows("SELECT network, source_id, name, privacy, is_placeholder, threads, messages FROM v_group"))).toEqual(
      sorted(expected.flatMap(groupRows)),
    );
    expect(sorted(line.rows("SELECT network, source_id, group_id, kind, title, messages, is_placeholder FROM v_thread"))).toEqual(
      sorted(expected.flatMap(threadRows)),
    );
  });

  it("has the members that the list names, and says so where there is none", () => {
    const wanted = scenario.withMembers ? resolved(scenario.inputs).flatMap((found) => (typeof found === "string" ? [] : [found])) : [];
    expect(sorted(line.rows("SELECT * FROM v_membership"))).toEqual(sorted(wanted));
    const groups = site.pages.filter((path) => /^(private\/)?g\/[^/]+\/\d+\.html$/.test(path));
    expect(groups.length).toBe(line.value("SELECT count(*) FROM v_group"));
    const unknown = { en: "Members unknown", de: "Mitglieder unbekannt", fr: "Membres inconnus" }[scenario.language ?? "en"];
    const saying = groups.filter((path) => site.text(path).includes(unknown)).length;
    expect(saying).toBe(groups.length - new Set(wanted.map(({ network, group_id }) => `${network}/${group_id}`)).size);
  });

  it("names what is missing", () => {
    const gaps = (kind: string, column: string) =>
      line.rows(`SELECT network || '/' || ${column} AS at FROM v_gap WHERE kind = ?`, kind).map((row) => String(row["at"]));
    const threads = expected.flatMap(threadRows).filter((row) => row.is_placeholder === 1 && row.group_id !== null);
    expect(gaps("missing-starter", "thread_id").sort()).toEqual(threads.map((row) => `${row.network}/${row.source_id}`).sort());
    const orphans = expected.flatMap(({ name, messages }) =>
      [...messages.values()]
        .filter(({ row }) => !row.isPrivate && row.replyToId !== null && row.replyToId !== row.threadId && !messages.has(row.replyToId))
        .map(({ row }) => `${name}/message ${row.id} answers ${row.replyToId ?? ""}, which is not there`),
    );
    expect(gaps("missing-parent", "evidence").sort()).toEqual(orphans.sort());
    const strangers = expected.flatMap((network) => {
      const wrote = new Set([...network.messages.values()].filter(({ row }) => !row.isPrivate).map(({ row }) => row.authorId));
      return [...wrote].filter((id) => !network.users.has(id)).map((id) => `${network.name}/person ${id} wrote messages`);
    });
    expect(gaps("unknown-sender", "substr(evidence, 1, instr(evidence, ',') - 1)").sort()).toEqual(strangers.sort());
  });

  it("decides about every record before anything is written", () => {
    expect(undecided).toBe(0);
    expect(new Set(afterPlan.map((row) => row["fate"]))).toEqual(new Set(["planned", "skipped"]));
  });

  it("has every record in v_fate once, and none that is only planned after the import", () => {
    const counts = new Map<string, unknown>();
    for (const row of line.rows("SELECT kind, count(*) AS n, count(DISTINCT network || ' ' || source_id) AS d FROM v_fate GROUP BY kind")) {
      expect(row["n"], String(row["kind"])).toBe(row["d"]);
      counts.set(String(row["kind"]), row["n"]);
    }
    for (const kind of ["person", "group", "membership", "thread", "message", "attachment"])
      expect(counts.get(kind) ?? 0, kind).toBe(line.value(`SELECT count(*) FROM v_${kind}`));
    expect(line.rows("SELECT * FROM v_fate WHERE fate NOT IN ('migrated', 'skipped')")).toEqual([]);
    expect(line.rows("SELECT * FROM v_fate WHERE fate = 'migrated' AND target_ref IS NULL")).toEqual([]);
    expect(line.rows("SELECT * FROM v_fate WHERE fate = 'skipped' AND reason IS NULL")).toEqual([]);
  });

  it("migrates exactly the messages that the policies let through, and says why not the others", () => {
    const wanted = expected.flatMap(({ name, messages }) =>
      [...messages.values()].map((told) => {
        const { isPrivate, isDeleted, isRedacted } = told.row;
        const reason = isPrivate ? "private-conversation" : isDeleted ? "deleted" : isRedacted ? "redacted" : null;
        return { network: name, source_id: told.row.id, fate: reason === null ? "migrated" : "skipped", reason };
      }),
    );
    expect(sorted(line.rows("SELECT network, source_id, fate, reason FROM v_fate WHERE kind = 'message'"))).toEqual(sorted(wanted));
  });

  it("verifies clean, and the store is sound", () => {
    expect(verified.findings).toEqual([]);
    expect(isClean(verified) ? exitCodes.done : exitCodes.look).toBe(0);
    expect(verified.checked["message"] ?? 0).toBeGreaterThan(100);
    expect(line.rows("PRAGMA foreign_key_check")).toEqual([]);
    expect(line.value("PRAGMA integrity_check")).toBe("ok");
  });

  it("shows every migrated message once, and no other", () => {
    const shown = site.messages.filter((message) => message.tombstone === null).map(({ key }) => key);
    const wanted = expected.flatMap(({ name, messages }) =>
      [...messages.values()].filter(isMigrated).map(({ row }) => `${name}/message/${row.id}`),
    );
    expect(new Set(site.messages.map(({ key }) => key)).size).toBe(site.messages.length);
    expect(shown.sort()).toEqual(wanted.sort());
  });

  it("shows each with its text, author, date, place and files", () => {
    const found = new Map(site.messages.map((message) => [message.key, message]));
    for (const network of expected) {
      const people = expectedPeople(network, scenario.withMembers);
      const nameOf = (id: string) => {
        const person = people.get(id);
        return person === undefined ? undefined : String(person["name"] ?? `${nobody[scenario.language ?? "en"]} ${id}`);
      };
      for (const told of network.messages.values()) {
        if (!isMigrated(told)) continue;
        const message = found.get(`${network.name}/message/${told.row.id}`);
        if (!message) throw new Error(`message ${told.row.id} is on no page`);
        compare(message, told, network, nameOf);
      }
    }
  });

  it("keeps the order of the answers to one message", () => {
    for (const network of expected) {
      const last = new Map<string, string>();
      for (const { key, parent, page, tombstone } of site.messages) {
        // A stand-in has no date: it stands before the first that answers it.
        if (tombstone !== null || parent === null || !key.startsWith(`${network.name}/`)) continue;
        const at = network.messages.get(key.split("/")[2] ?? "")?.createdAt;
        if (at === undefined) continue;
        expect(at >= (last.get(`${page} ${parent}`) ?? ""), key).toBe(true);
        last.set(`${page} ${parent}`, at);
      }
    }
  });

  it("puts a tombstone where a live reply answers what is not shown, and never the text of it", () => {
    const wanted = new Map<string, string>();
    for (const { name, messages } of expected) {
      for (const told of messages.values()) {
        if (!isMigrated(told)) continue;
        for (let above = told.row.replyToId; above !== null;) {
          const answered = messages.get(above);
          if (answered && isMigrated(answered)) break;
          wanted.set(`${name}/message/${above}`, !answered ? "missing" : answered.row.isDeleted ? "deleted" : "redacted");
          above = answered ? answered.row.replyToId : above === told.row.threadId ? null : told.row.threadId;
        }
      }
    }
    const stones = site.messages.filter(({ tombstone }) => tombstone !== null);
    expect(sorted(stones.map(({ key, tombstone }) => ({ key, tombstone })))).toEqual(
      sorted([...wanted].map(([key, tombstone]) => ({ key, tombstone }))),
    );
    for (const stone of stones) {
      const [network, , id = ""] = stone.key.split("/");
      const body = expected.find(({ name }) => name === network)?.messages.get(id)?.row.body ?? "";
      if (squash(body).length > 8) expect(squash(stone.whole)).not.toContain(squash(body));
      expect([stone.author, stone.date, stone.files.size]).toEqual([null, null, 0]);
    }
  });

  it("links only to what is there, relatively, and never from public pages into private ones", () => {
    expect(site.broken).toEqual([]);
    expect(site.leaks).toEqual([]);
  });

  it("keeps private groups in private/", () => {
    for (const network of expected) {
      const shut = new Set(network.truth.groups.filter(({ privacy }) => privacy === "private").map(({ id }) => id));
      for (const { key, page } of site.messages) {
        const row = key.startsWith(`${network.name}/`) ? network.messages.get(key.split("/")[2] ?? "")?.row : undefined;
        if (row) expect(page.startsWith("private/"), key).toBe(shut.has(row.groupId ?? ""));
      }
    }
  });

  it("has nothing left to do when it is planned again", async () => {
    const before = line.value("SELECT hash FROM plan");
    const again = await line.plan();
    expect([again.toDo, again.hash]).toEqual([0, before]);
  });
});

/** Who has no name at the source, in the words of the readers. */
const nobody = { en: "Unknown person", de: "Unbekannte Person", fr: "Personne inconnue" };

function compare(message: SiteMessage, told: Told, network: ExpectedNetwork, nameOf: (id: string) => string | undefined): void {
  const { row, createdAt } = told;
  const { name, newest } = network;
  expect(message.page, message.key).toMatch(new RegExp(`^(private/)?t/${name}/${row.threadId}(-\\d+)?\\.html$`));
  expect(squash(message.text), message.key).toBe(squash(shownBody(row.body, nameOf)));
  expect(message.author?.key, message.key).toBe(`${name}/person/${row.authorId}`);
  expect(squash(message.author?.name ?? ""), message.key).toBe(squash(nameOf(row.authorId) ?? ""));
  expect(message.date, message.key).toBe(createdAt);
  expect(message.parent, message.key).toBe(row.replyToId === null ? null : `${name}/message/${row.replyToId}`);
  expect([...message.files.keys()].sort(), message.key).toEqual(
    attachmentsOf(row)
      .map((attachment) => `${name}/attachment/${row.id}:${storedKind(attachment)}:${attachment.ref}`)
      .sort(),
  );
  for (const attachment of attachmentsOf(row)) {
    const kind = storedKind(attachment);
    const bytes = newest.get(`${kind}:${attachment.ref}`)?.bytes;
    const wanted = kind === "link" || bytes === undefined ? "" : sha256(bytes);
    expect(message.files.get(`${name}/attachment/${row.id}:${kind}:${attachment.ref}`), message.key).toBe(wanted);
  }
}

// ── What the truth says ────────────────────────────────────────────────────────────────────────────────────────────

function byId(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [`${row["network"]}/${row["source_id"]}`, row]));
}

/** Rows as sorted texts: a difference of two sets shows as a difference of two lists. */
function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
}

/** Tags put there on purpose, and the one in a body that was made to break readers and is markup all the same. */
function topicsOf(row: Told["row"]): string[] {
  return [...new Set([...row.topics, ...(row.body.includes("[Tag:1:x]") ? ["x"] : [])])];
}

/** A card that is attached twice is one attachment, as it was named first. */
function attachmentsOf(row: Told["row"]): AttachmentTruth[] {
  const seen = new Map<string, AttachmentTruth>();
  for (const attachment of row.attachments) {
    const key = `${storedKind(attachment)}:${attachment.ref}`;
    if (!seen.has(key)) seen.set(key, attachment);
  }
  return [...seen.values()];
}

function threadRows({ name, messages }: ExpectedNetwork) {
  const byThread = new Map<string, Told[]>();
  for (const told of messages.values()) byThread.set(told.row.threadId, [...(byThread.get(told.row.threadId) ?? []), told]);
  return [...byThread].map(([id, all]) => {
    const starter = messages.get(id);
    const told = starter && messageRow(name, starter);
    const groupId = all[0]?.row.isPrivate === true ? null : (all[0]?.row.groupId ?? null);
    return {
      network: name,
      source_id: id,
      group_id: groupId,
      kind: told?.["kind"] ?? "discussion",
      title: told?.["title"] ?? null,
      messages: all.length,
      is_placeholder: starter === undefined ? 1 : 0,
    };
  });
}

function groupRows(network: ExpectedNetwork) {
  const { name, messages, groups, fileGroups, truth } = network;
  const threads = threadRows(network);
  const open = [...messages.values()].filter(({ row }) => !row.isPrivate);
  const named = new Set([...groups.keys(), ...fileGroups, ...open.map(({ row }) => row.groupId ?? "")]);
  return [...named].map((id) => {
    const known = groups.get(id);
    const group = truth.groups.find((one) => one.id === id);
    const isCompany = id === "0";
    return {
      network: name,
      source_id: id,
      name: isCompany ? "All Company" : (group?.name ?? null),
      // Beside a post stands only whether its group is private.
      privacy: isCompany ? "public" : (known?.privacy ?? (group?.privacy === "private" ? "private" : "unknown")),
      is_placeholder: known || isCompany ? 0 : 1,
      threads: threads.filter((thread) => thread.group_id === id).length,
      messages: open.filter(({ row }) => row.groupId === id).length,
    };
  });
}

/** The list of members a person would write: by e-mail, for ids of two networks may be the same. */
function membersCsv(inputs: readonly GivenExport[]): string {
  const rows = membersOf(inputs).map(({ groupId, email, role }) => `${groupId};${email};${role}\r\n`);
  return `\uFEFFgroup id;e-mail;role\r\n${rows.join("")}`;
}

function membersOf(inputs: readonly GivenExport[]) {
  return [...new Set(inputs.flatMap(({ truths }) => truths))].flatMap((truth) =>
    truth.memberships.map(({ groupId, personId, role }) => {
      const email = truth.people.find((person) => person.id === personId)?.email ?? "";
      return { groupId, email, role };
    }),
  );
}

interface Resolved {
  readonly network: string;
  readonly group_id: string;
  readonly person_id: string;
  readonly role: string;
}

/** What each line of the list means, or why it means nothing. */
function resolved(inputs: readonly GivenExport[]): (Resolved | string)[] {
  const networks = expectedNetworks(inputs);
  const known = networks.map((network) => ({
    network,
    groups: new Set(groupRows(network).map((row) => row.source_id)),
    people: [...expectedPeople(network, false).values()],
  }));
  return membersOf(inputs).map(({ groupId, email, role }) => {
    const places = known.filter(({ groups }) => groups.has(groupId));
    if (places.length === 0) return "unknown-group";
    const found = places.flatMap(({ network, people }) => {
      const person = people.find((one) => email !== "" && String(one["email"] ?? "").toLowerCase() === email.toLowerCase());
      return person ? [{ network: network.name, group_id: groupId, person_id: String(person["source_id"]), role }] : [];
    });
    return found.length === 1 && found[0] ? found[0] : found.length === 0 ? "unknown-person" : "ambiguous-group";
  });
}

/** `v_input` as it must be: a row whose id a later export has too is superseded. */
function accounts(scenario: Scenario, networks: readonly ExpectedNetwork[]): Row[] {
  const winners = new Map<string, string>();
  const rows = new Map<string, string[]>();
  for (const given of scenario.inputs) {
    for (const [file, ids] of idsOf(given)) {
      rows.set(file, ids);
      for (const id of ids) winners.set(id, file);
    }
  }
  const files: Row[] = [...rows].map(([file, ids]) => {
    const records = new Set(ids.filter((id) => winners.get(id) === file)).size;
    return { file, rows: ids.length, records, superseded: ids.length - records, skipped: 0 };
  });
  for (const given of scenario.inputs) {
    for (const [name, count] of Object.entries(expectedCounts(given.truths, given.options)))
      expect(rows.get(`${given.file}/${name}`)?.length, name).toBe(count);
    if (given.options.unknownCsvs !== true) continue;
    for (const truth of given.truths) {
      const folder = given.truths.length > 1 ? `${truth.network.id}/` : "";
      for (const [csv, count] of [
        ["Campaigns.csv", 1],
        ["VivaTopics.csv", 0],
        ["Answers.csv", 0],
      ] as const)
        files.push({ file: `${given.file}/${folder}${csv}`, rows: count, records: 0, superseded: 0, skipped: count });
    }
  }
  if (scenario.withMembers) {
    const lines = resolved(scenario.inputs);
    const skipped = lines.filter((found) => typeof found === "string").length;
    const records = new Set(
      lines.flatMap((found) => (typeof found === "string" ? [] : [JSON.stringify([found.network, found.group_id, found.person_id])])),
    ).size;
    files.push({ file: MEMBERS, rows: lines.length, records, superseded: lines.length - skipped - records, skipped });
  }
  expect(networks.length).toBeGreaterThan(0);
  return files.sort((a, b) => (String(a["file"]) < String(b["file"]) ? -1 : 1));
}

/** The rows of every CSV of an export, each as a text that names the record. */
function* idsOf({ file, truths, options }: GivenExport): Generator<[string, string[]]> {
  yield [`${file}/Networks.csv`, truths.map(({ network }) => `network ${network.id}`)];
  for (const truth of truths) {
    const at = (csv: string) => `${file}/${truths.length > 1 ? `${truth.network.id}/` : ""}${csv}`;
    const view = expectedView(truth, options);
    const name = (kind: string, id: string) => `${truth.network.permalink} ${kind} ${id}`;
    const messages = [...view.messages];
    yield [at("Users.csv"), [...view.users].map(({ id }) => name("user", id))];
    yield [at("Admins.csv"), view.admins.map((id) => name("admin", id))];
    yield [at("Groups.csv"), [...view.groups].map(({ id }) => name("group", id))];
    yield [at("Topics.csv"), [...view.topics].map(({ id }) => name("topic", id))];
    yield [at("Messages.csv"), messages.map(({ id }) => name("message", id))];
    yield [
      at("MessageVersions.csv"),
      messages.flatMap(({ id, versions }) => versions.map(({ number }) => name("version", `${id}-${number}`))),
    ];
    yield [at("MessageThreadsOutbound.csv"), externalThreads(truth, view.rowOf).map((id) => name("outbound", id))];
    yield [at("Files.csv"), [...view.files].map(([, { id }]) => name("file", id))];
    yield [at("Pages.csv"), [...view.pages].map(([, { id }]) => name("page", id))];
  }
}

function externalThreads(truth: NetworkTruth, rowOf: ReturnType<typeof expectedView>["rowOf"]): string[] {
  const guests = new Set(truth.people.filter(({ isGuest }) => isGuest).map(({ id }) => id));
  return [...truth.bundles]
    .filter(({ messages }) => messages.some((message) => guests.has(message.authorId) && rowOf(message) !== undefined))
    .map(({ thread }) => thread.id);
}
