/** Reads the scripts of the demo network, a format made for writing conversations by hand:
 *
 *  `@ 2022-03-01 09:17 tom question +11 file:agenda "Title"` starts a thread; `> 25m tom +3` answers its starter and
 *  `>> 2h tom` the message before, that much later. Lines below are the body. `+3` is three likes, `love:2` two hearts.
 *  Words: announcement question system best edited deleted redacted lost · file: image: link: page: to: praise: take a key.
 *  In bodies: `@tom` mentions, `@@tom` mentions in the old form, `~tom` as in a cc line, `@?` somebody unknown, `#topic`
 *  tags. `[] option = 12` is a poll option; what follows `<<<` is what the message said before it was edited. */
export interface ScriptMessage {
  readonly startMs: number | null;
  readonly delayMs: number;
  readonly answers: "nothing" | "starter" | "previous";
  readonly author: string;
  readonly flags: ReadonlySet<string>;
  /** file, image, link, page, to, praise and the reactions, with what follows the colon. */
  readonly values: ReadonlyMap<string, string>;
  readonly title: string | null;
  readonly body: string;
  readonly earlierBody: string | null;
  readonly options: readonly { readonly text: string; readonly votes: number }[];
}

const HEAD = /^@ (\d{4}-\d\d-\d\d) (\d\d:\d\d) (\w+)(.*)$/;
const REPLY = /^(>>?) (\d+)([mhd]) (\w+)(.*)$/;
const OPTION = /^\[\] (.+) = (\d+)$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Threads, each the starter first. */
export function readScript(script: string): ScriptMessage[][] {
  const threads: ScriptMessage[][] = [];
  let lines: string[] = [];
  let header: string | null = null;
  function flush(): void {
    if (header === null) return;
    const message = readMessage(header, lines);
    if (message.answers === "nothing") threads.push([message]);
    else threads.at(-1)?.push(message);
  }
  for (const line of script.trim().split("\n")) {
    if (HEAD.test(line) || REPLY.test(line)) {
      flush();
      header = line;
      lines = [];
    } else lines.push(line);
  }
  flush();
  return threads;
}

function readMessage(header: string, lines: readonly string[]): ScriptMessage {
  const head = HEAD.exec(header);
  const reply = REPLY.exec(header);
  const { flags, values, title } = readAttributes((head?.[4] ?? reply?.[5] ?? "").trim());
  const options = lines.flatMap((line) => {
    const option = OPTION.exec(line);
    return option === null ? [] : [{ text: option[1] ?? "", votes: Number(option[2]) }];
  });
  const [body = "", earlier] = lines
    .filter((line) => !OPTION.test(line))
    .join("\n")
    .split("\n<<<\n");
  return {
    startMs: head === null ? null : Date.parse(`${head[1] ?? ""}T${head[2] ?? ""}:00.000Z`),
    delayMs: Number(reply?.[2] ?? 0) * (UNIT_MS[reply?.[3] ?? "m"] ?? 0),
    answers: head !== null ? "nothing" : reply?.[1] === ">" ? "starter" : "previous",
    author: head?.[3] ?? reply?.[4] ?? "",
    flags,
    values,
    title,
    body: body.trim(),
    earlierBody: earlier?.trim() ?? null,
    options,
  };
}

function readAttributes(text: string) {
  const title = /"(.*)"$/.exec(text)?.[1] ?? null;
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const word of text.replace(/"(.*)"$/, "").split(" ")) {
    const [key = "", value] = word.split(":");
    if (word.startsWith("+")) values.set("like", word.slice(1));
    else if (value !== undefined) values.set(key, value);
    else if (word !== "") flags.add(word);
  }
  return { flags, values, title };
}
