import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";

const root = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const readme = text("README.md");

describe("the README", () => {
  it("has a section for every command", () => {
    expect(commands.length).toBeGreaterThan(5);
    for (const { name } of commands) expect(readme, name).toContain(`\n### ${name}\n`);
  });

  it("explains every reason code of the reports", () => {
    const codes = Array.from(text("src/report/reasons.ts").matchAll(/^ {2}"?([a-z-]+)"?: "/gm), (match) => match[1] ?? "");
    expect(codes.length).toBeGreaterThan(15);
    for (const code of codes) expect(readme, code).toContain(`\`${code}\``);
  });

  it("names every public view", () => {
    const views = Array.from(text("src/store/views.ts").matchAll(/^ {2}(v_[a-z_]+):/gm), (match) => match[1] ?? "");
    expect(views.length).toBeGreaterThan(12);
    for (const view of views) expect(readme, view).toContain(`\`${view}\``);
  });

  it("shows the two commands that do all the set-up", () => {
    expect(readme).toContain("npm ci && npm run demo");
    expect(readme).toContain("npm ci && npm test");
  });
});

describe("every adapter", () => {
  const adapters = ["source", "target"].flatMap((side) =>
    readdirSync(new URL(`src/${side}/`, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/${side}/${entry.name}`),
  );

  it.each(adapters)("%s has its own page and a line in its registry", (folder) => {
    expect(existsSync(new URL(`${folder}/README.md`, root))).toBe(true);
    const page = text(`${folder}/README.md`);
    for (const section of ["Permissions", "Rate limits", "What is lost", "How it is tested"]) expect(page).toContain(`\n## ${section}\n`);
    const [, side = "", name = ""] = folder.split("/");
    expect(text(`src/${side}/registry.ts`)).toContain(`"${name}": () => import`);
  });
});
