import { Layout, pageText } from "../page/layout.tsx";
import { Table } from "../page/table.tsx";
import { reportCss } from "./style.ts";
import { writer, type Language } from "../page/dates.ts";
import type { Verified } from "../verify/verify.ts";

const SHOWN = 500;

/** What was read back, and every difference by name. Keys only: no text, no names. */
export function verifyReport(
  result: Verified,
  options: { readonly official: string; readonly language: Language; readonly timeZone: string },
): string {
  const write = writer(options.language, options.timeZone);
  const clean = result.findings.length === 0 && result.notImported === 0;
  return pageText(
    <Layout
      language={options.language}
      title={`Verification: ${options.official}`}
      site={{ name: options.official }}
      inlineCss={reportCss}
      footer={<p>Made by regroup.</p>}
    >
      <h1>{clean ? "Everything stands where it should" : `${write.number(result.findings.length)} differences`}</h1>
      <p class="lead">The target was read back and compared with the plan, record by record.</p>
      {result.notImported > result.heldBack && (
        <p class="note">{write.number(result.notImported - result.heldBack)} actions of the plan have not been imported yet.</p>
      )}
      {result.heldBack > 0 && (
        <p class="note">
          {write.number(result.heldBack)} sub-groups stand with their content and wait for <code>regroup open</code>.
        </p>
      )}
      <section class="section">
        <h2>Read back and found right</h2>
        <Table
          columns={[{ head: "Kind" }, { head: "Records", number: true }]}
          rows={Object.entries(result.checked).map(([kind, count]) => [kind, write.number(count)])}
        />
      </section>
      {result.findings.length > 0 && (
        <section class="section">
          <h2>Differences</h2>
          <Table
            columns={[{ head: "Subject" }, { head: "Kind" }, { head: "What differs" }]}
            rows={result.findings.slice(0, SHOWN).map((finding) => [<code>{finding.subject}</code>, finding.kind, finding.detail])}
          />
          {result.findings.length > SHOWN && <p>The first {SHOWN} of them; all are in verify.csv.</p>}
        </section>
      )}
    </Layout>,
  );
}
