import type { VNode } from "preact";
import { PRIVATE, relative, type Tree } from "../paths.ts";
import { sitePage, type Desk } from "../shell.tsx";
import type { PageWords } from "./browser.ts";
import { SCRIPT_PATH } from "./script.ts";

export function searchPath(tree: Tree): string {
  return `${tree}search.html`;
}

/** The one page that runs a script. Without one it says so, and where else to look. */
export function searchPageOf(desk: Desk, tree: Tree): { readonly path: string; readonly html: string } {
  const { words } = desk;
  const path = searchPath(tree);
  const told: PageWords = {
    one: words.found(1, "{n}"),
    many: words.found(2, "{n}"),
    some: words.searchSome,
    none: words.searchNone,
    start: words.searchHint,
    broken: words.searchBroken,
    reply: words.replyBadge,
  };
  const html = sitePage(desk, {
    path,
    title: words.search,
    kind: "page",
    section: "search",
    narrow: true,
    scripts: [SCRIPT_PATH],
    data: { "data-words": JSON.stringify(told) },
    children: (
      <>
        <h1>{words.search}</h1>
        <Elsewhere desk={desk} path={path} tree={tree} />
        <div id="search" class="search" role="search" hidden>
          <Field id="q" label={words.searchLabel}>
            <input id="q" type="search" autocomplete="off" spellcheck={false} enterkeyhint="search" aria-describedby="status" />
          </Field>
          <Field id="group" label={words.searchGroup}>
            <select id="group">
              <option value="">{words.searchAllGroups}</option>
            </select>
          </Field>
          <Field id="person" label={words.searchPerson}>
            <input id="person" type="search" autocomplete="off" spellcheck={false} />
          </Field>
          <Field id="year" label={words.searchYear}>
            <select id="year">
              <option value="">{words.searchAllYears}</option>
            </select>
          </Field>
        </div>
        <p id="status" class="muted" role="status" />
        <ol id="results" class="threads plain results" />
        <button id="more" class="button" type="button" hidden>
          {words.searchMore}
        </button>
      </>
    ),
  });
  return { path, html };
}

function Field({ id, label, children }: { readonly id: string; readonly label: string; readonly children: VNode }): VNode {
  return (
    <div class={`field ${id}`}>
      <label for={id}>{label}</label>
      {children}
    </div>
  );
}

function Elsewhere({ desk: { words }, path, tree }: { readonly desk: Desk; readonly path: string; readonly tree: Tree }): VNode {
  const to = (target: string) => relative(path, target);
  return (
    <noscript>
      <div class="note">
        <p>{words.searchNoScript}</p>
        <ul>
          <li>
            <a href={to(`${tree}index.html`)}>{tree === PRIVATE ? words.privateTitle : words.groups}</a>
          </li>
          {tree === "" && (
            <>
              <li>
                <a href={to("topics/index.html")}>{words.topics}</a>
              </li>
              <li>
                <a href={to("p/index.html")}>{words.people}</a>
              </li>
            </>
          )}
        </ul>
      </div>
    </noscript>
  );
}
