import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { cleanUpLines, makeLine, type Line } from "../../../support/line.ts";
import { readSite } from "../../../support/read-site.ts";
import { csv, messagesCsv } from "../../source/yammer-export/workspace.ts";

/** A whole migration of a network with a private part: every word and number of that part is a canary, looked for in every byte that everybody may read. */

cleanUpLines();
vi.setConfig({ testTimeout: 60_000 });

const NETWORK = "contoso.com";
/** People. The last two are in no list of people. */
const ANN = "11";
const BOB = "12";
const SAM = "15";
const CYD = "7771000013";
const FAY = "7771000016";
const GIL = "7771000017";
const DEE = "7771000014";
const HAL = "7771000018";
const CLOSED = "7772000009";
const MERGED = "7772000010";
const LEFT = "7772000011";
const SECRET = "7773000101";
const SECOND = "7773000201";
const BOTH = "7773000301";
const FILE = "7774000021";

const NAMES = ["Zqcyd", "Zqfay", "Zqdee", "Zqhal", "zqcyd@contoso.com", "Zqjob"];
const WORDS = ["Zqclosed", "Zqmerged", "Zqleft", "zqsecret", "zqsecond", "zqtopic", "zqfile", "zqbytes", "zqabout"];
const IDS = [CYD, FAY, GIL, DEE, HAL, CLOSED, MERGED, LEFT, SECRET, SECOND, BOTH, FILE];

let line: Line;

beforeEach(async () => {
  line = makeLine({
    inputs: ["in.zip"],
    network: NETWORK,
    members: "members.csv",
    official: "The Network",
    policies: { owner_go_ahead: "optional", members: "all" },
  });
  writeFileSync(
    line.path("members.csv"),
    `group_id,user_id,role\n7,${ANN},admin\n${CLOSED},${ANN},member\n${CLOSED},${FAY},admin\n${MERGED},${CYD},member\n`,
  );
  await line.zip("in.zip", content);
  await line.export();
});

/** Bob shared a private post where everybody reads. */
const SHARE = `sharedmessage:[${SECRET} : https://www.yammer.com/${NETWORK}/messages/${SECRET} : title="zqsecret title"]`;
const shut = { in_private_group: "true" };
const content = {
  "Users.csv": csv(
    ["id", "name", "email", "job_title"],
    { id: ANN, name: "Ann Open" },
    { id: BOB, name: "Bob Both" },
    { id: SAM, name: "Sam Silent" },
    { id: CYD, name: "Zqcyd Hidden", email: "zqcyd@contoso.com", job_title: "Zqjob" },
    { id: FAY, name: "Zqfay Hidden" },
    { id: GIL, name: "Gil Named" },
  ),
  "Groups.csv": csv(
    ["id", "name", "description", "private"],
    { id: "7", name: "Book club", private: "false" },
    { id: CLOSED, name: "Zqclosed circle", description: "zqabout", private: "true" },
    { id: MERGED, name: "Zqmerged circle", private: "true" },
    { id: LEFT, name: "Zqleft circle", private: "true" },
  ),
  "Files.csv": csv(["id", "file_id", "name", "path", "group_id", "in_private_group"], {
    ...{ id: FILE, file_id: FILE, name: "zqfile.txt", path: `files/${FILE}.txt`, group_id: CLOSED, in_private_group: "true" },
  }),
  [`files/${FILE}.txt`]: "zqbytes",
  "Messages.csv": messagesCsv(
    // Gil's name is a word of Ann's text; what he is known from is not.
    { id: "1", sender_id: ANN, body: `a book for [[user:${GIL}]] [Tag:70:reading]` },
    { id: "2", thread_id: "1", replied_to_id: "1", sender_id: ANN, body: "and another" },
    { id: "3", sender_id: BOB, body: "Bob reads too", attachments: SHARE },
    { id: SECRET, group_id: CLOSED, sender_id: CYD, body: `zqsecret [Tag:71:zqtopic]`, attachments: `uploadedfile:${FILE}`, ...shut },
    {
      id: "7773000102",
      thread_id: SECRET,
      group_id: CLOSED,
      sender_id: DEE,
      sender_name: "Zqdee",
      body: `answer to [[user:${GIL}]]`,
      ...shut,
    },
    { id: BOTH, group_id: CLOSED, sender_id: BOB, body: "Bob is here as well", ...shut },
    { id: SECOND, group_id: MERGED, sender_id: GIL, body: "zqsecond", ...shut },
    { id: "7773000401", group_id: LEFT, sender_id: HAL, sender_name: "Zqhal", body: "not taken along", ...shut },
  ),
};

const TO_BEGIN = { [MERGED]: "merge | into: Zqclosed circle", [LEFT]: "skip" };

async function migrated(decisions: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(decisions).map(([id, words]) => `${NETWORK}/group/${id};${words}`);
  writeFileSync(line.path("groups.csv"), ["key;decision", ...rows].join("\r\n"));
  await line.migrate();
  expect((await line.verify()).findings).toEqual([]);
  expect((await line.plan()).toDo).toBe(0);
}

const at = (path: string) => line.path("site", path);
const page = (path: string) => readFileSync(at(path), "utf8");
const person = (id: string) => `p/${NETWORK}/${id}.html`;
const peopleOf = (tree: string) =>
  existsSync(at(`${tree}p/${NETWORK}`)) ? readdirSync(at(`${tree}p/${NETWORK}`)).map((name) => name.replace(".html", "")) : [];
const files = () =>
  readdirSync(line.path("site"), { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(at(path)).isFile())
    .sort();
/** Every file with its bytes. */
const bytes = () => new Map(files().map((path) => [path, readFileSync(at(path), "latin1")]));

/** Which of these words stand in a file that `test` lets through, or in its path. */
function found(words: readonly string[], test: (path: string) => boolean): string[] {
  const texts = files()
    .filter(test)
    .map((path) => `${path}\n${readFileSync(at(path), "utf8")}`.toLowerCase());
  return words.filter((word) => texts.some((text) => text.includes(word.toLowerCase())));
}

const isPublic = (path: string) => !path.startsWith("private/");
const linksAreRight = () => {
  const { broken, leaks } = readSite(line.path("site"));
  return { broken, leaks };
};

/** The number that the front page shows beside "People". */
const countOn = (path: string) => /<dt>People<\/dt><dd[^>]*>(\d+)</.exec(page(path))?.[1];

describe("the public part", () => {
  beforeEach(() => migrated(TO_BEGIN));

  it("holds no name, number or word of private groups and of those who are known from them alone: not in one byte", () => {
    expect(found([...NAMES, ...WORDS, ...IDS, "private/"], isPublic)).toEqual([]);
    const kept = [...NAMES, ...WORDS, ...IDS].filter((word) => !["zqcyd@contoso.com", "Zqleft", LEFT, MERGED].includes(word));
    expect(found(kept, (path) => !isPublic(path))).toEqual(kept);
  });

  it("lists and counts who wrote or belongs where everybody reads, or is in the list of people", () => {
    expect(peopleOf("")).toEqual([ANN, BOB, SAM]);
    expect(countOn("index.html")).toBe("3");
    expect(page("p/index.html")).not.toContain("Gil");
    expect(peopleOf("private/")).toEqual([CYD, DEE, FAY, GIL, HAL]);
    expect(page("private/p/index.html")).toContain("../../p/index.html");
  });

  it("shows a name in a public text as the text does, and leads nowhere", () => {
    expect(page(`t/${NETWORK}/1.html`)).toContain('<span class="mention"><bdi>Gil Named</bdi></span>');
    expect(page(`private/t/${NETWORK}/${SECRET}.html`)).toContain(`<a class="mention" href="../../p/${NETWORK}/${GIL}.html">`);
  });

  it("lists public conversations of who is in both, and private ones of who is not", () => {
    expect(page(person(BOB))).toContain(`t/${NETWORK}/3.html`);
    expect(page(person(BOB))).not.toContain(BOTH);
    expect(page(`private/${person(CYD)}`)).toContain(`../../t/${NETWORK}/${SECRET}.html`);
    expect(page(`private/t/${NETWORK}/${BOTH}.html`)).toContain(`../../../${person(BOB)}`);
  });

  it("says of a private post that was shared there no more than that", () => {
    expect(page(`t/${NETWORK}/3.html`)).toContain('<div class="linkcard"><bdi>Shared post</bdi></div>');
  });

  it("and the private part link to what is there", () => {
    expect(linksAreRight()).toEqual({ broken: [], leaks: [] });
  });

  it("is left empty by a rollback, and so is the private part", async () => {
    expect(await line.rollBack()).toMatchObject({ kept: [], isComplete: true });
    expect(existsSync(line.path("site")) ? readdirSync(line.path("site")) : []).toEqual([]);
  });
});

describe("a decision that changes who is private", () => {
  const ACCEPTED = "exposure: accepted by Jane Doe";
  const opened = { ...TO_BEGIN, [CLOSED]: `privacy: public | ${ACCEPTED}`, [MERGED]: `merge | into: Zqclosed circle | ${ACCEPTED}` };
  const closed = { ...TO_BEGIN, 7: "privacy: private" };

  it.each([
    ["that opens a group", TO_BEGIN, opened, [ANN, BOB, SAM, CYD, DEE, FAY, GIL]],
    ["that closes one", opened, TO_BEGIN, [ANN, BOB, SAM]],
    ["that closes all", TO_BEGIN, closed, [SAM]],
  ])("%s moves their pages, and all that leads there", async (_name, before, after, people) => {
    await migrated(after);
    const whole = bytes();
    await line.rollBack();
    await migrated(before);
    await migrated(after);
    expect([...bytes().keys()]).toEqual([...whole.keys()]);
    expect(bytes()).toEqual(whole);
    expect(peopleOf("").sort()).toEqual([...people].sort());
    expect(linksAreRight()).toEqual({ broken: [], leaks: [] });
  });
});

describe("forget", () => {
  it("of the only public post moves its author's page", async () => {
    await migrated(TO_BEGIN);
    await line.forget(`${NETWORK}/message/3`, "erase");
    expect(peopleOf("")).toEqual([ANN, SAM]);
    expect(peopleOf("private/")).toContain(BOB);
    expect(found([person(BOB), "person/12", "Bob Both", "Bob reads too"], isPublic)).toEqual([]);
    expect((await line.verify()).findings).toEqual([]);
    expect(linksAreRight()).toEqual({ broken: [], leaks: [] });
  });

  it("of somebody private leaves nothing of them", async () => {
    await migrated(TO_BEGIN);
    await line.forget(`${NETWORK}/person/${CYD}`, "erase");
    expect(peopleOf("private/")).not.toContain(CYD);
    expect(found([CYD, "Zqcyd", "zqsecret"], () => true)).toEqual([]);
    expect((await line.verify()).findings).toEqual([]);
  });
});
