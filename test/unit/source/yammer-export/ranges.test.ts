import { describe, expect, it } from "vitest";
import { gapsBetween, rangeOf } from "../../../../src/source/yammer-export/ranges.ts";
import { makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
const asked = (since: string, until: string) => ({
  "Messages.csv": messagesCsv({ id: "1" }),
  "request.txt": `since: ${since}\nuntil: ${until}\n`,
});

async function warnings(...requests: ReturnType<typeof asked>[]): Promise<readonly string[]> {
  const inputs: string[] = [];
  for (const [n, request] of requests.entries())
    inputs.push(await workspace.folder(`range-${requests.length}-${n}-${request["request.txt"].length}`, request));
  return (await workspace.source(inputs).check(new AbortController().signal)).warnings.filter((warning) =>
    warning.includes("nothing covers"),
  );
}

describe("the dates of several exports", () => {
  it("that leave a time out are a warning that names it", async () => {
    const [warning] = await warnings(
      asked("2023-01-01T00:00:00Z", "2023-03-31T23:59:59Z"),
      asked("2023-05-01T00:00:00+00:00", "2023-06-01"),
    );
    expect(warning).toContain("from 2023-03-31 23:59:59");
    expect(warning).toContain("to 2023-05-01 00:00:00");
  });

  it("that adjoin or overlap are fine, in whatever order", async () => {
    expect(
      await warnings(asked("2023-04-01T00:00:00", "2023-05-01T00:00:00"), asked("2023-01-01T00:00:00", "2023-03-31T23:59:59")),
    ).toEqual([]);
    expect(gapsBetween([])).toEqual([]);
  });

  it("are not guessed where the request does not tell", () => {
    expect(rangeOf("a.zip", "model: Message")).toBeUndefined();
    expect(rangeOf("a.zip", "since: soon\nuntil: later")).toBeUndefined();
    expect(rangeOf("a.zip", "since=2023-01-01 10:00:00&until=2023-01-02")).toMatchObject({
      sinceMs: Date.UTC(2023, 0, 1, 10),
      untilMs: Date.UTC(2023, 0, 2),
    });
  });
});
