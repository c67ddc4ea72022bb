/** What the codes of the ledger mean, for people. Also listed in the README. */
const words: Readonly<Record<string, string>> = {
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
};

export function reasonText(code: string): string {
  return words[code] ?? code.replaceAll("-", " ");
}
