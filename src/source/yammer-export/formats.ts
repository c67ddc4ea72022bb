import type { Convert } from "./context.ts";
import {
  bestReplyConverter,
  externalThreadConverter,
  fileConverter,
  likeConverter,
  unknownCsvConverter,
  versionConverter,
} from "./convert-files.ts";
import { messageConverter } from "./convert-message.ts";
import { adminConverter, groupConverter, networkConverter, topicConverter, userConverter } from "./convert-people.ts";
import * as schema from "./schema.ts";

/** One sort of CSV: its columns, and what becomes of its rows. */
export interface CsvKind {
  readonly name: string;
  /** In lower case. */
  readonly fileName: string;
  readonly format: schema.Format;
  /** The label of its count in log.txt, where one is known. */
  readonly logLabel?: string;
  /** Which columns vouch for each other. */
  readonly selfCheck?: readonly [id: string, url: string];
  bind(names: readonly string[]): { readonly layout: schema.Layout; readonly convert: Convert };
}

function csvKind<F extends schema.Format>(
  format: F,
  converter: (layout: schema.Layout<F>) => Convert,
  more: { readonly fileName?: string; readonly logLabel?: string; readonly selfCheck?: readonly [string, string] } = {},
): CsvKind {
  const { fileName = format.csv, ...rest } = more;
  return {
    name: fileName,
    fileName: fileName.toLowerCase(),
    format,
    ...rest,
    bind(names) {
      const layout = schema.layoutOf(format, names);
      return { layout, convert: converter(layout) };
    },
  };
}

/** In the order in which they are read: names before what refers to them. */
export const csvKinds: readonly CsvKind[] = [
  csvKind(schema.networks, networkConverter),
  csvKind(schema.users, userConverter, { logLabel: "USERS" }),
  csvKind(schema.admins, adminConverter),
  csvKind(schema.groups, groupConverter, { logLabel: "GROUPS" }),
  csvKind(schema.topics, topicConverter, { logLabel: "TOPICS" }),
  csvKind(schema.files, (layout) => fileConverter("file", layout), { logLabel: "FILES" }),
  csvKind(schema.pages, (layout) => fileConverter("page", layout), { logLabel: "PAGES" }),
  csvKind(schema.messages, messageConverter, { logLabel: "MESSAGES", selfCheck: ["id", "api_url"] }),
  csvKind(schema.likes, likeConverter),
  csvKind(schema.bestReplies, bestReplyConverter),
  csvKind(schema.versions, versionConverter),
  csvKind(schema.externalThreads, externalThreadConverter),
  csvKind(schema.externalThreads, externalThreadConverter, { fileName: "MessageThreadsInbound.csv" }),
];

export const unknownKind: CsvKind = csvKind(schema.unknownCsv, unknownCsvConverter);

const byFileName = new Map(csvKinds.map((kind) => [kind.fileName, kind]));

export function kindOfCsv(fileName: string): CsvKind | undefined {
  return byFileName.get(fileName.toLowerCase());
}
