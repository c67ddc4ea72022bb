import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kindsIn, shallow } from "./payload-kinds.ts";
import { merge, shapeOf, type Shape } from "./shapes.ts";

/** Makes sample-shapes.json from a folder of real payloads: `node test/fakes/yammer/build-shapes.ts <folder>`. Only keys and types are kept. */
export interface SampleShapes {
  /** By kind of payload: everything that was seen. */
  readonly seen: Readonly<Record<string, Shape>>;
  /** By kind: the keys of the newest sample, all of which the fake serves. */
  readonly newest: Readonly<Record<string, readonly string[]>>;
}

/** Searches are no feeds, and the client's own search is another form of it. */
const OTHERS = ["cli-search-reshaped-2022.json", "spring-search.json", "README.md", "camel-relationships.json", "spring-error-429.json"];
const NEWEST: Readonly<Record<string, string>> = {
  message: "archiver-messages-2025.json",
  "short-user": "archiver-references-2025.json",
  user: "cli-user-get-2022.json",
  group: "cli-groups-2022.json",
  network: "cli-networks-current-2022.json",
  thread: "yam-thread-private-participants.json",
  topic: "spring-topic.json",
  users: "yam-users-following.json",
  file: "wall-push-image-attachment.json",
  card: "yam-messages-in-thread.json",
  meta: "yam-messages-in-thread.json",
  "reduced-thread": "wall-push-image-attachment.json",
  "reduced-message": "wall-push-image-attachment.json",
  tag: "wall-push-image-attachment.json",
  "reduced-topic": "wall-push-image-attachment.json",
  "reduced-group": "spring-messages.json",
};

function build(folder: string): SampleShapes {
  const seen: Record<string, Shape> = {};
  const newest: Record<string, string[]> = {};
  for (const file of readdirSync(folder).filter((name) => !OTHERS.includes(name))) {
    for (const [kind, value] of kindsIn(JSON.parse(readFileSync(join(folder, file), "utf8")))) {
      const shape = shapeOf(shallow(kind, withoutForeign(value)));
      seen[kind] = seen[kind] === undefined ? shape : merge(seen[kind], shape);
      if (NEWEST[kind] === file) newest[kind] ??= Object.keys(shape.keys ?? {});
    }
  }
  return { seen, newest };
}

/** Added by a client, not by the API (2.4). */
function withoutForeign(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "shortBody"));
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node test/fakes/yammer/build-shapes.ts <folder of samples>");
writeFileSync(join(import.meta.dirname, "sample-shapes.json"), `${JSON.stringify(build(folder), null, 1)}\n`);
