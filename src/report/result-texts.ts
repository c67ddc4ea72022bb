import type { Language } from "../page/dates.ts";
import { compte, counted } from "../page/plural.ts";
import type { KeptReason } from "../target/rollback-keep.ts";
import { sentences, type FindingKind, type Sentences } from "../verify/findings.ts";

/** The words of what was read back (`verify`) and of what was taken back (`rollback`). */
interface ResultTexts {
  readonly madeBy: string;
  readonly target: string;
  readonly subject: string;
  readonly kind: string;
  /** Kinds of items and of records. */
  readonly kinds: Readonly<Record<ItemKind, string>>;
  readonly firstOf: (shown: string, file: string) => string;
  readonly verify: {
    readonly title: (name: string) => string;
    readonly at: (moment: string, timeZone: string) => string;
    readonly clean: string;
    readonly notYet: string;
    readonly differences: Counted;
    readonly lead: string;
    readonly notImported: Counted;
    readonly waiting: Counted;
    readonly right: string;
    readonly records: string;
    readonly nothingRight: string;
    readonly differ: string;
    readonly what: string;
    readonly kinds: Readonly<Record<FindingKind, string>>;
    readonly sentences: Sentences;
  };
  readonly rollback: {
    readonly title: (name: string) => string;
    readonly at: (moment: string, timeZone: string) => string;
    readonly complete: string;
    readonly chosen: string;
    readonly stays: Counted;
    readonly lead: string;
    readonly takenBack: string;
    readonly removed: string;
    readonly gone: string;
    readonly nothing: string;
    readonly kept: string;
    readonly why: string;
    readonly putBack: string;
    readonly putBackLead: Counted;
    readonly reasons: Readonly<Record<KeptReason, string>>;
  };
}

type Counted = (count: number, written: string) => string;

const itemKinds = [
  ...([
    "sub-group",
    "person",
    "thread",
    "message",
    "members",
    "page",
    "membership",
    "official-network",
    "list of members",
    "marker",
  ] as const),
] as const;
type ItemKind = (typeof itemKinds)[number];

export function kindIn(words: Pick<ResultTexts, "kinds">, kind: string): string {
  const known = itemKinds.find((one) => one === kind);
  return known === undefined ? kind.replaceAll("-", " ") : words.kinds[known];
}

const en: ResultTexts = {
  madeBy: "Made by regroup.",
  target: "Target:",
  subject: "Subject",
  kind: "Kind",
  kinds: {
    "sub-group": "sub-group",
    person: "person",
    thread: "conversation",
    message: "post",
    members: "list of members",
    page: "page",
    membership: "membership",
    "official-network": "front page",
    "list of members": "list of members",
    marker: "marker in place of a post that is not shown",
  },
  firstOf: (shown, file) => `The first ${shown} of them; all are in ${file}.`,
  verify: {
    title: (name) => `Verification: ${name}`,
    at: (moment, timeZone) => `Read back on ${moment} (${timeZone}).`,
    clean: "Everything stands where it should",
    notYet: "What was imported stands where it should",
    differences: counted("difference", "differences"),
    lead: "The target was read back and compared with the plan, record by record.",
    notImported: counted("action of the plan has not been imported yet.", "actions of the plan have not been imported yet."),
    waiting: counted("sub-group stands with its content and waits for", "sub-groups stand with their content and wait for"),
    right: "Read back and found right",
    records: "Records",
    nothingRight: "Nothing was read back.",
    differ: "Differences",
    what: "What differs",
    kinds: {
      missing: "missing",
      unexpected: "unexpected",
      unfinished: "unfinished",
      damaged: "damaged",
      text: "text",
      author: "author",
      date: "date",
      order: "order",
      parent: "answer to",
      files: "files",
      name: "name",
      members: "members",
    },
    sentences,
  },
  rollback: {
    title: (name) => `Rollback: ${name}`,
    at: (moment, timeZone) => `Taken back on ${moment} (${timeZone}).`,
    complete: "Nothing of this migration is left",
    chosen: "What was chosen is taken back",
    stays: counted("item stays", "items stay"),
    lead: "What regroup made was taken back, newest first. Nothing that others made was touched.",
    takenBack: "Taken back",
    removed: "Removed",
    gone: "Was gone already",
    nothing: "Nothing was there to take back.",
    kept: "Kept",
    why: "Why it stays",
    putBack: "Put back as before",
    putBackLead: counted(
      "group had been adopted, and has its name, description and owners again.",
      "groups had been adopted, and have their names, descriptions and owners again.",
    ),
    reasons: {
      "changed-since": "somebody has changed it since it was made",
      "answered-since": "somebody has answered in it",
      "holds-what-stays": "something in it stays",
      "holds-what-others-made": "others have written in it",
      "is-in-what-stays": "wrote, is named or is a member where something stays",
    },
  },
};

const deKinds: ResultTexts["kinds"] = {
  "sub-group": "Untergruppe",
  person: "Person",
  thread: "Unterhaltung",
  message: "Beitrag",
  members: "Mitgliederliste",
  page: "Seite",
  membership: "Mitgliedschaft",
  "official-network": "Startseite",
  "list of members": "Mitgliederliste",
  marker: "Platzhalter für einen nicht gezeigten Beitrag",
};

const de: ResultTexts = {
  madeBy: "Erstellt mit regroup.",
  target: "Ziel:",
  subject: "Gegenstand",
  kind: "Art",
  kinds: deKinds,
  firstOf: (shown, file) => `Die ersten ${shown}; alle stehen in ${file}.`,
  verify: {
    title: (name) => `Prüfung: ${name}`,
    at: (moment, timeZone) => `Zurückgelesen am ${moment} (${timeZone}).`,
    clean: "Alles steht, wo es stehen soll",
    notYet: "Was übertragen wurde, steht, wo es stehen soll",
    differences: counted("Abweichung", "Abweichungen"),
    lead: "Das Ziel wurde zurückgelesen und Eintrag für Eintrag mit dem Plan verglichen.",
    notImported: counted("Schritt des Plans ist noch nicht übertragen.", "Schritte des Plans sind noch nicht übertragen."),
    waiting: counted(
      "Untergruppe steht mit ihrem Inhalt bereit und wartet auf",
      "Untergruppen stehen mit ihrem Inhalt bereit und warten auf",
    ),
    right: "Zurückgelesen und richtig",
    records: "Anzahl",
    nothingRight: "Es wurde nichts zurückgelesen.",
    differ: "Abweichungen",
    what: "Was abweicht",
    kinds: {
      missing: "fehlt",
      unexpected: "unerwartet",
      unfinished: "nicht abgeschlossen",
      damaged: "verändert",
      text: "Text",
      author: "Verfasser",
      date: "Datum",
      order: "Reihenfolge",
      parent: "Antwort auf",
      files: "Dateien",
      name: "Name",
      members: "Mitglieder",
    },
    sentences: {
      unfinished: (command) =>
        `Vor dem letzten Schritt wurde abgebrochen: Seiten können noch zeigen, was inzwischen verschoben, privat oder entfernt ist. Führen Sie „regroup ${command}“ noch einmal aus.`,
      "left-over-group": (key) => `Eine früher übertragene Untergruppe, die nicht mehr vorgesehen ist: regroup rollback --group ${key}`,
      "left-over-adopted": (key) => `Eine früher übernommene Gruppe, die nicht mehr vorgesehen ist: regroup rollback --group ${key}`,
      "left-over-thread": () => "Eine früher übertragene Unterhaltung, die nicht mehr vorgesehen ist: regroup rollback --leftovers",
      "left-over-person": () => "Eine früher übertragene Person, die nicht mehr vorgesehen ist: regroup rollback --leftovers",
      "no-reference": () => "Wo die Untergruppe am Ziel steht, ist nicht vermerkt.",
      damaged: () => "Ganz oder teilweise gelöscht, von Hand geändert oder nicht von regroup; Näheres steht in verify.csv.",
      "not-there": (kind) => `${kindIn({ kinds: deKinds }, kind)} ist nicht am Ziel.`,
      "another-group": (key) => `An der Stelle von ${key} steht eine andere Untergruppe.`,
      "group-name": () => "Die Untergruppe hat einen anderen Namen.",
      "unknown-thread": () => "Eine Unterhaltung, die der Plan nicht kennt.",
      "loose-message": (group) => `Ein Beitrag in ${group}, der zu keiner Unterhaltung gehört.`,
      "unknown-message": (thread) => `Ein Beitrag in ${thread}, den der Plan nicht kennt.`,
      twice: () => "Der Beitrag steht dort zweimal.",
      "message-missing": (thread) => `Der Beitrag steht nicht in ${thread}.`,
      order: () => "Die Beiträge stehen in anderer Reihenfolge.",
      parent: (found, wanted) => `Antwortet auf ${found || "nichts"} statt auf ${wanted || "nichts"}.`,
      text: () => "Der Text ist nicht der der Quelle.",
      "another-author": () => "Es wird jemand anderes als Verfasser gezeigt.",
      "no-author": () => "Es wird kein Verfasser gezeigt.",
      "another-date": () => "Es wird ein anderes Datum gezeigt.",
      "no-date": () => "Es wird kein Datum gezeigt.",
      files: (found, wanted) => `${found} von ${counted("Datei", "Dateien")(Number(wanted), wanted)}, oder mit anderem Inhalt.`,
      "member-missing": (person) => `${person} fehlt unter den Mitgliedern.`,
      "member-role": (person) => `${person} hat eine andere Rolle.`,
      "member-unexpected": (person) => `${person} wird als Mitglied gezeigt, ohne es zu sein.`,
      "unknown-person": () => "Eine Person, die der Plan nicht kennt.",
      "person-name": () => "Die Person hat einen anderen Namen.",
    },
  },
  rollback: {
    title: (name) => `Rücknahme: ${name}`,
    at: (moment, timeZone) => `Zurückgenommen am ${moment} (${timeZone}).`,
    complete: "Von dieser Übertragung ist nichts mehr da",
    chosen: "Was ausgewählt war, ist zurückgenommen",
    stays: counted("Eintrag bleibt", "Einträge bleiben"),
    lead: "Was regroup angelegt hat, wurde zurückgenommen, das Neueste zuerst. Was von anderen stammt, blieb unberührt.",
    takenBack: "Zurückgenommen",
    removed: "Entfernt",
    gone: "War schon fort",
    nothing: "Es war nichts zurückzunehmen.",
    kept: "Geblieben",
    why: "Warum es bleibt",
    putBack: "Wieder wie zuvor",
    putBackLead: counted(
      "Gruppe war übernommen und hat wieder Name, Beschreibung und Besitzer wie zuvor.",
      "Gruppen waren übernommen und haben wieder Namen, Beschreibung und Besitzer wie zuvor.",
    ),
    reasons: {
      "changed-since": "jemand hat es seither geändert",
      "answered-since": "jemand hat darin geantwortet",
      "holds-what-stays": "etwas darin bleibt",
      "holds-what-others-made": "andere haben darin geschrieben",
      "is-in-what-stays": "hat dort, wo etwas bleibt, geschrieben, wird genannt oder ist Mitglied",
    },
  },
};

const frMissing: Readonly<Record<ItemKind, string>> = {
  "sub-group": "Le sous-groupe est absent",
  person: "La personne est absente",
  thread: "La conversation est absente",
  message: "Le message est absent",
  members: "La liste des membres est absente",
  page: "La page est absente",
  membership: "L’adhésion est absente",
  "official-network": "La page d’accueil est absente",
  "list of members": "La liste des membres est absente",
  marker: "La marque d’un message non affiché est absente",
};

const fr: ResultTexts = {
  madeBy: "Fait avec regroup.",
  target: "Destination\u00a0:",
  subject: "Objet",
  kind: "Type",
  kinds: {
    "sub-group": "sous-groupe",
    person: "personne",
    thread: "conversation",
    message: "message",
    members: "liste des membres",
    page: "page",
    membership: "adhésion",
    "official-network": "page d’accueil",
    "list of members": "liste des membres",
    marker: "marque à la place d’un message non affiché",
  },
  firstOf: (shown, file) => `Les ${shown} premiers\u202f; tous figurent dans ${file}.`,
  verify: {
    title: (name) => `Vérification\u00a0: ${name}`,
    at: (moment, timeZone) => `Relue le ${moment} (${timeZone}).`,
    clean: "Tout est à sa place",
    notYet: "Ce qui a été importé est à sa place",
    differences: compte("écart", "écarts"),
    lead: "La destination a été relue et comparée au plan, élément par élément.",
    notImported: compte("étape du plan n’a pas encore été importée.", "étapes du plan n’ont pas encore été importées."),
    waiting: compte("sous-groupe est en place avec son contenu et attend", "sous-groupes sont en place avec leur contenu et attendent"),
    right: "Relu et conforme",
    records: "Nombre",
    nothingRight: "Rien n’a été relu.",
    differ: "Écarts",
    what: "Ce qui diffère",
    kinds: {
      missing: "absent",
      unexpected: "inattendu",
      unfinished: "inachevé",
      damaged: "modifié",
      text: "texte",
      author: "auteur",
      date: "date",
      order: "ordre",
      parent: "réponse à",
      files: "fichiers",
      name: "nom",
      members: "membres",
    },
    sentences: {
      unfinished: (command) =>
        `Interrompu avant la dernière étape\u00a0: des pages peuvent encore montrer ce qui a été déplacé, rendu privé ou retiré. Relancez «\u00a0regroup ${command}\u00a0».`,
      "left-over-group": (key) => `Un sous-groupe importé auparavant, que le plan ne prévoit plus\u00a0: regroup rollback --group ${key}`,
      "left-over-adopted": (key) => `Un groupe repris auparavant, que le plan ne prévoit plus\u00a0: regroup rollback --group ${key}`,
      "left-over-thread": () => "Une conversation importée auparavant, que le plan ne prévoit plus\u00a0: regroup rollback --leftovers",
      "left-over-person": () => "Une personne importée auparavant, que le plan ne prévoit plus\u00a0: regroup rollback --leftovers",
      "no-reference": () => "L’emplacement du sous-groupe à destination n’est pas noté.",
      damaged: () => "Supprimé en tout ou partie, modifié à la main ou étranger à regroup\u202f; les détails figurent dans verify.csv.",
      "not-there": (kind) => `${frMissing[itemKinds.find((one) => one === kind) ?? "page"]} de la destination.`,
      "another-group": (key) => `Un autre sous-groupe occupe la place de ${key}.`,
      "group-name": () => "Le sous-groupe porte un autre nom.",
      "unknown-thread": () => "Une conversation que le plan ne connaît pas.",
      "loose-message": (group) => `Un message de ${group} qui n’appartient à aucune conversation.`,
      "unknown-message": (thread) => `Un message de ${thread} que le plan ne connaît pas.`,
      twice: () => "Le message y figure deux fois.",
      "message-missing": (thread) => `Le message n’est pas dans ${thread}.`,
      order: () => "Les messages sont dans un autre ordre.",
      parent: (found, wanted) =>
        `${found === "" ? "Ne répond à rien" : `Répond à ${found}`}, alors que ${wanted === "" ? "rien n’était attendu" : `${wanted} était attendu`}.`,
      text: () => "Le texte n’est pas celui de la source.",
      "another-author": () => "Un autre auteur est affiché.",
      "no-author": () => "Aucun auteur n’est affiché.",
      "another-date": () => "Une autre date est affichée.",
      "no-date": () => "Aucune date n’est affichée.",
      files: (found, wanted) => `${compte("fichier", "fichiers")(Number(found), found)} sur ${wanted}, ou un contenu différent.`,
      "member-missing": (person) => `${person} manque parmi les membres.`,
      "member-role": (person) => `${person} a un autre rôle.`,
      "member-unexpected": (person) => `${person} est affiché comme membre et ne devrait pas l’être.`,
      "unknown-person": () => "Une personne que le plan ne connaît pas.",
      "person-name": () => "La personne porte un autre nom.",
    },
  },
  rollback: {
    title: (name) => `Annulation\u00a0: ${name}`,
    at: (moment, timeZone) => `Annulation faite le ${moment} (${timeZone}).`,
    complete: "Il ne reste rien de cette migration",
    chosen: "Ce qui avait été choisi est retiré",
    stays: compte("élément reste", "éléments restent"),
    lead: "Ce que regroup avait créé a été retiré, le plus récent d’abord. Rien de ce que d’autres ont fait n’a été touché.",
    takenBack: "Retiré",
    removed: "Supprimés",
    gone: "Déjà absents",
    nothing: "Il n’y avait rien à retirer.",
    kept: "Conservé",
    why: "Pourquoi cela reste",
    putBack: "Remis comme avant",
    putBackLead: compte(
      "groupe avait été repris et retrouve son nom, sa description et ses propriétaires.",
      "groupes avaient été repris et retrouvent leur nom, leur description et leurs propriétaires.",
    ),
    reasons: {
      "changed-since": "quelqu’un l’a modifié depuis sa création",
      "answered-since": "quelqu’un y a répondu",
      "holds-what-stays": "quelque chose y reste",
      "holds-what-others-made": "d’autres y ont écrit",
      "is-in-what-stays": "a écrit, est cité ou est membre là où quelque chose reste",
    },
  },
};

const catalogue: Readonly<Record<Language, ResultTexts>> = { en, de, fr };

export function resultTexts(language: Language): ResultTexts {
  return catalogue[language];
}
