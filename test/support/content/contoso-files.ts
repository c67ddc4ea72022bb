import { makePdf } from "./pdf.ts";
import { focusChart, handoverBoard, lunchPoster, matchesPicture, openDayPoster, salaryPoster } from "./pictures.ts";

/** A file of the demo network. Attaching it a second time uploads the next version. */
export interface FileSeed {
  readonly name: string;
  readonly kind: "file" | "image";
  readonly versions: readonly (() => Uint8Array)[];
  readonly description?: string;
  readonly storage?: "SHAREPOINT";
  /** Older than the export: the message points at it and Files.csv does not know it. */
  readonly missing?: true;
}

function text(...lines: readonly string[]): () => Uint8Array {
  return () => Buffer.from(`${lines.join("\n")}\n`);
}

function picture(name: string, draw: () => Uint8Array, description = ""): FileSeed {
  return { name, kind: "image", versions: [draw], description };
}

export const FILE_SEEDS: Readonly<Record<string, FileSeed>> = {
  salary: picture("pay-workshop-poster.png", salaryPoster, "Poster from the pay workshop, January 2023"),
  handover: picture("handover board week 2.png", handoverBoard),
  affiche: picture("affiche-déjeuner-automne.png", lunchPoster, "Affiche du déjeuner du 9 novembre"),
  matches: picture("matches-after-two-rounds.png", matchesPicture),
  focus: picture("focus-hours.png", focusChart),
  openday: picture("open-day-2023.png", openDayPoster),
  guide: {
    name: "Sponsorship circle - guide.pdf",
    kind: "file",
    versions: [sponsorshipGuide],
    description: "What sponsor and sponsored promise each other",
  },
  kollegiale: { name: "Protokollblatt Kollegiale Beratung.pdf", kind: "file", versions: [consultationSheet] },
  agenda: {
    name: "one-to-one agenda.md",
    kind: "file",
    versions: [
      text(
        "# One-to-one",
        "",
        "- [ ] Projects",
        "- [ ] Deadlines",
        "- [ ] Risks",
        "- [ ] Holidays",
        "- [ ] Mood (1 to 10)",
        "- [ ] Anything else",
      ),
      text(
        "# One-to-one, version 2",
        "",
        "Status goes into the shared list. Here we talk about three things:",
        "",
        "1. What took energy?",
        "2. What gave energy?",
        "3. What should I know?",
        "",
        "_Send one question the day before. Leave the last ten minutes empty._",
      ),
    ],
  },
  ramp: {
    name: "first-90-days.txt",
    kind: "file",
    versions: [
      text(
        "FIRST NINETY DAYS",
        "",
        "Weeks 1-2   listen, meet everyone once",
        "Weeks 3-6   one small promise, kept",
        "Week 7      first review (12 May)",
        "Weeks 8-13  decide what to stop",
      ),
      text(
        "FIRST NINETY DAYS",
        "",
        "Weeks 1-2   listen, meet everyone once",
        "Weeks 3-6   one small promise, kept",
        "Week 7      first review (two weeks before the form is due)",
        "Weeks 8-13  decide what to stop",
      ),
    ],
  },
  retro: {
    name: "compte-rendu-rétrospective-2022.md",
    kind: "file",
    versions: [
      text(
        "# Rétrospective 2022, site de Lyon",
        "",
        "## Ce qui a marché",
        "- Le tableau partagé avant neuf heures",
        "- Deux livraisons sur trois à la date promise",
        "",
        "## Ce qui n’a pas marché",
        "- Les délais fournisseurs, annoncés trop tard",
        "- La réunion du vendredi, que personne n’ose supprimer",
        "",
        "## Pour 2023",
        "Nous cherchons la synergie avec le service qualité (pardon).",
        "Supprimer la réunion du vendredi.",
      ),
    ],
  },
  nomeet: {
    name: "experiment-1-meeting-hours.csv",
    kind: "file",
    versions: [
      text("person,before,after", "A,19,14", "B,16,11", "C,21,13", "D,15,12", "E,17,12", "F,14,10", "G,18,13", "H,15,11", "I,18,12"),
    ],
  },
  pairs: {
    name: "mentoring-pairs.csv",
    kind: "file",
    versions: [text("round,pairs,still meeting,first meeting within two weeks", "1,19,15,14", "2,22,18,17")],
    description: "No names, only counts",
  },
  reading: {
    name: "reading list.csv",
    kind: "file",
    versions: [
      text(
        "title,author,season,rating",
        '"The Fearless Organization","Amy C. Edmondson","spring 2022",4.2',
        '"The Culture Map","Erin Meyer","spring 2022",4.1',
        '"Radical Candor","Kim Scott","summer 2022",3.1',
        '"Quiet","Susan Cain","winter 2023",3.9',
        '"The Remains of the Day","Kazuo Ishiguro","spring 2023",4.7',
        '"Turn the Ship Around!","L. David Marquet","summer 2023",3.8',
        '"Four Thousand Weeks","Oliver Burkeman","autumn 2023",',
      ),
    ],
  },
  budget: { name: "programme-budget-scenarios.xlsx", kind: "file", versions: [text("")], storage: "SHAREPOINT" },
  cake: { name: "cake.txt", kind: "file", versions: [text("")], missing: true },
};

function sponsorshipGuide(): Uint8Array {
  return makePdf({
    title: "Sponsorship circle",
    lines: [
      "A mentor talks with you. A sponsor talks about you when you are not in the room.",
      "",
      "The sponsor promises",
      "- to know two stories about your work, each with a number in it",
      "- to bring your name into one room where it has not been heard",
      "- to tell you what was said there, also when it was not kind",
      "- one hour a month for six months, and not to cancel twice in a row",
      "",
      "You promise",
      "- to say which room you mean, and why now",
      "- to write down what you did, so that it can be repeated by others",
      "- to be reachable when the room has a question",
      "",
      "Neither of you promises",
      "- a promotion",
      "- friendship, although it has happened",
      "",
      "Second round: 16 October to April. Twelve pairs.",
      "Questions to Hannah Whitfield, Learning and Development.",
    ],
  });
}

function consultationSheet(): Uint8Array {
  return makePdf({
    title: "Kollegiale Beratung: Protokollblatt",
    lines: [
      "60 Minuten, sechs Personen, ein Fall.",
      "",
      "1. Fall schildern (10 Minuten). Die anderen hören nur zu.",
      "2. Nur Fragen (15 Minuten). Keine Ratschläge in Frageform.",
      "3. Die Fallgeberin dreht sich weg, die anderen denken laut (15 Minuten).",
      "4. Was davon nehme ich mit? (10 Minuten)",
      "5. Was hat der Fall mit uns gemacht? (10 Minuten)",
      "",
      "Vereinbarungen",
      "- Was hier gesagt wird, bleibt hier.",
      "- Wer zu spät kommt, hört zu.",
      "- Größere Fälle werden kleiner, wenn man sie in einem Satz sagt.",
      "",
      "Der Platz rechts ist für das, was man eigentlich sagen wollte.",
    ],
  });
}

export interface LinkSeed {
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly form: "id" | "url" | "full";
}

export const LINK_SEEDS: Readonly<Record<string, LinkSeed>> = {
  apology: { url: "https://magazine.example.com/words/stop-saying-sorry", title: "Why we apologise in e-mails", description: "A linguist counts the sorries in 10,000 messages, and what they cost.", form: "full" },
  candor: { url: "https://reviews.example.org/books/radical-candor?ref=club", title: 'Radical Candor: care personally, challenge directly', description: "", form: "full" },
  feedback: { url: "https://magazine.example.com/management/the-sandwich-is-dead", title: 'The "feedback sandwich" is dead', description: "Three studies, one clear answer, and no bread.", form: "full" },
  subtract: { url: "https://journals.example.org/behaviour/2021/people-overlook-subtraction", title: "People systematically overlook subtractive changes", description: "Eight experiments with 1,585 participants.", form: "full" },
  nonviolent: { url: "https://revue.example.fr/2024/01/formuler-une-demande", title: "Formuler une demande plutôt qu’un reproche", description: "Quatre étapes, avec exemples.", form: "full" },
  award: { url: "https://awards.example.net/best-places-to-learn/2022#41", title: "Best places to learn 2022: the list", description: "Ranks 1 to 250, with the reasons of the jury.", form: "full" },
  silence: { url: "https://video.example.com/watch?v=s1l3nc3&t=40", title: "Seven minutes on asking better questions", description: "Ask, then count to five.", form: "full" },
  asynchrone: { url: "https://blog.example.fr/travail-asynchrone/sans-devenir-un-robot", title: "", description: "", form: "url" },
  statusblog: { url: "https://team.example.net/status-without-meetings", title: "", description: "", form: "id" },
}; // prettier-ignore

export interface PageSeed {
  readonly name: string;
  readonly versions: readonly string[];
}

const QUESTIONS_HEAD = "<h1>The nine questions every new manager asks</h1>";

export const PAGE_SEEDS: Readonly<Record<string, PageSeed>> = {
  questions: {
    name: "The nine questions",
    versions: [
      `<html><body>${QUESTIONS_HEAD}<ol><li>How do I give feedback to a former peer?</li><li>What do I talk about in one-to-ones?</li><li>What do I do with my Tuesdays?</li></ol></body></html>`,
      `<html><body>${QUESTIONS_HEAD}<ol><li>How do I give feedback to a former peer? <em>Tell them it feels odd. It does for both of you.</em></li><li>What do I talk about in one-to-ones? <em>Not status.</em></li><li>What do I do with my Tuesdays? <em>See the chapter of that name.</em></li><li>How do I tell somebody that a contract ends? <em>In the first sentence.</em></li><li>How do I lead people I never meet? <em>Three lines on a card.</em></li></ol></body></html>`,
    ],
  },
};
