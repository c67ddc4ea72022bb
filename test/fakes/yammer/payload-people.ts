import { ALL_COMPANY, type GroupTruth, type MembershipTruth, type PersonTruth } from "../../support/network/truth.ts";
import { num, restDate, type Payload, type World } from "./context.ts";
import { hashText } from "./dice.ts";
import { groupFeed } from "./live-feeds.ts";
import { mugshots } from "./pictures.ts";

/** Keys and types of `archiver-references-2025.json`: a user in references and in lists of members. */
export function shortUser(world: World, person: PersonTruth): Payload {
  const { origin, live } = world;
  const name = slugOf(person);
  return {
    type: "user",
    id: num(person.id),
    name,
    state: person.state,
    full_name: person.name,
    job_title: emptyOr(person.id, person.jobTitle),
    network_id: num(person.isGuest ? guestNetwork(person) : live.truth.network.id),
    ...mugshots(world, person, name),
    url: `${origin()}/api/v1/users/${person.id}`,
    web_url: `https://www.yammer.com/${live.truth.network.permalink}/users/${name}`,
    activated_at: person.joinedAt === null ? null : restDate(person.joinedAt),
    auto_activated: false,
    stats: { following: hashText(name) % 40, followers: hashText(`${name}!`) % 90, updates: hashText(`${name}?`) % 300 },
    email: person.email,
    aad_guest: person.isGuest,
  };
}

/** Keys and types of `cli-user-get-2022.json`, with its strings for booleans. */
export function fullUser(world: World, person: PersonTruth): Payload {
  const { network, admins } = world.live.truth;
  const [first = "", ...rest] = person.name.split(" ");
  const isAdmin = admins.includes(person.id);
  return {
    ...shortUser(world, person),
    location: emptyOr(`${person.id} location`, person.location),
    interests: [null, "", []][hashText(person.id) % 3],
    summary: null,
    expertise: null,
    show_ask_for_photo: true,
    first_name: first,
    last_name: rest.join(" "),
    network_name: network.name,
    network_domains: network.permalink.includes(".") ? [network.permalink] : [],
    birth_date: "",
    birth_date_complete: "",
    timezone: "Pacific Time (US & Canada)",
    external_urls: [],
    admin: String(isAdmin),
    verified_admin: String(isAdmin && admins[0] === person.id),
    m365_yammer_admin: "false",
    supervisor_admin: "false",
    o365_tenant_admin: "false",
    can_broadcast: String(isAdmin),
    department: emptyOr(`${person.id} department`, person.department),
    guest: false,
    can_view_delegations: false,
    can_create_new_network: false,
    can_browse_external_networks: false,
    reaction_accent_color: "none",
    significant_other: "",
    kids_names: "",
    previous_companies: [],
    schools: [],
    contact: {
      im: { provider: "", username: "" },
      phone_numbers: [],
      email_addresses: person.email === "" ? [] : [{ type: "primary", address: person.email }],
      has_fake_email: false,
    },
    settings: { xdr_proxy: "" },
    show_invite_lightbox: false,
    age_bucket: "notSet",
  };
}

/** "No value" is written in three ways, and a name is not one of them. */
function emptyOr(key: string, value: string): string | null {
  if (value !== "") return value;
  return hashText(key) % 2 === 0 ? "" : null;
}

function slugOf(person: PersonTruth): string {
  const [mailbox = ""] = person.email.split("@");
  return mailbox === "" ? `user${person.id}` : mailbox.replaceAll(".", "");
}

/** Guests carry the id of their own network (2.3). */
function guestNetwork(person: PersonTruth): string {
  return String(9_000_000 + (hashText(person.email.split("@")[1] ?? "") % 1000));
}

/** Of every ten private groups three are in no list for others: derived, since an export does not tell it. */
export function isUnlisted(group: GroupTruth): boolean {
  return group.privacy === "private" && hashText(`unlisted ${group.id}`) % 10 < 3;
}

/** The reduced group of references (2.7): no stats, no creator. */
export function reducedGroup(world: World, group: GroupTruth): Payload {
  const { permalink } = world.live.truth.network;
  return {
    type: "group",
    id: num(group.id),
    full_name: group.name,
    name: group.name.toLowerCase().replaceAll(/[^a-z0-9]/g, "") || `group${group.id}`,
    description: group.description,
    privacy: group.privacy,
    url: `${world.origin()}/api/v1/groups/${group.id}`,
    web_url: `https://www.yammer.com/${permalink}/#/threads/inGroup?type=in_group&feedId=${group.id}`,
    mugshot_url: "https://mug0.assets-yammer.com/mugshot/images/48x48/group_profile.png",
    created_at: restDate(group.createdAt),
  };
}

/** Keys and types of `cli-groups-2022.json`. */
export function fullGroup(world: World, group: GroupTruth): Payload {
  const { live } = world;
  const isAll = group.id === world.allCompanyId;
  return {
    ...reducedGroup(world, group),
    email: "",
    network_id: num(live.truth.network.id),
    description: group.description === "" ? [null, ""][hashText(group.id) % 2] : group.description,
    mugshot_redirect_url: `${world.origin()}/mugshot/images/redirect/48x48/group_profile.png`,
    mugshot_url_template: "https://mug0.assets-yammer.com/mugshot/images/{width}x{height}/group_profile.png",
    mugshot_redirect_url_template: `${world.origin()}/mugshot/images/redirect/{width}x{height}/group_profile.png`,
    mugshot_id: hashText(group.id) % 3 === 0 ? `mug${group.id}` : null,
    show_in_directory: String(!isUnlisted(group)),
    aad_guests: 0,
    color: "#2c5b85",
    external: group.isExternal,
    moderated: false,
    header_image_url: "https://mug0.assets-yammer.com/mugshot/images/group-header-coffee.png",
    category: "unclassified",
    default_thread_starter_type: "normal",
    restricted_posting: isAll,
    company_group: isAll,
    creator_type: "user",
    creator_id: num(group.createdById || "0"),
    state: "active",
    stats: statsOf(world, group),
  };
}

function statsOf(world: World, group: GroupTruth): Payload {
  const { live, dice, settings } = world;
  const isAll = group.id === world.allCompanyId;
  const heads = live.feeds.threads(groupFeed(isAll ? ALL_COMPANY : group.id), "latest-reply");
  const latest = heads.at(-1);
  const message = latest === undefined ? undefined : live.message(latest.latestId)?.message;
  const isWrong = dice(settings.lies.groupStats, "group stats", group.id);
  return {
    members: isAll ? live.activePeople.length : live.members(group.id).length,
    aad_guests: 0,
    updates: isWrong ? 0 : heads.reduce((sum, { count }) => sum + count, 0),
    last_message_id: latest === undefined ? null : num(latest.latestId),
    last_message_at: message === undefined ? null : restDate(message.createdAt),
  };
}

export function allCompanyGroup(world: World): GroupTruth {
  const { network } = world.live.truth;
  const common = { createdAt: network.createdAt, updatedAt: network.createdAt, createdById: "0", isDeleted: false, isExternal: false };
  return { ...common, id: world.allCompanyId, name: "All Company", description: "", privacy: "public" };
}

/** The short user with the flag that only `groups/{id}/members` has. Its real payload was not found: made by hand from client code (2.2). */
export function memberUser(world: World, person: PersonTruth, membership: MembershipTruth | undefined): Payload {
  return { ...shortUser(world, person), is_admin: membership?.role === "admin" };
}
