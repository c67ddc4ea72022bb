import { input, search, select } from "@inquirer/prompts";
import { UserError } from "../../errors.ts";
import { readGroupCell, treatments } from "../../map/cells.ts";
import type { GroupQuestion, PersonQuestion, Questions } from "../../map/questions.ts";
import { decide, type Run } from "../../pipeline.ts";
import { counted } from "../../counted.ts";
import type { Cli } from "../run.ts";

/** A question that nobody sees is never answered. */
export function requireTerminal(cli: Cli): void {
  if (process.stdin.isTTY && process.stdout.isTTY && cli.flags["json"] !== true) return;
  throw new UserError("map --interactive asks questions, and there is no terminal to ask in.", {
    hint: "Run it in a terminal, or write your decisions into groups.csv and people.csv and run `regroup map`.",
  });
}

const LATER = "\u0000later";
const STOP = "\u0000stop";
const OTHER = "\u0000other";

/** Walks through what is undecided. Every answer is written at once, so stopping at any time keeps what was decided. Returns how many were. */
export async function askAll(cli: Cli, run: Run, questions: Questions): Promise<number> {
  const all = [
    ...questions.groups.map((about) => ({ about, ask: () => askGroup(about, questions) })),
    ...questions.people.map((about) => ({ about, ask: () => askPerson(about) })),
  ];
  let answered = 0;
  for (const [index, { about, ask }] of all.entries()) {
    cli.console.print(`\n${index + 1} of ${all.length}: ${about.name}, ${counted(about.messages, "post")}`);
    const cell = await answerOf(ask);
    if (cell === STOP) break;
    if (cell === LATER) continue;
    await decide(run, { key: about.key, cell });
    answered++;
  }
  return answered;
}

/** Ctrl-C in a question stops the walk, not the program. */
async function answerOf(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return STOP;
    throw error;
  }
}

const ends = [
  { value: LATER, name: "decide later" },
  { value: STOP, name: "stop here (what was decided is kept)" },
];

async function askGroup(group: GroupQuestion, { destinations }: Questions): Promise<string> {
  const members = group.members === null ? "members unknown" : counted(group.members, "member");
  const answer = await select({
    message: `${group.name}: ${group.privacy}, ${members}; ${group.reason}`,
    pageSize: 9,
    choices: [
      { value: group.proposal, name: `${group.proposal} (as proposed)` },
      ...groupChoices.filter(({ value }) => value !== group.proposal),
      { value: OTHER, name: "something else: write the decision yourself" },
      ...ends,
    ],
  });
  if (answer === "merge") return askDestination(group, destinations);
  if (answer !== OTHER) return answer;
  const written = await input({
    message: "decision, such as create | name: … | wave: wave-2",
    validate: (text) => text.trim() === "" || readGroupCell(text).problems.join("; ") || true,
  });
  return written.trim() === "" ? LATER : written.trim();
}

const groupChoices = [
  { value: "create", name: "create: a sub-group of its own" },
  { value: "merge", name: "merge: into another one" },
  { value: "link", name: "link: it stays where it is and is listed" },
  { value: "archive", name: "archive: a reading copy" },
  { value: "skip", name: "skip: leave it out" },
];

async function askDestination(group: GroupQuestion, destinations: Questions["destinations"]): Promise<string> {
  const choices = [
    { value: "@network", name: "@network: the official network itself" },
    ...destinations.filter(({ key }) => key !== group.key).map(({ key, name }) => ({ value: key, name: `${name} (${key})` })),
  ];
  const into = await search({
    message: "into which? (type to filter)",
    source: (typed) => choices.filter(({ name }) => name.toLowerCase().includes((typed ?? "").toLowerCase())),
  });
  return `merge | into: ${into}`;
}

async function askPerson(person: PersonQuestion): Promise<string> {
  const about = [person.email, person.department].filter((text) => text !== null && text !== "").join(", ");
  const answer = await select({
    message: `${person.name}${about === "" ? "" : ` (${about})`}; ${person.reason}`,
    pageSize: 9,
    choices: [
      ...person.candidates.map(({ id, name, email, department }) => ({
        value: id,
        name: `is ${name}${email === null ? "" : ` <${email}>`}${department === null ? "" : `, ${department}`}`,
      })),
      ...treatments.map((word) => ({ value: word, name: word === person.proposal ? `${word} (as proposed)` : word })),
      { value: OTHER, name: "another account: its id or e-mail" },
      ...ends,
    ],
  });
  if (answer !== OTHER) return answer;
  const written = await input({ message: "id or e-mail (empty: decide later)" });
  return written.trim() === "" ? LATER : written.trim();
}
