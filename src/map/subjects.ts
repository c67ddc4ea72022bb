import { fold } from "./fold.ts";

/**
 * Names of groups that nobody should move without having asked: works council, union, health, faith, identity (GDPR, article 9, and its like);
 * English, German, French. Each entry is the beginning of a word, or a whole word where it ends in a full stop.
 */
const subjects: Readonly<Record<string, readonly string[]>> = {
  "works council": [
    ...[
      "works council",
      "staff council",
      "employee council",
      "employee representatives",
      "betriebsrat",
      "betriebsrät",
      "personalrat",
      "personalrät",
    ],
    ...["gesamtbetriebsr", "konzernbetriebsr", "schwerbehindertenvertret", "jugend- und auszubildendenvert", "vertrauensleute"],
    ...["comité d'entreprise", "comité social", "cse.", "représentants du personnel", "délégués du personnel", "instances représentatives"],
  ],
  union: [
    ...[
      "union.",
      "unions.",
      "trade union",
      "labor union",
      "labour union",
      "unison.",
      "gewerkschaft",
      "ver.di.",
      "verdi.",
      "ig metall",
      "ig bce",
      "tarif",
    ],
    ...["syndicat", "syndical", "cgt.", "cfdt.", "cfe-cgc."],
  ],
  health: [
    ...[
      "mental health",
      "health issue",
      "cancer.",
      "illness",
      "disease",
      "disabilit",
      "depression",
      "burnout",
      "burn-out",
      "addiction",
      "recovery circle",
    ],
    ...["autis", "adhd.", "neurodiver", "menopause", "fertility", "pregnan", "chronic", "caregiver", "grief"],
    ...[
      "krank",
      "gesundheit",
      "krebs.",
      "behinder",
      "depress",
      "sucht.",
      "suchthilfe",
      "suchtprävention",
      "adhs.",
      "wechseljahre",
      "kinderwunsch",
    ],
    ...[
      "pflegende",
      "trauer",
      "psychisch",
      "santé",
      "maladie",
      "cancer",
      "handicap",
      "dépression",
      "dépendance",
      "ménopause",
      "grossesse",
      "deuil",
    ],
  ],
  faith: [
    ...[
      "faith",
      "religio",
      "christian.",
      "christians.",
      "muslim",
      "islam",
      "jewish",
      "judais",
      "hindu",
      "sikh",
      "buddhis",
      "bible",
      "prayer",
      "ramadan",
    ],
    ...["glaube", "christlich", "christen.", "jüdisch", "muslimisch", "bibel", "gebet", "kirche"],
    ...["foi.", "chrétien", "musulman", "juif", "juive", "bouddhis", "prière", "église"],
  ],
  identity: [
    ...[
      "lgbt",
      "pride.",
      "queer",
      "gay.",
      "gays.",
      "lesbian",
      "bisexual",
      "transgender",
      "trans.",
      "non-binary",
      "nonbinary",
      "black employees",
      "bipoc.",
    ],
    ...[
      "ethnic",
      "racial",
      "race equality",
      "latinx",
      "hispanic",
      "refugee",
      "lesbisch",
      "schwul",
      "bisexuell",
      "nichtbinär",
      "nicht-binär",
      "migrationshintergrund",
    ],
    ...["lesbien", "homosexuel", "transgenre", "non binaire", "ethnique", "réfugié"],
  ],
};

const patterns = Object.entries(subjects).map(([subject, words]) => ({
  subject,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(wordPattern).join("|")})`, "u"),
}));

function wordPattern(word: string): string {
  const isWhole = word.endsWith(".");
  const text = fold(isWhole ? word.slice(0, -1) : word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return isWhole ? `${text}(?![\\p{L}\\p{N}])` : text;
}

/** What a group's name touches that nobody should move unasked, or undefined. `more` are patterns of the workspace, with `*`. */
export function sensitiveSubject(name: string, more: readonly RegExp[]): string | undefined {
  const folded = fold(name);
  if (more.some((pattern) => pattern.test(folded))) return "map.sensitive_names";
  return patterns.find(({ pattern }) => pattern.test(folded))?.subject;
}
