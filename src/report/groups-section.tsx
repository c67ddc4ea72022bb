import type { ComponentChildren, VNode } from "preact";
import { Table, type Column } from "../page/table.tsx";
import type { GroupLine } from "../plan/summary.ts";
import { RowBars } from "./bars.tsx";
import type { Desk } from "./desk.ts";
import { wordOf } from "./texts.ts";

/** Every group, before and after. Names of groups, never of people. */
export function Groups({ summary, write, words }: Desk): VNode | null {
  if (summary.groups.length === 0) return null;
  const hasWaves = summary.waves.length > 1;
  const columns: readonly (readonly [Column, (group: GroupLine) => ComponentChildren])[] = [
    [{ head: words.group }, (group) => <bdi>{group.before}</bdi>],
    [{ head: words.after }, (group) => <bdi>{group.after}</bdi>],
    [{ head: words.how }, (group) => wordOf(words, group.action === "create" ? "sub-group" : group.action)],
    ...(hasWaves ? [[{ head: words.wave }, (group: GroupLine) => <span class="whole">{group.wave}</span>] as const] : []),
    [{ head: words.openTo }, (group) => wordOf(words, group.privacy)],
    [{ head: words.members, number: true }, (group) => (group.members === null ? words.unknown : write.number(group.members))],
    [{ head: words.posts, number: true }, (group) => write.number(group.messages)],
    [{ head: words.goAlong, number: true }, (group) => write.number(group.planned)],
  ];
  return (
    <section class="section">
      <h2>{words.groups}</h2>
      <Table
        caption={words.groups}
        columns={columns.map(([column]) => column)}
        rows={summary.groups.map((group) => columns.map(([, cell]) => cell(group)))}
      />
    </section>
  );
}

/** One bar a wave, each beginning where the one before ends. */
export function Waves({ summary, write, words }: Desk): VNode | null {
  if (summary.waves.length < 2) return null;
  const total = Math.max(
    1,
    summary.waves.reduce((sum, wave) => sum + wave.actions, 0),
  );
  let after = 0;
  const rows = summary.waves.map(({ wave, groups, posts, actions }) => {
    const said = `${words.waveGroups(groups, write.number(groups))}, ${words.wavePosts(posts, write.number(posts))}`;
    const row = { label: wave, words: said, count: actions, after };
    after += actions;
    return row;
  });
  return (
    <section class="section">
      <h2>{words.waves}</h2>
      <RowBars rows={rows} total={total} />
    </section>
  );
}

export function Exposure({ summary, words }: Desk): VNode {
  const isNobody = summary.exposed.length + summary.opened.length === 0;
  return (
    <section class="section">
      <h2>{words.exposure}</h2>
      {isNobody && <p>{words.exposureNobody}</p>}
      {summary.opened.length > 0 && (
        <>
          <p>{words.openedText}</p>
          <ul>
            {summary.opened.map(({ before, into }) => (
              <li>
                <bdi>{before}</bdi> → <bdi>{into}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {summary.exposed.length > 0 && (
        <>
          <p>{words.exposureText}</p>
          <ul>
            {summary.exposed.map((name) => (
              <li>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What an earlier import made and the plan no longer wants: nothing where there is nothing of it. */
export function StaysThere({ summary, write, words }: Desk): VNode | null {
  const { subGroups, people, adopted } = summary.leftBehind;
  if (subGroups.length + adopted.length + people === 0) return null;
  return (
    <section class="section">
      <h2>{words.stays}</h2>
      <p>{words.staysText}</p>
      <ul>
        {subGroups.map(({ name, isWhole, conversations }) => (
          <li>
            {isWhole ? "" : `${words.conversationsIn(conversations, write.number(conversations))} `}
            <bdi>{name}</bdi>
          </li>
        ))}
        {adopted.map(({ name }) => (
          <li>
            <bdi>{name}</bdi> ({words.adoptedLeft})
          </li>
        ))}
        {people > 0 && <li>{words.peopleLeft(people, write.number(people))}</li>}
      </ul>
    </section>
  );
}
