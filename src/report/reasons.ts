import type { Language } from "../page/dates.ts";
import { gapTexts } from "./gap-texts.ts";

/** What the codes of the ledger mean, for people. Also listed in the README. */
const en: Readonly<Record<string, string>> = {
  forgotten: "somebody asked for it to be forgotten",
  "private-conversation": "private conversation: counted, never copied",
  deleted: "deleted at the source",
  redacted: "withheld by the source",
  "no-group": "belongs to no group",
  "group-skip": "its group is left out",
  "group-link": "its group stays where it is",
  "group-adopt": "its group stays as it is and becomes the sub-group",
  "group-merge": "came into another sub-group",
  "author-skipped": "its author is left out by policy",
  "nothing-to-show": "nothing of the conversation can be shown",
  "only-mentioned": "only mentioned, never wrote and belongs to no group",
  "person-skip": "left out by policy",
  "person-as-text": "shown as text, without a page",
  "members-active-only": "never wrote there (policy: active members)",
  "members-owners-only": "is no owner (policy: owners)",
  "message-not-there": "the post it belongs to is not in the source",
  "bytes-not-in-source": "the file's bytes are not in the source",
  "mention-unknown": "somebody is mentioned whom the source does not name",
  "missing-starter": "a conversation whose first post is not in the source",
  "missing-parent": "a reply to a post that is not in the source",
  "unknown-sender": "somebody who wrote and is in no list of people",
  "unknown-group": "a group that is in no list of groups",
  "missing-file": "an attached file that is in no list of files",
  "missing-bytes": "an attached file whose bytes are not in the source",
  "size-differs": "an attached file that has another size than the source tells",
};

const de: Readonly<Record<string, string>> = {
  forgotten: "jemand hat verlangt, dass es vergessen wird",
  "private-conversation": "private Unterhaltung: gezählt, nie kopiert",
  deleted: "an der Quelle gelöscht",
  redacted: "von der Quelle zurückgehalten",
  "no-group": "gehört zu keiner Gruppe",
  "group-skip": "die Gruppe bleibt zurück",
  "group-link": "die Gruppe bleibt, wo sie ist",
  "group-adopt": "die Gruppe bleibt, wie sie ist, und wird selbst zur Untergruppe",
  "group-merge": "geht in einer anderen Untergruppe auf",
  "author-skipped": "der Verfasser bleibt nach Ihrer Vorgabe zurück",
  "nothing-to-show": "von der Unterhaltung lässt sich nichts zeigen",
  "only-mentioned": "nur erwähnt, hat nie geschrieben und gehört zu keiner Gruppe",
  "person-skip": "bleibt nach Ihrer Vorgabe zurück",
  "person-as-text": "steht als Text da, ohne eigene Seite",
  "members-active-only": "hat dort nie geschrieben (Vorgabe: aktive Mitglieder)",
  "members-owners-only": "ist nicht Besitzer (Vorgabe: Besitzer)",
  "message-not-there": "der Beitrag, zu dem es gehört, ist nicht in der Quelle",
  "bytes-not-in-source": "der Inhalt der Datei ist nicht in der Quelle",
  "mention-unknown": "erwähnt ist jemand, den die Quelle nicht nennt",
  "missing-starter": "eine Unterhaltung, deren erster Beitrag nicht in der Quelle ist",
  "missing-parent": "eine Antwort auf einen Beitrag, der nicht in der Quelle ist",
  "unknown-sender": "jemand, der geschrieben hat und in keiner Liste steht",
  "unknown-group": "eine Gruppe, die in keiner Liste steht",
  "missing-file": "eine angehängte Datei, die in keiner Liste steht",
  "missing-bytes": "eine angehängte Datei, deren Inhalt nicht in der Quelle ist",
  "size-differs": "eine angehängte Datei, die eine andere Größe hat, als die Quelle sagt",
};

const fr: Readonly<Record<string, string>> = {
  forgotten: "quelqu'un a demandé que cela soit oublié",
  "private-conversation": "conversation privée : comptée, jamais copiée",
  deleted: "supprimé à la source",
  redacted: "retenu par la source",
  "no-group": "n'appartient à aucun groupe",
  "group-skip": "son groupe reste sur place",
  "group-link": "son groupe reste où il est",
  "group-adopt": "son groupe reste tel quel et devient le sous-groupe",
  "group-merge": "rejoint un autre sous-groupe",
  "author-skipped": "son auteur est laissé de côté selon vos règles",
  "nothing-to-show": "rien de la conversation ne peut être montré",
  "only-mentioned": "seulement mentionné, n'a jamais écrit et n'est d'aucun groupe",
  "person-skip": "laissé de côté selon vos règles",
  "person-as-text": "montré en texte, sans page à lui",
  "members-active-only": "n'y a jamais écrit (règle : membres actifs)",
  "members-owners-only": "n'est pas propriétaire (règle : propriétaires)",
  "message-not-there": "le message auquel il appartient n'est pas dans la source",
  "bytes-not-in-source": "le contenu du fichier n'est pas dans la source",
  "mention-unknown": "quelqu'un est mentionné que la source ne nomme pas",
  "missing-starter": "une conversation dont le premier message n'est pas dans la source",
  "missing-parent": "une réponse à un message qui n'est pas dans la source",
  "unknown-sender": "quelqu'un qui a écrit et ne figure sur aucune liste",
  "unknown-group": "un groupe qui ne figure sur aucune liste",
  "missing-file": "un fichier joint qui ne figure sur aucune liste",
  "missing-bytes": "un fichier joint dont le contenu n'est pas dans la source",
  "size-differs": "un fichier joint dont la taille n'est pas celle que la source indique",
};

const all: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...gapTexts.en, ...en },
  de: { ...gapTexts.de, ...de },
  fr: { ...gapTexts.fr, ...fr },
};

/** In the reader's language where somebody wrote it, else in English, else the code with spaces. */
export function reasonText(code: string, language: Language = "en"): string {
  return all[language][code] ?? all.en[code] ?? code.replaceAll("-", " ");
}
