import { writer } from "../page/dates.ts";
import { Layout, pageText } from "../page/layout.tsx";
import { Table } from "../page/table.tsx";
import type { Kept, RolledBack } from "../target/rollback.ts";
import { reportCss } from "./style.ts";
import type { PlanReportOptions } from "./plan-report.tsx";
import { csv, write } from "./report.ts";

const SHOWN = 500;

/** Why something stays, in words. */
export const keptWords: Readonly<Record<Kept["reason"], string>> = {
  "changed-since": "somebody has changed it since it was made",
  "answered-since": "somebody has answered in it",
  "holds-what-stays": "something in it stays",
  "holds-what-others-made": "others have written in it",
  "is-in-what-stays": "wrote, is named or is a member where something stays",
};

/** Writes reports/rollback.html, .json and .csv: what was taken back, what is left and why. Keys only, no names and no text. */
export function writeRollbackReport(workspace: string, result: RolledBack, options: PlanReportOptions & { readonly hash: string }): void {
  write(workspace, "rollback.html", rollbackReport(result, options));
  write(workspace, "rollback.json", `${JSON.stringify({ plan: options.hash, ...result }, null, 2)}\n`);
  const rows = [
    ...result.kept.map(({ key, kind, reason }) => [key, kind, reason, keptWords[reason]]),
    ...result.left.map((path) => [path, "page", "changed-since", keptWords["changed-since"]]),
  ];
  write(workspace, "rollback.csv", csv(["subject", "kind", "reason", "explanation"], rows));
}

function rollbackReport(result: RolledBack, options: PlanReportOptions): string {
  const { number } = writer(options.language, options.timeZone);
  const stays = [
    ...result.kept.map((one) => [<code>{one.key}</code>, one.kind, keptWords[one.reason]]),
    ...result.left.map((path) => [<code>{path}</code>, "page", keptWords["changed-since"]]),
  ];
  return pageText(
    <Layout
      language={options.language}
      title={`Rollback: ${options.official}`}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>Made by regroup.</p>}
    >
      <h1>{headline(result, number(stays.length))}</h1>
      <p class="lead">What regroup made in the {options.target} was taken back, newest first. Nothing that others made was touched.</p>
      <section class="section">
        <h2>Taken back</h2>
        <Table
          columns={[{ head: "Kind" }, { head: "Removed", number: true }, { head: "Was gone already", number: true }]}
          rows={[...new Set([...Object.keys(result.removed), ...Object.keys(result.gone)])].map((kind) => [
            kind,
            number(result.removed[kind] ?? 0),
            number(result.gone[kind] ?? 0),
          ])}
        />
      </section>
      {stays.length > 0 && (
        <section class="section">
          <h2>Kept</h2>
          <Table columns={[{ head: "Subject" }, { head: "Kind" }, { head: "Why it stays" }]} rows={stays.slice(0, SHOWN)} />
          {stays.length > SHOWN && <p>The first {SHOWN} of them; all are in rollback.csv.</p>}
        </section>
      )}
    </Layout>,
  );
}

function headline({ isComplete }: RolledBack, stays: string): string {
  if (isComplete) return "Nothing of this migration is left";
  return stays === "0" ? "What was chosen is taken back" : `${stays} items stay`;
}
