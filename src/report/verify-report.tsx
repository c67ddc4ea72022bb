import { iso, writer, type Writer } from "../page/dates.ts";
import { Layout, pageText } from "../page/layout.tsx";
import { Table } from "../page/table.tsx";
import { say } from "../verify/findings.ts";
import type { Verified } from "../verify/verify.ts";
import type { PlanReportOptions, ResultReportOptions } from "./plan-report.tsx";
import { kindIn, resultTexts } from "./result-texts.ts";
import { reportCss } from "./style.ts";

const SHOWN = 500;

/** What was read back, and every difference by name. Keys only: no text, no names. */
export function verifyReport(result: Verified, options: Omit<ResultReportOptions, "target">): string {
  const write = writer(options.language, options.timeZone);
  const words = resultTexts(options.language);
  const { verify } = words;
  const later = result.notImported - result.heldBack;
  const right = Object.entries(result.checked);
  return pageText(
    <Layout
      language={options.language}
      title={verify.title(options.official)}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>{words.madeBy}</p>}
    >
      <h1>{headline(result, write, options)}</h1>
      <p class="lead">
        {verify.lead} <time dateTime={iso(options.at)}>{verify.at(write.moment(options.at), options.timeZone)}</time>
      </p>
      {later > 0 && <p class="note">{verify.notImported(later, write.number(later))}</p>}
      {result.heldBack > 0 && (
        <p class="note">
          {verify.waiting(result.heldBack, write.number(result.heldBack))} <code>regroup open</code>.
        </p>
      )}
      {result.findings.length > 0 && (
        <section class="section">
          <h2>{verify.differ}</h2>
          <Table
            columns={[{ head: words.subject }, { head: words.kind }, { head: verify.what }]}
            rows={result.findings
              .slice(0, SHOWN)
              .map(({ subject, kind, code, values }) => [<code>{subject}</code>, verify.kinds[kind], say(verify.sentences, code, values)])}
          />
          {result.findings.length > SHOWN && <p>{words.firstOf(write.number(SHOWN), "verify.csv")}</p>}
        </section>
      )}
      <section class="section">
        <h2>{verify.right}</h2>
        {right.length === 0 ? (
          <p>{verify.nothingRight}</p>
        ) : (
          <Table
            columns={[{ head: words.kind }, { head: verify.records, number: true }]}
            rows={right.map(([kind, count]) => [kindIn(words, kind), write.number(count)])}
          />
        )}
      </section>
    </Layout>,
  );
}

function headline({ findings, notImported }: Verified, write: Writer, { language }: Pick<PlanReportOptions, "language">): string {
  const { verify } = resultTexts(language);
  if (findings.length > 0) return verify.differences(findings.length, write.number(findings.length));
  return notImported === 0 ? verify.clean : verify.notYet;
}
