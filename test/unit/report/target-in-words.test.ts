import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cleanUpLines, makeLine } from "../../support/line.ts";
import { messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

it.each([
  ["en", "static site in site"],
  ["de", "statische Website in site"],
  ["fr", "site statique dans site"],
] as const)("pages name the target in %s", async (language, words) => {
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", language });
  await line.zip("a.zip", { "Messages.csv": messagesCsv({ id: "1", group_id: "7", group_name: "Ideas" }) });
  await line.export();
  await line.migrate();
  await line.rollBack();
  for (const page of ["plan.html", "rollback.html"]) {
    const text = readFileSync(line.path("reports", page), "utf8");
    expect([page, text.includes(words)]).toEqual([page, true]);
    if (language !== "en") expect(text).not.toContain("static site");
  }
});
