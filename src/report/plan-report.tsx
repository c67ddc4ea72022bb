import type { VNode } from "preact";
import { Layout, pageText } from "../page/layout.tsx";
import { writer, type Language } from "../page/dates.ts";
import type { Plan } from "../plan/build.ts";
import type { PlanSummary } from "../plan/summary.ts";
import { goingAlong, inAll, lasting, type Desk } from "./desk.ts";
import { Exposure, Groups, StaysThere, Waves } from "./groups-section.tsx";
import { Behind, Fidelity, People, PostsByFate } from "./losses-section.tsx";
import { reportCss } from "./style.ts";
import { reportTexts } from "./texts.ts";
import { Table } from "../page/table.tsx";

export interface PlanReportOptions {
  readonly official: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly target: string;
}

/** Of what was done at the target. */
export interface ResultReportOptions extends PlanReportOptions {
  /** When: milliseconds UTC. */
  readonly at: number;
}

/** The dry run a sponsor can sign: verdict, what changes for whom, what is lost, who newly sees what. Self-contained; no message text, nobody's name. */
export function planReport(plan: Plan, options: PlanReportOptions): string {
  const { summary } = plan;
  const words = reportTexts(options.language);
  const write = writer(options.language, options.timeZone);
  const desk: Desk = { summary, write, words, language: options.language };
  return pageText(
    <Layout
      language={options.language}
      title={words.title(plan.shortHash, options.official)}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>{words.footer}</p>}
    >
      <p class="crumbs">{words.crumbs}</p>
      <Verdict {...desk} />
      <p class="lead">
        {words.lead({
          groups: goingAlong(summary, "group"),
          conversations: goingAlong(summary, "thread"),
          posts: goingAlong(summary, "message"),
          total: inAll(summary, "message"),
          number: write.number,
        })}{" "}
        {words.target} <bdi>{options.target}</bdi>.
      </p>
      <Numbers {...desk} />
      <PostsByFate {...desk} />
      <Groups {...desk} />
      <Waves {...desk} />
      <People {...desk} />
      <Fidelity {...desk} />
      <Exposure {...desk} />
      <Effort {...desk} />
      <Behind {...desk} />
      <StaysThere {...desk} />
      <Undo {...desk} />
      <SignOff {...desk} shortHash={plan.shortHash} />
    </Layout>,
  );
}

function toDo(summary: PlanSummary): number {
  return summary.actions.reduce((sum, action) => sum + action.toDo, 0);
}

function Verdict({ summary, words }: Desk): VNode {
  if (summary.blockers.length === 0) return <h1>{toDo(summary) === 0 ? words.done : words.go}</h1>;
  return (
    <>
      <h1>{words.notYet}</h1>
      <div class="note">
        <p>{words.notYetBecause}</p>
        <ul>
          {summary.blockers.map((blocker) => (
            <li>{blocker}</li>
          ))}
        </ul>
      </div>
    </>
  );
}

function Numbers({ summary, write, words }: Desk): VNode {
  const author = summary.fidelity.find((line) => line.field === "author");
  const { seconds } = summary.forecast;
  const numbers = [
    [words.groupsLabel, words.share(write.number(goingAlong(summary, "group")), write.number(inAll(summary, "group")))],
    [words.peopleLabel, write.number(goingAlong(summary, "person"))],
    [words.postsLabel, words.share(write.number(goingAlong(summary, "message")), write.number(inAll(summary, "message")))],
    ...(author
      ? [[words.authorsLabel, words.share(write.number(author.kept + author.copied), write.number(author.total - author.left))]]
      : []),
    ...(seconds === null ? [] : [[words.timeLabel, lasting(seconds, { write, words })]]),
  ];
  return (
    <dl class="stats">
      {numbers.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd class="words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Effort({ summary, write, words }: Desk): VNode {
  const { buckets, files, bytes } = summary.forecast;
  return (
    <section class="section">
      <h2>{words.forecast}</h2>
      <p>
        {words.actionsToDo(toDo(summary), write.number(toDo(summary)))} {words.canStop}
      </p>
      <p>
        {buckets.length === 0 && `${words.forecastFolder} `}
        {words.forecastStored(words.forecastFiles(files, write.number(files)), write.bytes(bytes))}
      </p>
      {buckets.length > 0 && (
        <Table
          caption={words.forecast}
          columns={[{ head: words.bucket }, { head: words.requests, number: true }, { head: words.budget }, { head: words.takes }]}
          rows={buckets.map((bucket) => [
            bucket.name,
            write.number(bucket.requests),
            bucket.budget ?? words.unknown,
            bucket.seconds === null ? words.unknown : lasting(bucket.seconds, { write, words }),
          ])}
        />
      )}
    </section>
  );
}

function Undo({ words }: Desk): VNode {
  return (
    <section class="section">
      <h2>{words.undo}</h2>
      {words.undoText.map((text) => (
        <p>{text}</p>
      ))}
    </section>
  );
}

function SignOff({ words, shortHash }: Desk & { readonly shortHash: string }): VNode {
  return (
    <section class="section">
      <h2>{words.sign}</h2>
      <p>{words.signText(shortHash)}</p>
      <p>
        <code>regroup approve --by "…" --hash {shortHash}</code>
      </p>
      <p>{words.signScope}</p>
      <p>
        <code>--new-posts-until 2026-11-30 --at-most 500</code>
      </p>
    </section>
  );
}
