import { materialise } from "../network.ts";
import { makeIds } from "../network/ids.ts";
import { mixSeed } from "../network/random.ts";
import {
  ALL_COMPANY,
  type GroupTruth,
  type MembershipTruth,
  type NetworkTruth,
  type ThreadBundle,
  type TopicTruth,
} from "../network/truth.ts";
import { BOOK_SCRIPT } from "./contoso-book.ts";
import { contosoCast, contosoGroups, CONTOSO_DOMAIN, type CastMember } from "./contoso-cast.ts";
import { CERCLE_SCRIPT } from "./contoso-cercle.ts";
import { COMPANY_SCRIPT } from "./contoso-company.ts";
import { COUNCIL_SCRIPT, PRIVATE_SCRIPT } from "./contoso-council.ts";
import { DACH_SCRIPT } from "./contoso-dach.ts";
import { MANAGERS_SCRIPT } from "./contoso-managers.ts";
import { MENTORING_SCRIPT } from "./contoso-mentoring.ts";
import { CONTOSO_MEMBERS } from "./contoso-people.ts";
import { REMOTE_SCRIPT } from "./contoso-remote.ts";
import { readScript, type ScriptMessage } from "./contoso-script.ts";
import { stageThread, type Stage } from "./contoso-stage.ts";
import { WOMEN_SCRIPT } from "./contoso-women.ts";

const SCRIPTS: readonly (readonly [place: string, script: string])[] = [
  ["company", COMPANY_SCRIPT],
  ["women", WOMEN_SCRIPT],
  ["ftm", MANAGERS_SCRIPT],
  ["book", BOOK_SCRIPT],
  ["dach", DACH_SCRIPT],
  ["cercle", CERCLE_SCRIPT],
  ["mentor", MENTORING_SCRIPT],
  ["remote", REMOTE_SCRIPT],
  ["council", COUNCIL_SCRIPT],
  ["private", PRIVATE_SCRIPT],
];

/** The demo network, written by hand: contoso.com and its learning groups, February 2022 to February 2024. */
export function contosoNetwork(): NetworkTruth {
  const cast = new Map(contosoCast().map((member) => [member.key, member]));
  const groups = contosoGroups(cast);
  const topics = new Map<string, TopicTruth>();
  const ids = makeIds("long");
  const stage: Stage = {
    cast,
    ids,
    topicId: (name, by, at) => {
      const known = topics.get(name) ?? { id: ids.topic(topics.size), name, createdById: by, createdAt: at };
      topics.set(name, known);
      return known.id;
    },
  };
  const plays = SCRIPTS.flatMap(([place, script]) => readScript(script).map((messages) => ({ place, messages })));
  plays.sort((a, b) => startOf(a.messages) - startOf(b.messages));
  const bundles = plays.map(({ place, messages }, index) => {
    const groupId = place === "private" ? null : place === "company" ? ALL_COMPANY : (groups.get(place)?.id ?? "");
    return stageThread(stage, { index, groupId, script: messages });
  });
  const people = [...cast.values()].map((member) => member.person);
  return materialise(
    {
      network: { id: "1402700", permalink: CONTOSO_DOMAIN, name: "Contoso", createdAt: "2019-04-01T08:00:00.000Z" },
      people,
      admins: ["hannah", "katrin"].map((key) => cast.get(key)?.person.id ?? ""),
      groups: [...groups.values()],
      memberships: membershipsOf(cast, groups, bundles),
      topics: [...topics.values()],
      messageCount: bundles.reduce((sum, bundle) => sum + bundle.messages.length, 0),
      threadCount: bundles.length,
    },
    bundles,
  );
}

function startOf(messages: readonly ScriptMessage[]): number {
  return messages[0]?.startMs ?? 0;
}

/** Groups with many more readers than writers. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(["women", "ftm", "book", "mentor"]);

type Roles = Map<string, MembershipTruth["role"]>;

/** Those who signed up, those who wrote, and some who only read, without the departed. */
function membershipsOf(
  cast: ReadonlyMap<string, CastMember>,
  groups: ReadonlyMap<string, GroupTruth>,
  bundles: readonly ThreadBundle[],
): MembershipTruth[] {
  const present = [...cast.values()].flatMap(({ person }) => (person.state === "active" && person.inUsersCsv ? [person.id] : []));
  const memberships: MembershipTruth[] = [];
  for (const line of CONTOSO_MEMBERS.trim().split("\n")) {
    const [key = "", list = ""] = line.split(": ");
    const groupId = groups.get(key)?.id ?? "";
    const roles = signUps(cast, list);
    const writers = bundles.flatMap(({ thread, messages }) =>
      thread.groupId === groupId ? messages.map((message) => message.authorId) : [],
    );
    const readers = OPEN_TO_ALL.has(key) ? present.filter((_, n) => mixSeed(n, groups.size, key.charCodeAt(0)) % 4 === 0) : [];
    for (const personId of [...writers, ...readers]) if (!roles.has(personId)) roles.set(personId, "member");
    for (const [personId, role] of roles) if (present.includes(personId)) memberships.push({ groupId, personId, role });
  }
  return memberships;
}

/** The first one runs the group, and so does everybody with a plus. */
function signUps(cast: ReadonlyMap<string, CastMember>, list: string): Roles {
  const roles: Roles = new Map();
  for (const [rank, word] of list.split(" ").entries()) {
    const person = cast.get(word.replace("+", ""))?.person;
    if (person === undefined) throw new Error(`nobody is called ${word}`);
    roles.set(person.id, rank === 0 || word.startsWith("+") ? "admin" : "member");
  }
  return roles;
}

/** What nobody wrote and the directory of the official network has all the same: namesakes and strangers. */
const ONLY_IN_DIRECTORY = [
  ["Tom Barnes", "tom.barnes2@contoso.com", "Facilities"],
  ["Sofia Almeida", "sofia.almeida@contoso.com", "Human Resources"],
  ["Nils Petersen", "nils.petersen@contoso.com", "Engineering"],
  ["Amina Yusuf", "amina.yusuf@contoso.com", "Finance"],
] as const;

export interface DirectoryEntry {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly department: string;
}

/** The people of the official network, by name. Their ids are that network's own. */
export function contosoDirectory(): DirectoryEntry[] {
  const known = contosoCast().flatMap(({ directory, person }) =>
    directory === null ? [] : [{ ...directory, department: person.department }],
  );
  const others = ONLY_IN_DIRECTORY.map(([name, email, department]) => ({ name, email, department }));
  const entries = [...known, ...others].map((entry, n) => ({ id: directoryId(n), ...entry }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function directoryId(n: number): string {
  const hex = [1, 2, 3, 4].map((salt) => mixSeed(n, salt, 4242).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
