import { request } from "node:https";
import type { Authority } from "./authority.ts";

/** What a person's browser does with the sign-in page: loads it, and sends its form to the program that waits. Answers what that program shows. */
export async function visit(authority: Pick<Authority, "certificate">, url: string): Promise<string> {
  const page = await load(url, authority.certificate);
  const action = /action="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`the sign-in page has no form: ${page.slice(0, 200)}`);
  const fields = Array.from(
    page.matchAll(/name="([^"]*)" value="([^"]*)"/g),
    ([, name = "", value = ""]) => [name, value] as [string, string],
  );
  const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields), redirect: "follow" });
  return answer.text();
}

function load(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    });
    sent.on("error", reject);
    sent.end();
  });
}
