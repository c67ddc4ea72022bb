import { ALL_COMPANY, type GroupTruth, type PersonTruth } from "../../support/network/truth.ts";
import { mayReadGroup, mayReadThread } from "./accounts.ts";
import { FAILED, FORBIDDEN, MISSING, num, ok, type Call, type Reply, type World } from "./context.ts";
import { CANARIES } from "./envelope.ts";
import { listedLikers } from "./likes.ts";
import { allCompanyGroup, fullGroup, fullUser, isUnlisted, memberUser, shortUser } from "./payload-people.ts";
import { networkPayload } from "./payload-network.ts";
import type { Route } from "./routes.ts";

/** Of groups, users and members alike (2.1, 2.2, 2.3). */
const PAGE = 50;

export const PEOPLE_ROUTES: readonly Route[] = [
  { path: "networks/current", answer: (call) => ok([networkPayload(call.world)]) },
  { path: "users", answer: allUsers },
  { path: "users/current", answer: currentUser },
  { path: "users/by_email", answer: byEmail },
  { path: "users/in_group/:id", answer: usersInGroup },
  { path: "users/liked_message/:id", answer: usersWhoLike },
  { path: "users/:id", answer: oneUser },
  { path: "groups", answer: allGroups },
  { path: "groups/for_user/:id", answer: groupsForUser },
  { path: "groups/:id", answer: oneGroup },
  { path: "groups/:id/members", answer: groupMembers },
];

const SHORT_PAGE = 20;

function pageOf<T>({ query, world }: Call, list: readonly T[], most = PAGE): { readonly items: readonly T[]; readonly more: boolean } {
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const { lists } = world.settings.behaviour;
  const isTold = lists !== "twenty-and-untold";
  const size = isTold ? most : Math.min(most, SHORT_PAGE);
  const items = list.slice((page - 1) * size, page * size);
  const isBelowTheFirst = lists === "fifty-below-the-first" && page > 1 && items.length > 0;
  return { items: isBelowTheFirst ? [...list.slice(0, 1), ...items] : items, more: isTold && list.length > page * size };
}

/** Only active people; full profiles, so one sweep replaces a request for each (2.3). */
function allUsers(call: Call): Reply {
  const { live } = call.world;
  const pending = call.query.get("show_pending") === "true" ? live.truth.people.filter(({ state }) => state === "pending") : [];
  const letter = call.query.get("letter")?.toLowerCase() ?? "";
  const people = [...live.activePeople, ...pending].filter(({ name }) => name.toLowerCase().startsWith(letter));
  const size = Math.min(PAGE, Math.max(1, Number(call.query.get("num_per_page") ?? PAGE) || PAGE));
  return ok(
    pageOf(call, letter === "" && pending.length === 0 ? live.activePeople : people, size).items.map((person) =>
      fullUser(call.world, person),
    ),
  );
}

/** Holds a secret that nobody may keep (2.3). */
function currentUser(call: Call): Reply {
  const { world, account } = call;
  const own = world.live.groupsOf(account.person.id).filter(({ groupId }) => world.live.group(groupId)?.isDeleted === false);
  const memberships = own.map(({ groupId, role }) => ({ type: "group_membership", group_id: num(groupId), admin: role === "admin" }));
  return ok({
    ...fullUser(world, account.person),
    admin: String(account.role !== "member"),
    verified_admin: String(account.role === "verified-admin"),
    web_oauth_access_token: CANARIES[1],
    ...(call.query.get("include_group_memberships") === "true" ? { group_memberships: memberships } : {}),
  });
}

function byEmail(call: Call): Reply {
  const wanted = call.query.get("email")?.toLowerCase();
  const found = call.world.live.activePeople.filter(({ email }) => email !== "" && email.toLowerCase() === wanted);
  return found.length === 0 ? MISSING : ok(found.map((person) => fullUser(call.world, person)));
}

function oneUser(call: Call, id: string): Reply {
  const person = call.world.live.person(id);
  if (person === undefined || !person.inUsersCsv) return MISSING;
  if (person.state === "deleted" && call.world.settings.behaviour.deletedUsers === "missing") return MISSING;
  return ok(fullUser(call.world, person));
}

/** A private group answers 403 to others here, while its feed answers 200 and nothing (2.2). */
function usersInGroup(call: Call, id: string): Reply {
  const found = findGroup(call, id);
  if (found === undefined) return MISSING;
  if (!mayReadGroup(call.world.live, call.account, id)) return FORBIDDEN;
  const { items, more } = pageOf(call, membersOf(call, id));
  const users = items.map((person) => shortUser(call.world, person));
  if (call.world.settings.lies.xmlMembers && !asksForJson(call)) {
    const inner = items.map((person) => `<user><id>${person.id}</id></user>`).join("");
    return {
      kind: "text",
      status: 200,
      type: "application/xml; charset=utf-8",
      text: `<?xml version="1.0"?><response><users>${inner}</users></response>`,
    };
  }
  return ok({ users, more_available: more, meta: { followed_user_ids: [] } });
}

function asksForJson({ headers }: Call): boolean {
  return String(headers["accept"] ?? "").includes("application/json");
}

/** Undocumented, and the only one that knows admins. */
function groupMembers(call: Call, id: string): Reply {
  const { membersEndpoint } = call.world.settings.behaviour;
  if (membersEndpoint === "xml")
    return { kind: "text", status: 200, type: "application/xml", text: `<?xml version="1.0"?><response><users/></response>` };
  if (membersEndpoint !== "told") return membersEndpoint === "forbidden" ? FORBIDDEN : MISSING;
  const found = findGroup(call, id);
  if (found === undefined) return MISSING;
  const { live } = call.world;
  if (!mayReadGroup(live, call.account, id)) return FORBIDDEN;
  const roles = new Map(live.members(id).map((membership) => [membership.personId, membership]));
  const { items, more } = pageOf(call, membersOf(call, id));
  const users = items.map((person) => memberUser(call.world, person, roles.get(person.id)));
  return ok({ users, more_available: more, meta: { followed_user_ids: [] } });
}

/** As lists of members show it: in All Company is everybody who is active. */
export function membersOf({ world: { live, settings, allCompanyId } }: Pick<Call, "world">, groupId: string): readonly PersonTruth[] {
  if (groupId === allCompanyId) return live.activePeople;
  const people = live.members(groupId).map(({ personId }) => live.person(personId));
  const known = people.filter((person) => person !== undefined);
  return settings.behaviour.inactiveMembers === "listed" ? known : known.filter(({ state }) => state === "active");
}

function usersWhoLike(call: Call, id: string): Reply {
  if (call.world.isDeaf(`likers/${id}`)) return FAILED;
  const found = /^\d+$/.test(id) ? call.world.live.message(BigInt(id)) : undefined;
  if (found === undefined || !mayReadThread(call.world.live, call.account, found.thread.head)) return MISSING;
  const { items, more } = pageOf(call, listedLikers(call.world, found.message));
  return ok({ users: items.map((person) => shortUser(call.world, person)), more_available: more, meta: { followed_user_ids: [] } });
}

/** Public groups and the caller's own; private ones of others only if they are listed. Unlisted ones are hidden (2.1). */
export function visibleGroups(call: Call): GroupTruth[] {
  const { world, account } = call;
  const { live, settings } = world;
  const groups = live.groups.filter((group) => {
    if (group.isDeleted || (group.isExternal && !seesExternal(call))) return false;
    return group.privacy === "public" || !isUnlisted(group) || mayReadGroup(live, account, group.id);
  });
  return settings.behaviour.allCompany === "group" ? [allCompanyGroup(world), ...groups] : groups;
}

/** The documentation spells the value with hyphens, a client with underscores (1.3). */
function seesExternal({ world, headers }: Call): boolean {
  const { externalGroups } = world.settings.behaviour;
  if (externalGroups === "listed") return true;
  const wanted = externalGroups === "hyphen" ? "external-groups" : "external_groups";
  return String(headers["yammer-capabilities"] ?? "").includes(wanted);
}

function allGroups(call: Call): Reply {
  const { live, settings } = call.world;
  const { id } = call.account.person;
  const isMine = ["1", "true"].includes(call.query.get("mine") ?? "");
  const letter = call.query.get("letter")?.toLowerCase() ?? "";
  const all = visibleGroups(call).filter((group) => !isMine || group.id === call.world.allCompanyId || live.isMember(group.id, id));
  const chosen = all.filter(({ name }) => name.toLowerCase().startsWith(letter));
  const capped = settings.lies.groupsCap > 0 ? chosen.slice(0, settings.lies.groupsCap) : chosen;
  return ok(pageOf(call, capped).items.map((group) => listedGroup(call.world, group)));
}

function listedGroup(world: World, group: GroupTruth) {
  const whole = fullGroup(world, group);
  const { groupList } = world.settings.behaviour;
  if (groupList === "whole") return whole;
  const { description: _, created_at: __, creator_id: ___, ...reduced } = whole;
  if (groupList === "reduced") return reduced;
  const { privacy: ____, show_in_directory: _____, stats: ______, ...names } = reduced;
  return names;
}

function groupsForUser(call: Call, id: string): Reply {
  const { live } = call.world;
  const groups = visibleGroups(call).filter((group) => live.isMember(group.id, id));
  return ok(pageOf(call, groups).items.map((group) => fullGroup(call.world, group)));
}

function findGroup({ world }: Call, id: string): GroupTruth | undefined {
  if (world.settings.behaviour.allCompany === "group" && id === world.allCompanyId) return allCompanyGroup(world);
  const group = id === ALL_COMPANY ? undefined : world.live.group(id);
  return group?.isDeleted === true ? undefined : group;
}

function oneGroup(call: Call, id: string): Reply {
  const group = findGroup(call, id);
  if (group === undefined) return MISSING;
  const { foreignGroup } = call.world.settings.behaviour;
  const isForeign = id !== call.world.allCompanyId && !mayReadGroup(call.world.live, call.account, id);
  if (!isForeign || foreignGroup === "told") return ok(fullGroup(call.world, group));
  return foreignGroup === "forbidden" ? FORBIDDEN : MISSING;
}
