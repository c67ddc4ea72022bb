import type { Key } from "../../src/model/key.ts";
import type { MessageView, PersonView } from "../../src/target/target.ts";
import { aBlob, aFile, aMessage, aPerson, aSubGroup, aThread, type World } from "./apply-context.ts";
import { openDayPoster } from "./content/pictures.ts";
import { makePdf } from "./content/pdf.ts";

/** One of everything that a page can show, the exports' silence on polls, praise and best answers left aside. Ids are where tests look. */
export const SHOWCASE = {
  question: "t/contoso/100.html",
  poll: "t/contoso/200.html",
  praise: "t/contoso/300.html",
  announcement: "t/contoso/400.html",
  deep: "t/contoso/500.html",
  group: "g/contoso/1.html",
  members: "g/contoso/1-members.html",
  unknownMembers: "g/contoso/2.html",
  person: "p/contoso/1.html",
  privateGroup: "private/g/contoso/3.html",
  privateThread: "private/t/contoso/600.html",
  privateHome: "private/index.html",
  privatePeople: "private/p/index.html",
  privatePerson: "private/p/contoso/7.html",
} as const;

const DAY_MS = 86_400_000;
const START = Date.UTC(2023, 8, 4, 8, 30);

/** `at` counts days. */
const when = (at: number) => START + at * DAY_MS;

export function showcase(language: "en" | "de" | "fr" = "en"): World {
  const ada = aPerson(1, "Ada Okafor", { jobTitle: "Plant Manager", department: "Operations" });
  const ben = aPerson(2, "Benedikt Groß", { jobTitle: "Schichtleiter" });
  const chloe = aPerson(3, "Chloé Lefèvre", { isGuest: true });
  const dina = aPerson(4, "دينا منصور", { jobTitle: "HR Business Partner" });
  const emil = aPerson(5, "Emil Novák", { state: "deleted", isPlaceholder: true });
  const bot = aPerson(6, "Digest bot", { isBot: true });
  const sana = aPerson(7, "Sana Iqbal", { jobTitle: "Works council", isPrivate: true });
  const people = [ada, ben, chloe, dina, emil, bot, sana];
  const managers = aSubGroup(1, "First-time Managers", {
    description: "Your first two years of leading people. No question is too basic, no answer is final.",
    members: 5,
    threads: 4,
    messages: 30,
    firstAt: when(0),
    lastAt: when(120),
  });
  const circle = aSubGroup(2, "Cercle du leadership", {
    description: "Pratiques, doutes et retours d’expérience.",
    membersKnown: false,
    threads: 1,
    messages: 14,
    firstAt: when(2),
    lastAt: when(20),
  });
  const council = aSubGroup(3, "Sealed council", {
    isPrivate: true,
    description: "sealed description",
    threads: 1,
    messages: 1,
    lastAt: when(9),
  });
  const poster = aBlob(openDayPoster());
  const guide = aBlob(makePdf({ title: "First ninety days", lines: ["Listen.", "- ask", "- wait"] }));
  const topic = { id: 1, name: "delegation" };

  const question = aMessage(100, "How do you hand over a task without looking over their shoulder? [Tag:1:delegation]", {
    author: ada,
    createdAt: when(0),
    kind: "question",
    topics: [topic],
    reactions: [
      { kind: "like", count: 12 },
      { kind: "thank", count: 1 },
    ],
  });
  const taken = aMessage(103, "Agree on the day you will look at it, and on no day before. Everything else is shoulder work. ".repeat(3), {
    author: ben,
    createdAt: when(2),
    parent: question.key,
    isBestAnswer: true,
  });
  const asked = aThread(
    100,
    managers,
    [
      question,
      aMessage(101, "كيف أرفض طلبًا من مديري؟ And in English: how do I say no?", { author: dina, createdAt: when(1), parent: question.key }),
      aMessage(102, null, { tombstone: "deleted", parent: question.key }),
      aMessage(104, "[[user:1]] what if it burns?", {
        author: chloe,
        createdAt: when(1.5),
        parent: aMessage(102, null).key,
        attachments: [
          aFile(104, 1, { name: "open-day.png", sha256: poster.sha256, sizeBytes: poster.bytes.length }),
          aFile(104, 2, { name: "first-ninety-days.pdf", sha256: guide.sha256, sizeBytes: guide.bytes.length }),
          aFile(104, 3, { name: "budget.xlsx" }),
          aFile(104, 4, { kind: "link", url: "https://example.com/delegation", title: "On delegation", description: "Nine pages." }),
        ],
      }),
      taken,
    ],
    { title: "How do you hand over a task?", kind: "question" },
  );
  const poll = aThread(
    200,
    managers,
    [
      aMessage(200, "Which evening suits you?", {
        author: emil,
        createdAt: when(30),
        kind: "poll",
        poll: [
          { answer: "Tuesday", votes: 14 },
          { answer: "Wednesday, if it is after the late shift has gone home", votes: 5 },
          { answer: "None of them", votes: 0 },
        ],
      }),
      aMessage(201, "And in which room?", {
        author: bot,
        createdAt: when(31),
        parent: aMessage(200, null).key,
        kind: "poll",
        poll: [
          { answer: "Canteen", votes: null },
          { answer: "Library", votes: null },
        ],
      }),
    ],
    { title: "An evening for all of us", kind: "poll" },
  );
  const praise = aThread(
    300,
    managers,
    [
      aMessage(300, "Thank you both for the open day.", {
        author: ada,
        createdAt: when(60),
        kind: "praise",
        praise: { icon: "hats_off", comment: "For the calm when the projector died.", people: [ben, dina] },
      }),
    ],
    { kind: "praise" },
  );
  const announcement = aThread(
    400,
    managers,
    [
      aMessage(400, "The spring series starts on Monday.\n\nBring one thing that went wrong.", {
        author: ada,
        createdAt: when(120),
        kind: "announcement",
      }),
    ],
    { title: "Spring series", kind: "announcement" },
  );
  const deep = aThread(500, circle, chain([ada, ben, chloe, dina]));
  const sealed = aThread(600, council, [
    aMessage(600, "sealed words", { author: ada, createdAt: when(9), topics: [{ id: 2, name: "sealed topic" }] }),
    aMessage(601, "sealed answer", { author: sana, createdAt: when(9.1), parent: "contoso/message/600" as Key }),
  ]);
  return {
    language,
    people,
    subGroups: [managers, circle, council],
    threads: [asked, poll, praise, announcement, deep, sealed],
    members: new Map([
      [managers.key, people.slice(0, 5).map((person, index) => ({ person, role: index < 2 ? ("admin" as const) : ("member" as const) }))],
      [council.key, [{ person: ada, role: "admin" as const }]],
    ]),
    blobs: new Map([poster, guide].map(({ sha256, bytes }) => [sha256, bytes])),
  };
}

/** Each answers the one before, six deep; then one that goes back to the second, twelve posts later. */
function chain(authors: readonly PersonView[]): MessageView[] {
  const message = (index: number, parent: number | null) =>
    aMessage(500 + index, `Réponse ${index} : on en parle depuis longtemps, et chacun à sa manière.`, {
      author: authors[index % authors.length] ?? null,
      createdAt: when(2 + index),
      parent: parent === null ? null : aMessage(500 + parent, null).key,
    });
  const down = [0, 1, 2, 3, 4, 5].map((index) => message(index, index === 0 ? null : index - 1));
  const wide = [6, 7, 8, 9, 10, 11, 12].map((index) => message(index, 1));
  return [...down, ...wide, message(13, 1)];
}
