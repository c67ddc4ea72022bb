import type { VNode } from "preact";
import { Table } from "../page/table.tsx";
import { PartsBar, type Fill, type Part } from "./bars.tsx";
import { inAll, type Desk } from "./desk.ts";
import { reasonText } from "./reasons.ts";
import { wordOf } from "./texts.ts";

const BEHIND_FILLS: readonly Fill[] = ["c2", "c5", "c4", "c6"];

/** Where every post ends: along, in the reading copy, or behind, by its reason. The rarest reasons share one part. */
export function PostsByFate({ summary, write, words, language }: Desk): VNode | null {
  if (inAll(summary, "message") === 0) return null;
  const of = (fate: string) => summary.fates.filter((line) => line.kind === "message" && line.fate === fate);
  const sum = (lines: readonly { readonly records: number }[]) => lines.reduce((total, line) => total + line.records, 0);
  const behind = of("skipped").toSorted((a, b) => b.records - a.records);
  const named = behind.slice(0, BEHIND_FILLS.length);
  const parts: Part[] = [
    { label: words.kept, count: sum(of("planned")), fill: "c1" },
    { label: words.copied, count: sum(of("archived")), fill: "c3" },
    ...named.map(({ reason, records }, n) => ({
      label: `${words.left}: ${reasonText(reason ?? "", language)}`,
      count: records,
      fill: BEHIND_FILLS[n] ?? "line",
    })),
    { label: words.left, count: sum(behind.slice(named.length)), fill: "line" },
  ];
  return (
    <section class="section">
      <h2>{words.postsFate}</h2>
      <PartsBar label={words.posts} parts={parts} write={write} tall />
    </section>
  );
}

export function People({ summary, write, words }: Desk): VNode | null {
  if (summary.people.length === 0) return null;
  const fills: readonly Fill[] = ["c1", "c3", "c5", "c4", "c6", "c2", "line"];
  const parts = summary.people.map((line, n) => ({
    label: wordOf(words, line.who),
    count: line.posts,
    fill: fills[n % fills.length] ?? "line",
  }));
  return (
    <section class="section quiet">
      <h2>{words.people}</h2>
      <p>{words.peopleText}</p>
      <PartsBar label={words.posts} parts={parts} write={write} />
      <Table
        caption={words.people}
        columns={[{ head: words.who }, { head: words.becomes }, { head: words.heads, number: true }, { head: words.posts, number: true }]}
        rows={summary.people.map((line) => [
          wordOf(words, line.who),
          wordOf(words, line.who === "only-mentioned" ? "as-text" : line.treatment),
          write.number(line.heads),
          write.number(line.posts),
        ])}
      />
    </section>
  );
}

export function Fidelity({ summary, write, words, language }: Desk): VNode | null {
  if (summary.fidelity.every((line) => line.total === 0) && summary.adjustments.length === 0) return null;
  return (
    <section class="section">
      <h2>{words.fidelity}</h2>
      <p>{words.fidelityText}</p>
      {summary.fidelity
        .filter((line) => line.total > 0)
        .map((line) => (
          <PartsBar
            label={wordOf(words, line.field)}
            parts={[
              { label: words.kept, count: line.kept, fill: "c1" },
              { label: words.asText, count: line.asText, fill: "c5" },
              { label: words.copied, count: line.copied, fill: "c3" },
              { label: words.lost, count: line.lost, fill: "c2" },
              { label: words.left, count: line.left, fill: "line" },
            ]}
            write={write}
          />
        ))}
      {summary.adjustments.length > 0 && (
        <Table
          caption={words.changed}
          columns={[{ head: words.what }, { head: words.how }, { head: words.why }, { head: words.records, number: true }]}
          rows={summary.adjustments.map((line) => [
            wordOf(words, line.field),
            wordOf(words, line.treatment),
            reasonText(line.reason, language),
            write.number(line.records),
          ])}
        />
      )}
    </section>
  );
}

export function Behind({ summary, write, words, language }: Desk): VNode {
  const skipped = summary.fates.filter((line) => line.fate === "skipped");
  return (
    <section class="section">
      <h2>{words.behind}</h2>
      {skipped.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <Table
          caption={words.behind}
          columns={[{ head: words.what }, { head: words.why }, { head: words.records, number: true }]}
          rows={skipped.map((line) => [wordOf(words, line.kind), reasonText(line.reason ?? "", language), write.number(line.records)])}
        />
      )}
      {summary.gaps.length > 0 && (
        <Table
          caption={words.gaps}
          columns={[{ head: words.gap }, { head: words.times, number: true }]}
          rows={summary.gaps.map((gap) => [reasonText(gap.kind, language), write.number(gap.count)])}
        />
      )}
    </section>
  );
}
