import Database from "better-sqlite3";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { gapTexts } from "../../src/report/gap-texts.ts";
import { migrations } from "../../src/store/migrations.ts";
import { createViews } from "../../src/store/views.ts";

/** What the documentation must not forget when the code grows. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("README.md");

/** Rows of the README's tables, by the word in code that the first cell starts with. */
const rows = new Map(Array.from(readme.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm), (match) => [match[1] ?? "", match[2] ?? ""]));

const adapters = ["source", "target"].flatMap((stage) =>
  readdirSync(join(root, "src", stage), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `src/${stage}/${entry.name}`),
);

/** The table of codes is private to its module, so its text is read. */
const reasonCodes = Array.from(read("src/report/reasons.ts").matchAll(/^ {2}"?([a-z][a-z-]*)"?: "/gm), (match) => match[1] ?? "");

const views = viewsWithColumns();

function viewsWithColumns(): { readonly name: string; readonly columns: readonly string[] }[] {
  const db = new Database(":memory:");
  for (const sql of [...migrations, createViews()]) db.exec(sql);
  const names = db.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").all();
  const columnsOf = db.prepare<[string], { name: string }>("SELECT name FROM pragma_table_info(?)");
  const found = names.map(({ name }) => ({ name, columns: columnsOf.all(name).map((column) => column.name) }));
  db.close();
  return found;
}

/** The text below a heading that names the command, up to the next heading. */
function sectionOf(command: string): string | undefined {
  return readme.split(/^#{2,4} /m).find((section) => section.startsWith(`\`regroup ${command}\``));
}

describe("the README", () => {
  it.each(commands.map((command) => ({ ...command })))("has a section for `regroup $name` with its options", ({ name, options }) => {
    const section = sectionOf(name);
    expect(section, `README.md lacks the heading \`regroup ${name}\``).toBeDefined();
    for (const [flags] of options) expect(section).toContain(flags.split(" ")[0]);
  });

  it("has a section for no command that does not exist", () => {
    const documented = Array.from(readme.matchAll(/^#{2,4} `regroup ([a-z-]+)`/gm), (match) => match[1]);
    expect(documented.sort()).toEqual(commands.map((command) => command.name).sort());
  });

  it("shows the first command and the tests exactly as they are run", () => {
    expect(readme).toContain("```bash\nnpm ci && npm run demo\n```");
    expect(readme).toContain("```bash\nnpm ci && npm test\n```");
  });

  it("explains every reason code", () => {
    expect(reasonCodes.length).toBeGreaterThan(15);
    expect(reasonCodes.filter((code) => !rows.has(code))).toEqual([]);
  });

  it("explains every kind of gap that a source names, in every language", () => {
    const kinds = Object.keys(gapTexts.en);
    expect(kinds.filter((kind) => !rows.has(kind))).toEqual([]);
    for (const texts of Object.values(gapTexts)) expect(Object.keys(texts)).toEqual(kinds);
    const [, named = ""] = /Kinds of gaps \(`v_gap`\): (.*?), and those/s.exec(read("src/source/yammer-api/README.md")) ?? [];
    const told = Array.from(named.matchAll(/`([a-z-]+)`/g), ([, kind = ""]) => kind);
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it.each(views)("lists the view $name with its columns", ({ name, columns }) => {
    const listed = rows.get(name) ?? "";
    expect(columns.filter((column) => !new RegExp(`\`${column}\``).test(listed))).toEqual([]);
  });
});

describe("every adapter", () => {
  it.each(adapters)("%s says on its page what it needs, what is lost and how it is tested", (folder) => {
    const path = `${folder}/README.md`;
    expect(existsSync(join(root, path)), `${path} is missing`).toBe(true);
    const headings = Array.from(read(path).matchAll(/^## (.+)$/gm), (match) => match[1]?.trim());
    expect(headings).toEqual(expect.arrayContaining(["Permissions", "Rate limits", "What is lost", "How it is tested"]));
  });

  it.each(adapters)("%s has its line in the registry", (folder) => {
    const [, stage = "", name = ""] = folder.split("/");
    expect(read(`src/${stage}/registry.ts`)).toContain(`"${name}": () => import`);
  });
});
