import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FIXTURES, filesBelow, hashTree, makeWorkspace, query, regroup, runLine, scratchFolder } from "../support/cli.ts";

/** `verify` believes the pages, not the journal: whatever somebody did to the site is found and named. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
let imported: string;

interface Finding {
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** One thread of several messages, with its page and its last message. */
interface Thread {
  readonly key: string;
  readonly page: string;
  readonly reply: string;
}

let thread: Thread;

beforeAll(async () => {
  imported = makeWorkspace(scratch, "imported", {
    sources: [{ kind: "yammer-export", inputs: ["contoso-export.zip"], members: "members.csv" }],
    target: { kind: "static-site", path: "site", directory: "directory.csv" },
  });
  for (const name of ["contoso-export.zip", "members.csv", "directory.csv"]) cpSync(join(FIXTURES, name), join(imported, name));
  await runLine(imported, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"]);
  thread = someThread();
});

function someThread(): Thread {
  for (const path of filesBelow(join(imported, "site"))) {
    if (!/^t\/contoso\.com\/\d+\.html$/.test(path)) continue;
    const page = readFileSync(join(imported, "site", path), "utf8");
    const keys = [...page.matchAll(/<article [^>]*data-key="([^"]+)"/g)].map((match) => match[1] ?? "");
    // The last one has no replies inside it.
    const reply = keys.at(-1) ?? "";
    // Two people, so that one can be put in the other's place.
    const authors = new Set([...page.matchAll(/class="author" data-key="([^"]+)"/g)].map((match) => match[1]));
    if (keys.length >= 3 && authors.size >= 2) return { key: `contoso.com/thread/${path.slice(14, -5)}`, page: path, reply };
  }
  throw new Error("the site has no thread of three messages");
}

function copyOf(name: string): string {
  const copy = join(scratch, name);
  cpSync(imported, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

async function verify(workspace: string): Promise<{ readonly code: number | null; readonly findings: readonly Finding[] }> {
  const { code, stdout } = await regroup(workspace, ["verify", "--json"]);
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

/** Changes one page; `change` must really change it. */
function edit(workspace: string, path: string, change: (text: string) => string): void {
  const file = join(workspace, "site", path);
  const before = readFileSync(file, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

/** The HTML of one message, from its own `<article` to the next. */
function inArticle(text: string, key: string, change: (article: string) => string): string {
  const start = text.indexOf(`data-key="${key}"`);
  const next = text.indexOf("<article", start);
  const end = next < 0 ? text.length : next;
  return text.slice(0, start) + change(text.slice(start, end)) + text.slice(end);
}

function firstFile(): string {
  const [path] = filesBelow(join(imported, "site", "files"));
  if (path === undefined) throw new Error("the site has no stored file");
  return path;
}

interface Tampering {
  readonly what: string;
  readonly harm: (workspace: string) => void;
  /** What one of the findings has to say. */
  readonly finding: () => Partial<Finding>;
}

const tamperings: readonly Tampering[] = [
  {
    what: "the text of a reply was changed",
    harm: (at) =>
      edit(at, thread.page, (page) =>
        inArticle(page, thread.reply, (article) => article.replace(/(<div class="body"[^>]*><p>)/, "$1Not what was said. ")),
      ),
    finding: () => ({ kind: "text", subject: thread.reply }),
  },
  {
    what: "a reply was given to another author",
    harm: (at) => {
      const page = readFileSync(join(at, "site", thread.page), "utf8");
      const people = [...page.matchAll(/<a class="author" data-key="[^"]+"[^>]*><bdi>[^<]*<\/bdi><\/a>/g)].map((match) => match[0]);
      edit(at, thread.page, (text) =>
        inArticle(text, thread.reply, (article) => {
          const own = people.find((person) => article.includes(person)) ?? "";
          const other = people.find((person) => person !== own) ?? "";
          return article.replace(own, other);
        }),
      );
    },
    finding: () => ({ kind: "author", subject: thread.reply }),
  },
  {
    what: "a reply was dated otherwise",
    harm: (at) =>
      edit(at, thread.page, (page) => inArticle(page, thread.reply, (article) => article.replace(/datetime="\d{4}/, 'datetime="1999'))),
    finding: () => ({ kind: "date", subject: thread.reply }),
  },
  {
    what: "a message was cut out",
    harm: (at) =>
      edit(at, thread.page, (page) => {
        const start = page.lastIndexOf("<article");
        return page.slice(0, start) + page.slice(page.indexOf("</article>", start) + "</article>".length);
      }),
    finding: () => ({ kind: "missing", subject: thread.reply }),
  },
  {
    what: "something that no reader sees was changed",
    harm: (at) => edit(at, thread.page, (page) => page.replace("</body>", "<!-- seen -->\n</body>")),
    finding: () => ({ kind: "damaged", subject: thread.key }),
  },
  {
    what: "a thread's page was deleted",
    harm: (at) => rmSync(join(at, "site", thread.page)),
    finding: () => ({ subject: thread.key }),
  },
  {
    what: "a thread's page was emptied",
    harm: (at) => writeFileSync(join(at, "site", thread.page), ""),
    finding: () => ({ subject: thread.key }),
  },
  {
    what: "a person's page was deleted",
    harm: (at) => rmSync(join(at, "site", personPage())),
    finding: () => ({ subject: `contoso.com/person/${/(\d+)\.html$/.exec(personPage())?.[1] ?? ""}` }),
  },
  {
    what: "a sub-group's page was deleted",
    harm: (at) => rmSync(join(at, "site", "g/contoso.com/0.html")),
    finding: () => ({ subject: "contoso.com/group/0" }),
  },
  {
    what: "the first page was changed",
    harm: (at) => edit(at, "index.html", (page) => page.replace("</h1>", " (closed)</h1>")),
    finding: () => ({ kind: "damaged", detail: "index.html" }),
  },
  {
    what: "an attachment's bytes were changed",
    harm: (at) => writeFileSync(join(at, "site", "files", firstFile()), "other bytes"),
    finding: () => ({ kind: "files" }),
  },
  {
    what: "an attachment was deleted",
    harm: (at) => rmSync(join(at, "site", "files", firstFile())),
    finding: () => ({ kind: "files" }),
  },
  {
    what: "somebody put a page of their own into the site",
    harm: (at) => writeFileSync(join(at, "site", "t/contoso.com/notes.html"), "<!doctype html><title>Notes</title>"),
    finding: () => ({ subject: "t/contoso.com/notes.html" }),
  },
  {
    what: "a thread's page stands twice",
    harm: (at) => cpSync(join(at, "site", thread.page), join(at, "site", "t/contoso.com/99999.html")),
    finding: () => ({ subject: "t/contoso.com/99999.html" }),
  },
];

function personPage(): string {
  const page = filesBelow(join(imported, "site")).find((path) => /^p\/contoso\.com\/\d+\.html$/.test(path));
  if (page === undefined) throw new Error("the site has no person's page");
  return page;
}

/** A finding matches when every field that is asked for is there; `detail` and `subject` may be in one another's place. */
function matches(finding: Finding, wanted: Partial<Finding>): boolean {
  const all = `${finding.subject} ${finding.detail}`;
  return (
    (wanted.kind === undefined || finding.kind === wanted.kind) &&
    (wanted.subject === undefined || finding.subject === wanted.subject) &&
    (wanted.detail === undefined || all.includes(wanted.detail))
  );
}

describe("verify, after", () => {
  for (const { what, harm, finding } of tamperings) {
    it(`${what}, ends with 1 and names it`, async () => {
      const workspace = copyOf(what.replace(/\W/g, "-"));
      harm(workspace);
      const site = hashTree(join(workspace, "site"));
      const { code, findings } = await verify(workspace);
      expect(code).toBe(1);
      expect(
        findings.some((one) => matches(one, finding())),
        JSON.stringify(findings, null, 2),
      ).toBe(true);
      // It names what was harmed, not half the site.
      expect(findings.length).toBeLessThan(12);
      expect(hashTree(join(workspace, "site"))).toBe(site);
      expect(
        readFileSync(join(workspace, "reports", "verify.csv"), "utf8")
          .trim()
          .split("\n").length,
      ).toBe(findings.length + 1);
      expect(query(workspace, "SELECT 1 FROM finding").length).toBe(findings.length);
    });
  }

  it("nothing at all, ends with 0 and has no findings left", async () => {
    const workspace = copyOf("nothing");
    edit(workspace, thread.page, (page) => page.replace("</body>", " </body>"));
    expect((await verify(workspace)).code).toBe(1);
    cpSync(join(imported, "site", thread.page), join(workspace, "site", thread.page));
    expect(await verify(workspace)).toEqual({ code: 0, findings: [] });
    expect(query(workspace, "SELECT 1 FROM finding")).toEqual([]);
  });

  it("the whole site went, ends with 1; the store knows better than to say that all is well", async () => {
    const workspace = copyOf("no-site");
    rmSync(join(workspace, "site"), { recursive: true });
    const { code, findings } = await verify(workspace);
    expect(code).toBe(1);
    expect(findings.some(({ subject }) => subject === thread.key)).toBe(true);
    expect(existsSync(join(workspace, "site"))).toBe(false);
  });
});
