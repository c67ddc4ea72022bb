import { keyOf, type Key } from "../model/key.ts";
import { flag, messageKindOf } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import { isSecretShare } from "./shares.ts";
import type { PollOption } from "../model/conversation.ts";
import type { AttachmentView, MessageView, PersonView, SubGroupView, ThreadView } from "./target.ts";

interface MessageRow {
  readonly id: string;
  readonly replyTo: string | null;
  readonly author: string | null;
  readonly createdAt: number | null;
  readonly kind: number;
  readonly title: string | null;
  readonly body: string | null;
  readonly bodyHtml: string | null;
  readonly flags: number;
}

export interface ThreadOptions {
  readonly plan: number;
  readonly person: (network: string, id: string) => PersonView | undefined;
  readonly subGroup: (key: Key) => SubGroupView;
}

interface ThreadRow {
  readonly pk: number;
  readonly networkPk: number;
  readonly network: string;
  readonly id: string;
  readonly parent: Key;
  readonly title: string | null;
  readonly kind: number;
}

/** Hydrates a publish action: the messages that the plan covers, no others, and stand-ins for what they answer and is not shown. */
export function createThreads(db: Db, options: ThreadOptions) {
  const { plan } = options;
  const action = db.prepare<[string], ThreadRow>(
    `SELECT a.pk, a.network AS networkPk, n.name AS network, CAST(a.id AS TEXT) AS id, a.parent, t.title, t.kind FROM action a JOIN network n ON n.pk = a.network
     JOIN thread t ON t.network = a.network AND t.id = a.id WHERE a.plan = ${plan} AND a.key = +?`,
  );
  const messages = db.prepare<[number, string, number], MessageRow>(
    `SELECT CAST(m.id AS TEXT) AS id, CAST(m.reply_to_id AS TEXT) AS replyTo, CAST(m.author_id AS TEXT) AS author, m.created_at AS createdAt, m.kind, m.title, m.body,
       m.body_html AS bodyHtml, m.flags FROM message m CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id
     WHERE m.network = +? AND m.thread_id = +? AND r.action = +? ORDER BY m.created_at, m.id`,
  );
  const hidden = db.prepare<[number, string], { thread: string; replyTo: string | null; flags: number }>(
    "SELECT CAST(thread_id AS TEXT) AS thread, CAST(reply_to_id AS TEXT) AS replyTo, flags FROM message WHERE network = +? AND id = +?",
  );
  const parts = createParts(db, plan, options.person);

  function hydrate(thread: ThreadRow, row: MessageRow, isPrivate: boolean): MessageView {
    const key = keyOf(thread.network, "message", row.id);
    return {
      key,
      id: row.id,
      parent: null,
      author: row.author === null ? null : (options.person(thread.network, row.author) ?? null),
      createdAt: row.createdAt,
      kind: messageKindOf(row.kind),
      title: row.title,
      body: row.body,
      bodyHtml: row.bodyHtml,
      tombstone: null,
      isBestAnswer: (row.flags & flag.bestAnswer) !== 0,
      ...parts.of(thread, row.id, isPrivate),
    };
  }

  /** What `id` answers upwards, as far as it is not shown: a stand-in each, up to somebody shown or the top. */
  function standIns(
    thread: ThreadRow,
    replyTo: string,
    shown: ReadonlySet<string>,
  ): { id: string; replyTo: string | null; tombstone: "deleted" | "redacted" | "missing" }[] {
    const chain: { id: string; replyTo: string | null; tombstone: "deleted" | "redacted" | "missing" }[] = [];
    const visited = new Set<string>();
    for (let id: string | null = replyTo; id !== null && !shown.has(id) && !visited.has(id);) {
      visited.add(id);
      const row = hidden.get(thread.networkPk, id);
      if (row && row.thread !== thread.id) break;
      const tombstone = row && row.flags & flag.deleted ? "deleted" : row && row.flags & flag.redacted ? "redacted" : "missing";
      // A missing reply leaves its answers hanging below the starter, as far as one knows.
      const next: string | null = row ? row.replyTo : id === thread.id ? null : thread.id;
      chain.push({ id, replyTo: next, tombstone });
      id = next;
    }
    return chain;
  }

  return function thread(key: Key): ThreadView {
    const row = action.get(key);
    if (!row) throw new Error(`the plan has no action ${key}`);
    const subGroup = options.subGroup(row.parent);
    const parents = new Map<string, string | null>();
    const views: MessageView[] = [];
    // Read while the statement runs: what is asked for each message then shares its view of the store, and takes no lock of its own.
    for (const message of messages.iterate(row.networkPk, row.id, row.pk)) {
      parents.set(message.id, message.replyTo);
      views.push(hydrate(row, message, subGroup.isPrivate));
    }
    const shown = new Set(parents.keys());
    const placed = new Set<string>();
    const ordered: MessageView[] = [];
    for (const view of views) {
      const answers = parents.get(view.id) ?? (shown.has(row.id) || view.id === row.id ? null : row.id);
      if (answers !== null) {
        parents.set(view.id, answers);
        for (const standIn of standIns(row, answers, shown).reverse()) {
          if (placed.has(standIn.id)) continue;
          placed.add(standIn.id);
          parents.set(standIn.id, standIn.replyTo);
          ordered.push(tombstoneView(row.network, standIn.id, standIn.tombstone));
        }
      }
      ordered.push(view);
    }
    const known = new Set(ordered.map((view) => view.id));
    return {
      key,
      network: row.network,
      id: row.id,
      title: row.title,
      kind: messageKindOf(row.kind),
      subGroup,
      messages: ordered.map((view) => ({ ...view, parent: parentOf(view.id, parents, known, row.network) })),
    };
  };
}

function tombstoneView(network: string, id: string, tombstone: "deleted" | "redacted" | "missing"): MessageView {
  const nothing = {
    title: null,
    body: null,
    bodyHtml: null,
    author: null,
    createdAt: null,
    topics: [],
    attachments: [],
    reactions: [],
    poll: null,
    praise: null,
  };
  return { key: keyOf(network, "message", id), id, parent: null, kind: "discussion", tombstone, isBestAnswer: false, ...nothing };
}

/** The shown message that `id` answers; null at the top, for what is in another thread, and where answers go round in a circle. */
function parentOf(id: string, parents: ReadonlyMap<string, string | null>, known: ReadonlySet<string>, network: string): Key | null {
  const parent = parents.get(id) ?? null;
  if (parent === null || !known.has(parent)) return null;
  const visited = new Set<string>();
  for (let up: string | null = parent; up !== null && !visited.has(up); up = parents.get(up) ?? null) {
    if (up === id) return null;
    visited.add(up);
  }
  return keyOf(network, "message", parent);
}

type AttachmentRow = Omit<AttachmentView, "key" | "isSecret"> & { readonly isSecret: number };

function createParts(db: Db, plan: number, person: ThreadOptions["person"]) {
  const attachments = db.prepare<[number, string], AttachmentRow>(
    `SELECT x.kind, CAST(x.id AS TEXT) AS id, coalesce(f.name, x.name) AS name, x.url, x.title, coalesce(x.description, f.description) AS description, f.sha256,
       f.size_bytes AS sizeBytes, ${isSecretShare(plan)} AS isSecret FROM attachment x LEFT JOIN file_version f ON f.network = x.network AND f.type = x.kind AND f.file_id = x.id
       AND f.id = (SELECT max(v.id) FROM file_version v WHERE v.network = x.network AND v.type = x.kind AND v.file_id = x.id)
     WHERE x.network = +? AND x.message_id = +? ORDER BY x.kind, x.id`,
  );
  const topics = db.prepare<[number, string], { id: string | null; name: string }>(
    `SELECT CAST(x.topic_id AS TEXT) AS id, x.name FROM message_topic x WHERE x.network = +? AND x.message_id = +? ORDER BY x.name`,
  );
  const reactions = db.prepare<[number, string], { kind: string; count: number }>(
    "SELECT kind, count(*) AS count FROM reaction WHERE network = +? AND message_id = +? GROUP BY kind ORDER BY count(*) DESC, kind",
  );
  const options = db.prepare<[number, string], PollOption>(
    "SELECT answer, votes FROM poll_option WHERE network = +? AND message_id = +? ORDER BY position",
  );
  const praise = db.prepare<[number, string], { icon: string | null; comment: string | null }>(
    "SELECT icon, comment FROM praise WHERE network = +? AND message_id = +?",
  );
  const praised = db.prepare<[number, string], { id: string }>(
    "SELECT CAST(person_id AS TEXT) AS id FROM praise_person WHERE network = +? AND message_id = +? ORDER BY person_id",
  );

  function praiseOf(networkPk: number, network: string, message: string): MessageView["praise"] {
    const row = praise.get(networkPk, message);
    if (!row) return null;
    return { ...row, people: praised.all(networkPk, message).flatMap(({ id }) => person(network, id) ?? []) };
  }

  return {
    /** `isPrivate`: of the sub-group that it is shown in. */
    of(
      { networkPk, network }: Pick<ThreadRow, "networkPk" | "network">,
      message: string,
      isPrivate: boolean,
    ): Pick<MessageView, "attachments" | "topics" | "reactions" | "poll" | "praise"> {
      const answers = options.all(networkPk, message);
      return {
        attachments: attachments.all(networkPk, message).map(({ isSecret, ...row }): AttachmentView => {
          const view = { ...row, key: keyOf(network, "attachment", `${message}:${row.kind}:${row.id}`) };
          return isSecret === 1 && !isPrivate ? { ...view, name: null, url: null, title: null, description: null, isSecret: true } : view;
        }),
        topics: topics.all(networkPk, message),
        reactions: reactions.all(networkPk, message),
        poll: answers.length > 0 ? answers : null,
        praise: praiseOf(networkPk, network, message),
      };
    },
  };
}
