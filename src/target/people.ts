import type { Policies } from "../config.ts";
import { keyOf } from "../model/key.ts";
import type { PersonState } from "../model/network.ts";
import type { Db } from "../store/store.ts";
import { NOBODY } from "../store/suppress.ts";
import { createPrivatePeople } from "./private-people.ts";
import type { PersonView } from "./target.ts";

interface PersonRow {
  readonly network: string;
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly state: PersonState | null;
  readonly isGuest: number | null;
  readonly isBot: number | null;
  readonly isPlaceholder: number;
  readonly treatment: string | null;
  readonly targetPerson: string | null;
  readonly targetName: string | null;
  readonly picture: string | null;
}

/** Columns of a person as SQL over `person p` and `person_mapping pm`, with the network's name from `n`. */
export const personColumns = `n.name AS network, CAST(p.id AS TEXT) AS id, p.name, p.email, p.job_title AS jobTitle, p.department, p.state, p.is_guest AS isGuest,
  p.is_bot AS isBot, p.is_placeholder AS isPlaceholder, pm.treatment, pm.target_person AS targetPerson, pm.target_name AS targetName,
  (SELECT a.sha256 FROM avatar a WHERE a.network = p.network AND a.person_id = p.id) AS picture`;

const CACHED_PEOPLE = 5000;

interface PeopleOptions {
  readonly plan: number;
  readonly target: string;
  readonly policies: Policies;
  readonly language: Language;
}

type Language = "en" | "de" | "fr";

/** What stands where a name would: readers see it, so it is in their language. */
const nameless: Readonly<Record<Language, { readonly unknown: string; readonly left: string }>> = {
  en: { unknown: "Unknown person", left: NOBODY },
  de: { unknown: "Unbekannte Person", left: "Ehemals im Unternehmen" },
  fr: { unknown: "Personne inconnue", left: "Ancien collègue" },
};

/** Looks people up as the target shall show them. The few thousand asked for last are kept. */
export function createPeople(db: Db, options: PeopleOptions) {
  const isPrivate = createPrivatePeople(db, options);
  const query = db.prepare<[string, string, string], PersonRow>(
    `SELECT ${personColumns} FROM person p JOIN network n ON n.pk = p.network
     LEFT JOIN person_mapping pm ON pm.target = +? AND pm.network = p.network AND pm.id = p.id WHERE n.name = +? AND p.id = +?`,
  );
  const cache = new Map<string, PersonView | undefined>();

  function find(network: string, id: string): PersonView | undefined {
    const key = `${network}/${id}`;
    if (cache.has(key)) return cache.get(key);
    const row = /^\d{1,19}$/.test(id) ? query.get(options.target, network, id) : undefined;
    const view = row && toView(row, options, isPrivate(network, id));
    if (cache.size >= CACHED_PEOPLE) cache.clear();
    cache.set(key, view);
    return view;
  }

  return { find };
}

function toView(row: PersonRow, options: PeopleOptions, isPrivate: boolean): PersonView {
  const isMatched = row.treatment === "match";
  const state = row.state ?? "unknown";
  const sourceName = nameAtSource(row, state, options);
  return {
    key: keyOf(row.network, "person", row.id),
    network: row.network,
    id: row.id,
    name: isMatched ? (row.targetName ?? sourceName) : sourceName,
    email: row.email,
    jobTitle: row.jobTitle,
    department: row.department,
    state,
    isPlaceholder: !isMatched,
    isPrivate,
    isGuest: row.isGuest === 1,
    isBot: row.isBot === 1,
    targetId: isMatched ? row.targetPerson : null,
    ...(row.picture !== null && showsFace(row, state, options) ? { picture: row.picture } : {}),
  };
}

/** Whose name is not shown has no face either. */
function showsFace({ treatment }: PersonRow, state: PersonState, { policies }: PeopleOptions): boolean {
  const isShown = treatment === "match" || treatment === "placeholder" || treatment === "create";
  return isShown && !(hasLeft(state) && policies.leavers.shown_as !== "name");
}

function hasLeft(state: PersonState): boolean {
  return state === "deleted" || state === "suspended";
}

function nameAtSource({ name, id }: PersonRow, state: PersonState, { policies, language }: PeopleOptions): string {
  const words = nameless[language];
  const isGone = hasLeft(state);
  const how = isGone ? policies.leavers.shown_as : "name";
  // Who was anonymised has this name in the store.
  if (how === "former-colleague" || (isGone && name === NOBODY)) return words.left;
  if (name === null || name.trim() === "") return `${words.unknown} ${id}`;
  if (how === "name") return name;
  return name
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => `${Array.from(word)[0] ?? ""}.`)
    .join(" ");
}
