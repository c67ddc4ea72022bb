import type { PersonState } from "../../model/network.ts";
import { badId, EXCLUDED, orNull, restOf, withoutSecrets, type Context, type Convert } from "./context.ts";
import type { Row } from "./rows.ts";
import type { admins, groups, Layout, networks, topics, users } from "./schema.ts";
import { toId } from "../../model/key.ts";

/** Rows of Networks.csv, Users.csv, Admins.csv, Groups.csv and Topics.csv. */

export function networkConverter(layout: Layout<typeof networks>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    const permalink = row.text(at.permalink);
    const name = row.text(at.name);
    out.push({
      kind: "network",
      network: context.networkOf(id, permalink),
      id,
      ...(permalink === "" ? {} : { permalink }),
      ...(name === "" ? {} : { name }),
      ...provenance(row, digest, layout, context),
    });
    return undefined;
  };
}

export function userConverter(layout: Layout<typeof users>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    const name = orNull(row.text(at.name));
    const email = orNull(row.text(at.email).trim());
    const domain = email === null ? undefined : domainOf(email);
    context.hints.personTold(context.network, id, name !== null && email !== null);
    out.push({
      kind: "person",
      network: context.network,
      id,
      name,
      email,
      jobTitle: orNull(row.text(at.jobTitle)),
      location: orNull(row.text(at.location)),
      department: orNull(row.text(at.department)),
      directoryId: orNull(row.text(at.directoryId).trim().toLowerCase()),
      joinedAt: dateOf(row, at.joinedAt, context),
      state: stateOf(row, at),
      ...(domain === undefined || context.homeDomain === undefined ? {} : { isGuest: domain !== context.homeDomain }),
      ...provenance(row, digest, layout, context, oddUrl(row, at.id, at.apiUrl)),
    });
    return undefined;
  };
}

export function domainOf(email: string): string | undefined {
  const at = email.lastIndexOf("@");
  return at < 0 || at === email.length - 1 ? undefined : email.slice(at + 1).toLowerCase();
}

/** `soft_delete` alone is an invitation nobody took, with a date it is a suspension or a deletion. Source: reference, section 9. */
function stateOf(row: Row, at: Layout<typeof users>["at"]): PersonState {
  const word = row.ascii(at.state).trim().toLowerCase();
  const isDeleted = typeof row.instant(at.deletedAt) === "number";
  const isSuspended = typeof row.instant(at.suspendedAt) === "number";
  if (word === "active") return "active";
  if (word === "soft_delete") return isDeleted ? "deleted" : isSuspended ? "suspended" : "pending";
  if (word === "pending" || word === "suspended" || word === "deleted") return word;
  return isDeleted ? "deleted" : isSuspended ? "suspended" : "unknown";
}

export function adminConverter(layout: Layout<typeof admins>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    if (context.hints.isNewPerson(context.network, id, row, at.name, at.email)) {
      out.push(context.hints.person(context.network, id, orNull(row.text(at.name)), orNull(row.text(at.email).trim())));
    }
    out.push({ kind: "network-admin", network: context.network, id, ...provenance(row, digest, layout, context) });
    return undefined;
  };
}

export function groupConverter(layout: Layout<typeof groups>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    if (context.exclusion?.has(context.network, id, row, at.name)) return EXCLUDED;
    const name = orNull(row.text(at.name));
    if (name !== null) context.hints.groupTold(context.network, id);
    const isPrivate = row.flag(at.private);
    const creator = toId(row.ascii(at.creator).trim());
    const isExternal = row.flag(at.external);
    const isDeleted = row.flag(at.deleted);
    const creatorName = creator === undefined && !row.isEmpty(at.creator) ? ([["created_by", row.text(at.creator)]] as const) : [];
    out.push({
      kind: "group",
      network: context.network,
      id,
      name,
      description: context.scope.content === "full" ? orNull(row.text(at.description)) : null,
      privacy: isPrivate === true ? "private" : isPrivate === false ? "public" : "unknown",
      createdAt: dateOf(row, at.createdAt, context),
      updatedAt: dateOf(row, at.updatedAt, context),
      ...(creator === undefined ? {} : { creatorId: creator }),
      ...(typeof isExternal === "boolean" ? { isExternal } : {}),
      ...(typeof isDeleted === "boolean" ? { isDeleted } : {}),
      ...provenance(row, digest, layout, context, [...creatorName, ...oddUrl(row, at.id, at.apiUrl)]),
    });
    return undefined;
  };
}

export function topicConverter(layout: Layout<typeof topics>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    const creator = toId(row.ascii(at.creator).trim());
    const creatorName = creator === undefined && !row.isEmpty(at.creator) ? ([["created_by", row.text(at.creator)]] as const) : [];
    out.push({
      kind: "topic",
      network: context.network,
      id,
      name: row.text(at.name),
      createdAt: dateOf(row, at.createdAt, context),
      ...(creator === undefined ? {} : { creatorId: creator }),
      ...provenance(row, digest, layout, context, [...creatorName, ...oddUrl(row, at.id, at.apiUrl)]),
    });
    return undefined;
  };
}

type Pairs = readonly (readonly [string, string])[];

export function provenance(
  row: Row,
  digest: string,
  layout: Layout,
  context: Context,
  extra?: Pairs,
): { row: number; digest: string; rest?: string } {
  const rest = restOf(row, layout, context.scope, extra);
  return { row: row.row, digest, ...(rest === undefined ? {} : { rest }) };
}

/** An address that ends with the row's id says nothing new. */
function oddUrl(row: Row, id: number, url: number): Pairs {
  return row.isEmpty(url) || row.endsWithId(id, url) === true ? [] : [["api_url", withoutSecrets(row.text(url))]];
}

export function dateOf(row: Row, column: number, context: Context): number | null {
  const ms = row.instant(column);
  if (ms === undefined) context.tally.badDates++;
  return ms ?? null;
}
