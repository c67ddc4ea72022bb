import { iso, writer } from "../page/dates.ts";
import { Layout, pageText } from "../page/layout.tsx";
import { Table } from "../page/table.tsx";
import type { RolledBack } from "../target/rollback.ts";
import { reportCss } from "./style.ts";
import type { ResultReportOptions } from "./plan-report.tsx";
import { csv, write } from "./report.ts";
import { kindIn, resultTexts } from "./result-texts.ts";

const SHOWN = 500;

/** Writes reports/rollback.html, .json and .csv: what was taken back, what is left and why. Keys only, no names and no text. */
export function writeRollbackReport(workspace: string, result: RolledBack, options: ResultReportOptions & { readonly hash: string }): void {
  write(workspace, "rollback.html", rollbackReport(result, options));
  write(workspace, "rollback.json", `${JSON.stringify({ plan: options.hash, ...result }, null, 2)}\n`);
  const keptWords = resultTexts("en").rollback.reasons;
  const rows = [
    ...result.kept.map(({ key, kind, reason }) => [key, kind, reason, keptWords[reason]]),
    ...result.left.map((path) => [path, "page", "changed-since", keptWords["changed-since"]]),
  ];
  write(workspace, "rollback.csv", csv(["subject", "kind", "reason", "explanation"], rows));
}

function rollbackReport(result: RolledBack, options: ResultReportOptions): string {
  const { number, moment } = writer(options.language, options.timeZone);
  const words = resultTexts(options.language);
  const { rollback } = words;
  const stays = [
    ...result.kept.map((one) => [<code>{one.key}</code>, kindIn(words, one.kind), rollback.reasons[one.reason]]),
    ...result.left.map((path) => [<code>{path}</code>, words.kinds.page, rollback.reasons["changed-since"]]),
  ];
  const kinds = [...new Set([...Object.keys(result.removed), ...Object.keys(result.gone)])];
  return pageText(
    <Layout
      language={options.language}
      title={rollback.title(options.official)}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>{words.madeBy}</p>}
    >
      <h1>
        {result.isComplete ? rollback.complete : stays.length === 0 ? rollback.chosen : rollback.stays(stays.length, number(stays.length))}
      </h1>
      <p class="lead">
        {rollback.lead} <time dateTime={iso(options.at)}>{rollback.at(moment(options.at), options.timeZone)}</time> {words.target}{" "}
        <bdi>{options.target}</bdi>.
      </p>
      <section class="section">
        <h2>{rollback.takenBack}</h2>
        {kinds.length === 0 ? (
          <p>{rollback.nothing}</p>
        ) : (
          <Table
            columns={[{ head: words.kind }, { head: rollback.removed, number: true }, { head: rollback.gone, number: true }]}
            rows={kinds.map((kind) => [kindIn(words, kind), number(result.removed[kind] ?? 0), number(result.gone[kind] ?? 0)])}
          />
        )}
      </section>
      {result.putBack.length > 0 && (
        <section class="section">
          <h2>{rollback.putBack}</h2>
          <p>{rollback.putBackLead(result.putBack.length, number(result.putBack.length))}</p>
          <Table columns={[{ head: words.subject }]} rows={result.putBack.slice(0, SHOWN).map((key) => [<code>{key}</code>])} />
          {result.putBack.length > SHOWN && <p>{words.firstOf(number(SHOWN), "rollback.json")}</p>}
        </section>
      )}
      {stays.length > 0 && (
        <section class="section">
          <h2>{rollback.kept}</h2>
          <Table columns={[{ head: words.subject }, { head: words.kind }, { head: rollback.why }]} rows={stays.slice(0, SHOWN)} />
          {stays.length > SHOWN && <p>{words.firstOf(number(SHOWN), "rollback.csv")}</p>}
        </section>
      )}
    </Layout>,
  );
}
