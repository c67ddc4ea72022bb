/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Answer, Engine, Question } from "./engine.ts";
import type { Manifest, Post } from "./format.ts";

/** Words that the page shows; `{n}` stands for a number. */
export interface PageWords {
  readonly one: string;
  readonly many: string;
  readonly some: string;
  readonly none: string;
  readonly start: string;
  readonly broken: string;
  readonly reply: string;
}

/**
 * Loads files of the index as scripts: from disk, browsers allow nothing else. Travels into the page as its source, so it refers to
 * nothing outside of itself.
 */
export function scriptLoader(folder: string): (name: string) => Promise<unknown> {
  const loaded = new Map<string, Promise<unknown>>();
  const arrived = new Map<string, unknown>();
  Object.defineProperty(window, "regroupPart", {
    value: (name: string, data: unknown) => {
      arrived.set(name, data);
    },
  });

  function request(name: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const gone = () => {
        loaded.delete(name);
        reject(new Error(`the file ${folder}${name}.js cannot be read`));
      };
      script.addEventListener("load", () => {
        script.remove();
        if (!arrived.has(name)) gone();
        else resolve(arrived.get(name));
        arrived.delete(name);
      });
      script.addEventListener("error", gone);
      script.src = `${folder}${name}.js`;
      document.head.append(script);
    });
  }

  return (name) => {
    const known = loaded.get(name) ?? request(name);
    loaded.set(name, known);
    return known;
  };
}

/** Ties the engine to the page. Whatever comes from a source goes into the page as text, never as markup. Travels as its source, too. */
export function searchPage(manifest: Manifest, engine: Engine): void {
  const PER_PAGE = 10;
  const HEADING_CHARS = 120;
  const SNIPPET_CHARS = 260;
  /** A pause in typing. */
  const PAUSE_MS = 180;

  function element<T>(id: string, kind: new () => T): T {
    const found = document.getElementById(id);
    if (!(found instanceof kind)) throw new Error(`the page has no element ${id}`);
    return found;
  }
  const words = JSON.parse(element("main", HTMLElement).dataset["words"] ?? "{}") as PageWords;
  const fields = {
    q: element("q", HTMLInputElement),
    group: element("group", HTMLSelectElement),
    person: element("person", HTMLInputElement),
    year: element("year", HTMLSelectElement),
  };
  const names = ["q", "group", "person", "year"] as const;
  const status = element("status", HTMLElement);
  const results = element("results", HTMLElement);
  const more = element("more", HTMLButtonElement);
  const groups = new Map(manifest.groups);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let answer: Answer | undefined;
  let shown = 0;

  function addOption(select: HTMLSelectElement, value: string, text: string): void {
    const option = document.createElement("option");
    option.value = value;
    option.textContent = text;
    select.append(option);
  }

  function question(): Question {
    return { text: fields.q.value, group: fields.group.value, person: fields.person.value, year: Number(fields.year.value) };
  }

  /** What is asked stands in the address, so it can be kept and passed on. */
  function keepAddress(): void {
    const given = new URLSearchParams();
    for (const name of names) if (fields[name].value.trim() !== "") given.set(name, fields[name].value);
    const wanted = given.size > 0 ? `#${given.toString()}` : "";
    if (wanted !== location.hash) history.replaceState(null, "", `${location.pathname}${location.search}${wanted}`);
  }

  function readAddress(): void {
    const given = new URLSearchParams(location.search);
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) given.set(name, value);
    for (const name of names) fields[name].value = given.get(name) ?? "";
  }

  function textNode(tag: string, text: string, className?: string): HTMLElement {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className !== undefined) node.className = className;
    return node;
  }

  /** A text with what was found in it marked. */
  function marked(text: string, maxChars: number): HTMLElement {
    const out = document.createElement("bdi");
    for (const piece of engine.snippet(text, answer?.terms ?? new Set(), maxChars))
      out.append(piece.isHit ? textNode("mark", piece.text) : piece.text);
    return out;
  }

  function resultOf([page, id, title, text, author, group, day]: Post): HTMLElement {
    const item = document.createElement("li");
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    link.href = `t/${page}.html#m${id}`;
    link.append(marked(title === "" ? text : title, HEADING_CHARS));
    heading.append(link);
    item.append(heading);
    if (text !== "" && title !== "") {
      const preview = document.createElement("p");
      preview.className = "preview";
      preview.append(marked(text, SNIPPET_CHARS));
      item.append(preview);
    }
    const facts = document.createElement("p");
    facts.className = "facts";
    if (!page.endsWith(`/${id}`)) facts.append(textNode("span", words.reply, "badge"));
    for (const fact of [author, day, groups.get(group) ?? ""]) {
      if (fact === "") continue;
      const span = document.createElement("span");
      span.append(textNode("bdi", fact));
      facts.append(span);
    }
    item.append(facts);
    return item;
  }

  async function showMore(turn: number): Promise<void> {
    const next = answer?.posts.slice(shown, shown + PER_PAGE) ?? [];
    const posts = await Promise.all(next.map((post) => engine.post(post)));
    if (turn !== asked) return;
    shown += next.length;
    results.append(...posts.flatMap((post) => (post === undefined ? [] : resultOf(post))));
    more.hidden = shown >= (answer?.posts.length ?? 0);
  }

  function told(count: number): string {
    if (count === 0) return words.none;
    const found = (count === 1 ? words.one : words.many).replace("{n}", number.format(count));
    return answer?.isPartial === true ? `${words.some} ${found}` : found;
  }

  async function search(): Promise<void> {
    const turn = ++asked;
    keepAddress();
    const given = question();
    const isEmpty = Object.values(given).every((value) => value === 0 || String(value).trim() === "");
    try {
      const found = isEmpty ? undefined : await engine.ask(given);
      if (turn !== asked) return;
      answer = found;
      shown = 0;
      const before = Array.from(results.children);
      await showMore(turn);
      if (turn !== asked) return;
      for (const old of before) old.remove();
      status.textContent = found === undefined ? words.start : told(found.posts.length);
    } catch {
      if (turn === asked) status.textContent = words.broken;
    }
  }

  function searchSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), PAUSE_MS);
  }

  /** Arrows lead from the field through the results and back. */
  function walk(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const links = Array.from(results.querySelectorAll<HTMLElement>("h2 a"));
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (step === 0 || (at === -1 && document.activeElement !== fields.q)) return;
    if (at === -1 && step === -1) return;
    event.preventDefault();
    (at + step < 0 ? fields.q : links[Math.min(at + step, links.length - 1)])?.focus();
  }

  for (const [key, name] of manifest.groups) addOption(fields.group, key, name);
  for (const [year] of [...manifest.years].reverse()) addOption(fields.year, String(year), String(year));
  readAddress();
  for (const name of names) fields[name].addEventListener("input", searchSoon);
  fields.q.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void search();
  });
  document.addEventListener("keydown", walk);
  more.addEventListener("click", () => {
    const next = shown;
    void showMore(asked).then(
      () => results.querySelectorAll<HTMLElement>("h2 a")[next]?.focus(),
      () => (status.textContent = words.broken),
    );
  });
  addEventListener("hashchange", () => {
    readAddress();
    void search();
  });
  element("search", HTMLElement).hidden = false;
  fields.q.focus();
  void search();
}
