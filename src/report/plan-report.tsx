import type { VNode } from "preact";
import { Layout, pageText } from "../page/layout.tsx";
import { Table } from "../page/table.tsx";
import { reportCss } from "./style.ts";
import { writer, type Language, type Writer } from "../page/dates.ts";
import type { Plan } from "../plan/build.ts";
import type { GroupLine, PlanSummary } from "../plan/summary.ts";
import { reasonText } from "./reasons.ts";
import { FidelityBar } from "./fidelity.tsx";

export interface PlanReportOptions {
  readonly official: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly target: string;
}

/** The dry run a sponsor can sign: verdict, what changes for whom, what is lost, who newly sees what. Self-contained; no message text. */
export function planReport(plan: Plan, options: PlanReportOptions): string {
  const { summary } = plan;
  const write = writer(options.language, options.timeZone);
  const total = (kind: string) => count(summary, kind, () => true);
  const going = (kind: string) => count(summary, kind, (fate) => fate !== "skipped");
  const toDo = summary.actions.reduce((sum, action) => sum + action.toDo, 0);
  return pageText(
    <Layout
      language={options.language}
      title={`Plan ${plan.shortHash}: ${options.official}`}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>Made by regroup. A dry run: nothing has been written anywhere.</p>}
    >
      <p class="crumbs">Dry run for the sponsor</p>
      <h1>
        <Verdict summary={summary} toDo={toDo} />
      </h1>
      <p class="lead">
        {write.number(going("group"))} groups become sub-groups of <bdi>{options.official}</bdi>, with {write.number(going("thread"))}{" "}
        conversations and {write.number(going("message"))} of {write.number(total("message"))} posts. Target: <bdi>{options.target}</bdi>.
      </p>
      <p class="note">
        To approve exactly this, read out <strong>{plan.shortHash}</strong> and run{" "}
        <code>regroup approve --by "your name" --hash {plan.shortHash}</code>. Anything that changes after that stops the import.
      </p>
      <Kept summary={summary} write={write} />
      <Groups groups={summary.groups} write={write} />
      <Exposure summary={summary} />
      <LeftOut summary={summary} write={write} />
      <Undo />
    </Layout>,
  );
}

function count(summary: PlanSummary, kind: string, wanted: (fate: string) => boolean): number {
  return summary.fates.filter((line) => line.kind === kind && wanted(line.fate)).reduce((sum, line) => sum + line.records, 0);
}

function Verdict({ summary, toDo }: { readonly summary: PlanSummary; readonly toDo: number }): VNode {
  if (summary.blockers.length > 0) return <>Not yet, because {summary.blockers.join("; ")}</>;
  if (toDo === 0) return <>Nothing to do: everything stands at the target already</>;
  return <>Ready to import</>;
}

function Kept({ summary, write }: { readonly summary: PlanSummary; readonly write: Writer }): VNode {
  const kinds = [
    ["person", "People"],
    ["group", "Groups"],
    ["membership", "Memberships"],
    ["thread", "Conversations"],
    ["message", "Posts"],
    ["reaction", "Reactions"],
    ["attachment", "Attachments and links"],
  ] as const;
  const shown = kinds.filter(([kind]) => count(summary, kind, () => true) > 0);
  return (
    <section class="section">
      <h2>What goes along</h2>
      {shown.map(([kind, label]) => (
        <FidelityBar
          label={label}
          kept={count(summary, kind, (fate) => fate === "planned")}
          copied={count(summary, kind, (fate) => fate === "archived")}
          left={count(summary, kind, (fate) => fate === "skipped")}
          write={write}
        />
      ))}
      {summary.adjustments.length > 0 && (
        <Table
          caption="Changed to fit, or not to be had"
          columns={[{ head: "What" }, { head: "How" }, { head: "Why" }, { head: "Records", number: true }]}
          rows={summary.adjustments.map((line) => [line.field, line.treatment, reasonText(line.reason), write.number(line.records)])}
        />
      )}
    </section>
  );
}

function Groups({ groups, write }: { readonly groups: readonly GroupLine[]; readonly write: Writer }): VNode {
  return (
    <section class="section">
      <h2>Groups, before and after</h2>
      <Table
        columns={[
          { head: "Group" },
          { head: "Becomes" },
          { head: "How" },
          { head: "Open to" },
          { head: "Members", number: true },
          { head: "Posts", number: true },
          { head: "Go along", number: true },
        ]}
        rows={groups.map((group) => [
          <bdi>{group.before}</bdi>,
          <bdi>{group.after}</bdi>,
          group.action,
          group.privacy,
          group.members === null ? "unknown" : write.number(group.members),
          write.number(group.messages),
          write.number(group.planned),
        ])}
      />
    </section>
  );
}

function Exposure({ summary }: { readonly summary: PlanSummary }): VNode | null {
  if (summary.exposed.length === 0) return null;
  return (
    <section class="section">
      <h2>Who newly sees it</h2>
      <p>
        The target does not check who reads. These private groups are written to a folder of their own (<code>private/</code>) that nothing
        public links to. Leave that folder out when you publish, or whoever gets it can read them:
      </p>
      <ul>
        {summary.exposed.map((name) => (
          <li>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LeftOut({ summary, write }: { readonly summary: PlanSummary; readonly write: Writer }): VNode {
  const skipped = summary.fates.filter((line) => line.fate === "skipped");
  return (
    <section class="section">
      <h2>What stays behind, and why</h2>
      {skipped.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <Table
          columns={[{ head: "What" }, { head: "Why" }, { head: "Records", number: true }]}
          rows={skipped.map((line) => [line.kind, reasonText(line.reason ?? ""), write.number(line.records)])}
        />
      )}
      {summary.gaps.length > 0 && (
        <Table
          caption="Gaps in the source: what it names and does not hold"
          columns={[{ head: "Gap" }, { head: "Times", number: true }]}
          rows={summary.gaps.map((gap) => [reasonText(gap.kind), write.number(gap.count)])}
        />
      )}
    </section>
  );
}

function Undo(): VNode {
  return (
    <section class="section">
      <h2>If it goes wrong</h2>
      <p>
        An import can be stopped at any moment and run again: it goes on where it stopped, and nothing is written twice. Everything it makes
        is noted, so it can be told apart from what others made.
      </p>
    </section>
  );
}
