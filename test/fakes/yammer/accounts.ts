import { ALL_COMPANY, type PersonTruth } from "../../support/network/truth.ts";
import type { Head } from "./live-index.ts";
import type { Live } from "./live.ts";
import type { TokenGrant } from "./options.ts";

/** A person with a token. Supervisor mode is a state of the account, not of the token (1.2). */
export interface Account {
  readonly person: PersonTruth;
  readonly role: TokenGrant["role"];
  supervisor: boolean;
}

export interface Session {
  readonly account: Account;
  expiresAt: number | undefined;
  /** The person behind it was deactivated: another code in the 401 (2.11). */
  isDeactivated: boolean;
}

export const DEFAULT_TOKENS: readonly TokenGrant[] = [
  { token: "member-token", role: "member" },
  { token: "admin-token", role: "admin" },
  { token: "verified-token", role: "verified-admin" },
];

export function openSessions(live: Live, grants: readonly TokenGrant[]): Map<string, Session> {
  const sessions = new Map<string, Session>();
  const accounts = new Map<string, Account>();
  for (const grant of grants) {
    const person = personFor(live, grant);
    const key = `${person.id} ${grant.role}`;
    const account = accounts.get(key) ?? { person, role: grant.role, supervisor: false };
    accounts.set(key, account);
    sessions.set(grant.token, { account, expiresAt: grant.expiresAt, isDeactivated: false });
  }
  return sessions;
}

/** Members are taken from behind the network's admins, and are in no private group if there is such a person: the harder case. */
function personFor(live: Live, grant: TokenGrant): PersonTruth {
  if (grant.personId !== undefined) {
    const person = live.person(grant.personId);
    if (person === undefined) throw new Error(`the network has no person ${grant.personId} to give a token to`);
    return person;
  }
  const wanted = live.activePeople.filter(
    (person) => !person.isBot && !person.isGuest && live.truth.admins.includes(person.id) === (grant.role !== "member"),
  );
  const outside = wanted.find((person) => !live.groupsOf(person.id).some(({ groupId }) => live.group(groupId)?.privacy === "private"));
  const person = (grant.role === "verified-admin" ? undefined : outside) ?? wanted[0] ?? live.activePeople[0];
  if (person === undefined) throw new Error("the network has nobody to give a token to");
  return person;
}

/** Who sees a group's content (2.4): its members, everybody if it is public, and a supervisor. */
export function mayReadGroup(live: Live, account: Account, groupId: string): boolean {
  if (groupId === ALL_COMPANY || live.group(groupId)?.privacy === "public") return true;
  return account.supervisor || live.isMember(groupId, account.person.id);
}

export function mayReadThread(live: Live, account: Account, head: Head): boolean {
  if (head.thread.isPrivate) return account.supervisor || participantsOf(live, head).includes(account.person.id);
  return head.thread.groupId === null || mayReadGroup(live, account, head.thread.groupId);
}

export function participantsOf(live: Live, head: Head): readonly string[] {
  const [first] = live.thread(head).messages;
  return first === undefined ? [] : [...new Set([...first.participants, first.authorId])];
}
