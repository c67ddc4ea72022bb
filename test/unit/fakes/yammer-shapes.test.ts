import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SampleShapes } from "../../fakes/yammer/build-shapes.ts";
import { kindsIn, shallow, type PayloadKind } from "../../fakes/yammer/payload-kinds.ts";
import { misfits } from "../../fakes/yammer/shapes.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf } from "./yammer-client.ts";

const samples = JSON.parse(readFileSync(new URL("../../fakes/yammer/sample-shapes.json", import.meta.url), "utf8")) as SampleShapes;
const found = new Map<string, { readonly keys: Set<string>; readonly misfits: Set<string>; count: number }>();
let fake: FakeYammer;

beforeAll(async () => {
  const truth = makeNetwork({ seed: 8, messages: 900, people: 60, groups: 11 });
  fake = await startYammer({ truth, budget: { enforced: false } });
  const client = clientOf(fake, "verified-token");
  await client.post("supervisor_mode/toggle", { enabled: true });
  const threads = [...truth.threads].filter(({ isPrivate }) => !isPrivate).slice(0, 150);
  const topic = await firstTopic();
  const paths = [
    ...[
      "networks/current.json",
      "groups.json",
      "users.json",
      "users.json?page=2",
      "users/current.json",
      "messages.json",
      "messages/private.json",
    ],
    ...truth.groups.flatMap(({ id }) => [
      `messages/in_group/${id}.json?threaded=extended`,
      `users/in_group/${id}.json`,
      `groups/${id}/members.json`,
    ]),
    ...threads.flatMap(({ id }) => [`messages/in_thread/${id}.json`, `threads/${id}.json`]),
    `topics/${topic}.json`,
  ];
  for (const path of paths) {
    const answer = await client.get(path);
    if (answer.status === 200) note(JSON.parse(answer.text));
  }

  async function firstTopic(): Promise<string> {
    const page = (await client.object("messages.json")) as { references: { type: string; id: number }[] };
    return String(page.references.find(({ type }) => type === "topic")?.id);
  }
});
afterAll(async () => {
  await fake.stop();
});

function note(payload: unknown): void {
  for (const [kind, value] of kindsIn(payload)) {
    const entry = found.get(kind) ?? { keys: new Set<string>(), misfits: new Set<string>(), count: 0 };
    found.set(kind, entry);
    entry.count++;
    const flat = shallow(kind, value);
    for (const key of Object.keys(flat)) entry.keys.add(key);
    // Placeholders have no kind; what has one is held against everything that was seen of it.
    for (const misfit of misfits(samples.seen[kind] ?? { types: [] }, flat)) entry.misfits.add(misfit);
  }
}

/** What no sample shows, and the section of the reference that tells of it. */
const TOLD_ELSEWHERE: Partial<Record<PayloadKind, readonly (readonly [misfit: RegExp, section: string])[]>> = {
  message: [
    [/^group_id is null/, "2.4: missing or null for All Company"],
    [/^(title|poll_options|system_message_properties) was never seen/, "2.4, table of the message"],
    [/^delegate_id is number/, "2.4: who posted on behalf"],
    [/^liked_by\.names\[\]\.network_id was never seen/, "2.4: network_id?"],
    [/^language is null/, "2.4: null or a language"],
  ],
  "short-user": [[/^is_admin was never seen/, "2.2"]],
  user: [[/^web_oauth_access_token was never seen/, "2.3: secret leak"]],
  meta: [[/^(older_available|last_seen_message_id|newest_message_details) was never seen/, "2.4, keys of meta"]],
  feed: [[/^external_references was never seen/, "2.4, envelope"]],
  thread: [
    [/^stats\.first_reply_(id|at) is null/, "2.6: null without replies"],
    [/^(network_id|group_id|invited_user_ids|read_only) was never seen/, "2.6: newer"],
  ],
  "reduced-message": [[/^replied_to_id is number/, "2.4: id of the parent"]],
  file: [
    [
      /^(network_id|latest_version_id|status|storage_type|target_type|storage_state|sharepoint_id|sharepoint_web_url) was never seen/,
      "2.8",
    ],
    [/^(large_preview_url|scaled_url) was never seen/, "2.8"],
    [/^group_id is number/, "2.8: number or null"],
  ],
  card: [
    [/^(network_id|fake_ogo_ymodule) was never seen/, "2.8"],
    [/^description is string/, "2.8: null ok"],
  ],
};

describe("payloads of the fake Yammer beside real ones", () => {
  const kinds = Object.keys(samples.seen) as PayloadKind[];

  it.each(kinds)("%s: every key that always was there, and no type or key that never was", (kind) => {
    const entry = found.get(kind);
    expect(entry?.count ?? 0).toBeGreaterThan(0);
    const told = TOLD_ELSEWHERE[kind] ?? [];
    const unexplained = [...(entry?.misfits ?? [])].filter((misfit) => !told.some(([pattern]) => pattern.test(misfit)));
    expect(unexplained).toEqual([]);
  });

  it("differ from the samples only where the reference tells of it, each exception being met", () => {
    const unmet = Object.entries(TOLD_ELSEWHERE).flatMap(([kind, told]) => {
      return told.filter(([pattern]) => ![...(found.get(kind)?.misfits ?? [])].some((misfit) => pattern.test(misfit))).map(String);
    });
    expect(unmet).toEqual([]);
  });

  it.each(Object.keys(samples.newest))("%s: has all keys of the newest sample", (kind) => {
    const missing = (samples.newest[kind] ?? []).filter((key) => found.get(kind)?.keys.has(key) !== true);
    expect(missing).toEqual([]);
  });
});
