import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parse } from "yaml";

const main = fileURLToPath(new URL("../../fakes/yammer/main.ts", import.meta.url));

it("the fake Yammer runs on its own: it prints an address, a token and a configuration, answers, and ends with a count", async () => {
  const child = spawn(process.execPath, [main, "--seed", "7", "--size", "120", "--people", "20", "--groups", "3"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => (output += text));
  child.stderr.pipe(process.stderr);
  const ended = once(child, "exit");
  while (!output.includes("Ctrl-C") && child.exitCode === null) await Promise.race([once(child.stdout, "data"), ended]);

  const baseUrl = /base_url: (\S+)/.exec(output)?.[1] ?? "";
  const snippet = output.slice(output.indexOf("regroup.yaml:") + "regroup.yaml:".length, output.indexOf("REGROUP_YAMMER_TOKEN"));
  expect(parse(snippet)).toEqual({ sources: [{ kind: "yammer-api", base_url: baseUrl, network: "contoso.com" }] });
  const answer = await fetch(`${baseUrl}/networks/current.json`, { headers: { authorization: "Bearer member-token" } });
  expect(await answer.json()).toMatchObject([{ permalink: "contoso.com" }]);

  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(output).toContain('"other": 1');
});
