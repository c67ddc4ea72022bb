import { baseCss } from "../../page/tokens.ts";
import { searchCss } from "./search/search-style.ts";

/** What only the site shows: cards, conversations, people. No rule names a thing that is loaded from anywhere. */
const siteCss = `
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19.5rem), 1fr)); gap: 1.125rem; }
.card { position: relative; display: flex; flex-direction: column; gap: 0.75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem 1.375rem 1.125rem; box-shadow: var(--shadow); min-width: 0; }
.card h3 { font-size: 1.1875rem; line-height: 1.3; }
.card h3 a { color: var(--ink); text-decoration: none; }
.card h3 a::after { content: ""; position: absolute; inset: 0; border-radius: 14px; }
.card:hover { border-color: var(--accent); }
.card:hover h3 a { color: var(--accent); }
.card .top { display: flex; flex-wrap: wrap; gap: 0.375rem 0.75rem; align-items: center; justify-content: space-between; font-size: 0.8125rem; color: var(--ink-3); }
.card .about { color: var(--ink-2); font-size: 0.9375rem; line-height: 1.5; margin: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.card .sparkline { margin-top: auto; }
.card .tags { margin: 0; display: flex; flex-wrap: wrap; gap: 0.125rem 0.75rem; font-size: var(--t-xs); color: var(--ink-3); }
.card .faces { display: flex; flex-wrap: wrap; gap: 0.375rem 1rem; font-size: var(--t-s); color: var(--ink-2); }
.faces li { display: flex; gap: 0.5rem; align-items: center; min-width: 0; }
.faces bdi { min-width: 0; }
.carried { margin: var(--s-4) 0 0; color: var(--ink-2); max-width: 46rem; }
.story { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: var(--s-4); margin-top: var(--s-5); align-items: start; }
.story h2 { font-size: var(--t-body); margin-bottom: var(--s-3); }
.story section + section { margin-top: var(--s-5); }
.answered li { display: flex; flex-direction: column; padding: 0.5rem 0; border-top: 1px solid var(--line-soft); line-height: 1.4; }
.answered li:first-child { border-top: 0; padding-top: 0; }
.answered a { text-decoration: none; font-weight: 550; }
.answered a:hover { text-decoration: underline; }
.card .facts { margin: 0; font-size: 0.875rem; color: var(--ink-3); }
.chart { margin-top: 0.5rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.25rem clamp(2rem, 5vw, 4rem); margin-top: clamp(2rem, 4vw, 3rem); }
@media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr) 19rem; } }
.columns h2 { margin-bottom: 1rem; }
.columns aside section + section { margin-top: 2.25rem; }
.columns aside h2 { font-size: 1.0625rem; }
.threads > li { padding: 1.125rem 0; border-bottom: 1px solid var(--line); display: flex; gap: 0.875rem; }
.threads > li > div { min-width: 0; flex: 1; }
.threads .avatar { margin-top: 0.125rem; }
.threads > li:first-child { padding-top: 0; }
.threads h3 { font-weight: 600; font-size: 1.125rem; line-height: 1.35; }
.threads h3 a { text-decoration: none; }
.threads h3 a:hover { text-decoration: underline; }
.threads .preview { margin: 0.25rem 0 0; color: var(--ink-2); font-size: 0.9375rem; line-height: 1.5; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.threads .facts, .facts { margin: 0.375rem 0 0; color: var(--ink-3); font-size: 0.875rem; display: flex; flex-wrap: wrap; gap: 0.125rem 0.5rem; align-items: center; }
.facts > :not(.badge):not(:last-child)::after { content: "·"; margin-inline-start: 0.5rem; color: var(--ink-3); font-weight: 400; }
.avatar { flex: none; display: inline-grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: 50%; font-size: 0.875rem; font-weight: 600; letter-spacing: 0.02em; line-height: 1; background: var(--tone-soft); color: var(--tone); user-select: none; overflow: hidden; }
img.avatar { object-fit: cover; }
.avatar.small { width: 1.875rem; height: 1.875rem; font-size: 0.6875rem; }
.avatar.large { width: 4.5rem; height: 4.5rem; font-size: 1.5rem; }
.tone0 { --tone: #0a5a9c; --tone-soft: #dcebf8; } .tone1 { --tone: #8f3f00; --tone-soft: #fae6d8; } .tone2 { --tone: #006b4f; --tone-soft: #d8f0e8; }
.tone3 { --tone: #8a3d72; --tone-soft: #f6e3ef; } .tone4 { --tone: #7a5600; --tone-soft: #faedcf; } .tone5 { --tone: #4b5563; --tone-soft: #e5e9ee; }
@media (prefers-color-scheme: dark) {
  .tone0 { --tone: #a9d2f6; --tone-soft: #1c3e5c; } .tone1 { --tone: #f6c59b; --tone-soft: #4f3118; } .tone2 { --tone: #92dfc7; --tone-soft: #14443a; }
  .tone3 { --tone: #efc0dc; --tone-soft: #4b2a40; } .tone4 { --tone: #f0d38c; --tone-soft: #473a17; } .tone5 { --tone: #c9d2dc; --tone-soft: #38424d; }
}
.persons { display: grid; gap: 0.625rem 1.5rem; }
.persons.wide { grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem 1.5rem; }
.persons li { display: flex; gap: 0.75rem; align-items: center; min-width: 0; line-height: 1.35; font-size: 0.9375rem; }
.persons li > div { min-width: 0; }
.persons a { color: var(--ink); text-decoration: none; font-weight: 550; }
.persons a:hover { color: var(--accent); text-decoration: underline; }
.persons .muted { display: block; font-size: 0.8125rem; }
.panel .threads > li:last-child { border-bottom: 0; padding-bottom: 0; }
.more { display: inline-block; margin-top: 0.875rem; font-size: 0.9375rem; }
.pages { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: baseline; justify-content: space-between; margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.9375rem; }
.post { scroll-margin-top: 1rem; min-width: 0; }
.post:target > .inner { box-shadow: 0 0 0 2px var(--accent); }
h1[data-title="derived"] { font-size: clamp(1.375rem, 1.1rem + 1.2vw, 1.75rem); line-height: 1.3; letter-spacing: -0.015em; }
h1 + .facts { margin-top: 0.75rem; }
.conversation { margin-top: 1.75rem; }
.conversation > .post + .post { margin-top: 1.75rem; }
.inner { padding: 0.25rem 0; border-radius: 12px; }
.conversation > .post > .inner { background: var(--raised); border: 1px solid var(--line); border-radius: 14px; padding: clamp(1rem, 3vw, 1.625rem); box-shadow: var(--shadow); }
.conversation > .post > .inner .body { font-size: 1.125rem; line-height: 1.62; }
.who { display: flex; gap: 0.75rem; align-items: center; margin-bottom: 0.625rem; line-height: 1.35; }
.who > div { min-width: 0; }
.who p { margin: 0; display: flex; flex-wrap: wrap; gap: 0 0.625rem; align-items: baseline; }
.who .author { color: var(--ink); font-weight: 620; text-decoration: none; }
a.author:hover { color: var(--accent); text-decoration: underline; }
.who .when { color: var(--ink-3); font-size: 0.875rem; text-decoration: none; }
.who a.when:hover { text-decoration: underline; }
.who .answers { font-size: 0.875rem; color: var(--ink-3); }
.post h2.title { font-size: 1.25rem; margin-bottom: 0.5rem; }
.replies { margin-top: 1.5rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
.replies .replies { margin-top: 1.125rem; gap: 1.125rem; margin-inline-start: 1.1875rem; padding-inline-start: 1.75rem; border-inline-start: 2px solid var(--line); }
.replies .inner > :not(.who) { margin-left: 3.25rem; }
.replies .avatar { width: 2.5rem; height: 2.5rem; }
.replies .replies .avatar { width: 2rem; height: 2rem; font-size: 0.75rem; }
.replies .replies .inner > :not(.who) { margin-left: 2.75rem; }
.src { margin-inline-start: auto; align-self: start; flex: 0 0 auto; max-width: 50%; font-size: var(--t-xs); color: var(--ink-3); text-align: end; }
.src summary { list-style: none; white-space: nowrap; cursor: pointer; padding: 0 0.375rem; border-radius: var(--r-s); letter-spacing: 0.08em; }
.src summary::-webkit-details-marker { display: none; }
.src summary:hover { background: var(--line-soft); color: var(--ink); }
.src p { display: block; margin: 0.25rem 0 0; }
blockquote { margin: 0; }
.quoted { border-inline-start: 3px solid var(--line); padding-inline-start: 0.875rem; color: var(--ink-3); font-size: var(--t-m); line-height: 1.5; margin-bottom: 0.75rem; }
.bestanswer { margin-top: var(--s-4); border: 1px solid var(--good); background: var(--good-soft); border-radius: var(--r-l); padding: 1rem clamp(1rem, 3vw, 1.5rem); }
.bestanswer h2 { font-size: var(--t-body); color: var(--good); margin-bottom: 0.75rem; }
.taken { display: flex; gap: 0.75rem; }
.taken + .taken { margin-top: 1rem; }
.taken > div { min-width: 0; }
.taken .by { font-weight: 620; margin: 0; line-height: 1.4; }
.taken .quoted { border: 0; padding: 0; margin: 0.125rem 0 0.25rem; color: var(--ink-2); font-size: var(--t-body); }
.post.best > .inner { border-inline-start: 4px solid var(--good); padding-inline-start: 0.875rem; margin-inline-start: -1.125rem; border-radius: 0; }
.conversation.of-announcement > .post:first-child > .inner { border-top: 4px solid var(--c5); }
.conversation.of-question > .post:first-child > .inner { border-top: 4px solid var(--c1); }
.conversation.of-poll > .post:first-child > .inner { border-top: 4px solid var(--c6); }
.conversation.of-praise > .post:first-child > .inner { border-top: 4px solid var(--c2); }
.poll, .praise { margin-top: 1rem; max-width: 34rem; }
.poll li + li { margin-top: 0.75rem; }
.poll .option { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin: 0 0 0.25rem; line-height: 1.4; }
.poll .option > bdi { min-width: 0; }
.poll .leads > bdi { font-weight: 650; }
.poll .count { color: var(--ink-2); font-size: var(--t-s); font-variant-numeric: tabular-nums lining-nums; }
.poll .count b { margin-inline-start: 0.75rem; color: var(--ink); }
.poll > .fine { margin: 0.75rem 0 0; }
.praise { border-radius: var(--r-l); background: var(--warm-soft); padding: 1rem 1.25rem; }
.praise .fine { color: var(--warm); font-weight: 620; display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; align-items: center; margin-bottom: 0.625rem; }
.praise .badge { background: var(--paper); white-space: normal; min-width: 0; }
.praised { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; }
.praised li { display: flex; gap: 0.5rem; align-items: center; min-width: 0; }
.praised .whom { color: var(--ink); font-weight: 600; text-decoration: none; min-width: 0; }
.praised a:hover { text-decoration: underline; }
.praise .comment { margin: 0.75rem 0 0; }
.origin { margin-top: var(--s-7); border-top: 1px solid var(--line); padding-top: var(--s-4); font-size: var(--t-s); color: var(--ink-3); max-width: 50rem; }
.origin h2 { font-size: var(--t-m); color: var(--ink-2); margin-bottom: 0.5rem; }
.origin p { margin: 0 0 0.5rem; }
.origin p a { display: inline-flex; gap: 0.375rem; align-items: center; }
.origin dl { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; margin: 0 0 0.5rem; }
.origin dl div { display: flex; flex-wrap: wrap; gap: 0 0.5rem; min-width: 0; }
.origin dt::after { content: ":"; }
.origin dd { margin: 0; color: var(--ink-2); min-width: 0; font-variant-numeric: tabular-nums lining-nums; }
.body { unicode-bidi: isolate; }
.body > * + * { margin-top: 0.75em; }
.body p, .body ul, .body ol, .body blockquote, .body pre { margin: 0; }
.body * + p, .body * + ul, .body * + ol, .body * + blockquote, .body * + pre { margin-top: 0.75em; }
.body h3, .body h4, .body h5, .body h6 { font-size: 1.0625em; }
.body ul, .body ol { padding-inline-start: 1.4em; }
.body blockquote { border-inline-start: 3px solid var(--line); padding-inline-start: 1rem; color: var(--ink-2); }
.body pre, .body code { font-family: ui-monospace, "Cascadia Mono", Consolas, Menlo, monospace; font-size: 0.9em; }
.body pre { background: var(--line-soft); border-radius: 8px; padding: 0.75rem 1rem; white-space: pre-wrap; }
.body code { background: var(--line-soft); border-radius: 4px; padding: 0.1em 0.3em; }
.body pre code { background: none; padding: 0; }
.mention { color: var(--accent-ink); background: var(--accent-soft); border-radius: 4px; padding: 0.05em 0.3em; text-decoration: none; }
a.mention:hover { text-decoration: underline; }
.topic { text-decoration: none; }
a.topic:hover { text-decoration: underline; }
.gone { color: var(--ink-3); font-style: italic; margin: 0; }
.under { display: flex; flex-wrap: wrap; gap: 0.375rem 0.5rem; margin-top: 0.75rem; align-items: center; }
.under li { max-width: 100%; }
.reaction { display: inline-flex; gap: 0.4em; border: 1px solid var(--line); border-radius: 99px; padding: 0.1em 0.7em; font-size: 0.8125rem; color: var(--ink-2); max-width: 100%; }
.reaction b { font-weight: 650; color: var(--ink); font-variant-numeric: tabular-nums; }
.tag { font-size: 0.875rem; }
.files { margin-top: 0.875rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; }
.files img { display: block; max-width: 100%; max-height: 28rem; border-radius: 10px; border: 1px solid var(--line); background: var(--line-soft); min-height: 3rem; min-width: 3rem; }
.files figcaption { margin-top: 0.375rem; font-size: 0.8125rem; }
.file { display: flex; gap: 0.75rem; align-items: center; border: 1px solid var(--line); border-radius: 10px; padding: 0.625rem 0.875rem; background: var(--paper); text-decoration: none; max-width: 32rem; line-height: 1.4; font-size: 0.9375rem; }
.file:hover { border-color: var(--accent); }
.file a { text-decoration: none; font-weight: 550; }
.file a:hover { text-decoration: underline; }
.file .save { margin-inline-start: auto; font-weight: 400; font-size: var(--t-s); white-space: nowrap; }
.file .ending { flex: none; font-size: 0.6875rem; font-weight: 700; letter-spacing: 0.04em; text-transform: uppercase; color: var(--accent-ink); background: var(--accent-soft); border-radius: 6px; padding: 0.35em 0.55em; }
.file > span:nth-child(2) { min-width: 0; }
.document { padding-block: 0.875rem; }
.document .ending { padding: 0.9em 0.55em; color: var(--bad); background: var(--bad-soft); }
.file .muted { display: block; font-size: 0.8125rem; }
.file.missing { border-style: dashed; color: var(--ink-2); background: none; }
.file.missing .ending { color: var(--warm); background: var(--warm-soft); }
.linkcard { border: 1px solid var(--line); border-inline-start: 4px solid var(--c6); border-radius: 4px 10px 10px 4px; padding: 0.75rem 1rem; max-width: 36rem; background: var(--paper); font-size: 0.9375rem; line-height: 1.45; }
.linkcard p { margin: 0.25rem 0 0; color: var(--ink-2); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.linkcard .muted { display: block; font-size: 0.8125rem; margin-top: 0.25rem; }
.profile { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: center; }
.profile > div { min-width: 0; flex: 1 1 16rem; }
.profile p { margin: 0.25rem 0 0; color: var(--ink-2); }
.topics { display: flex; flex-wrap: wrap; gap: 0.625rem; }
.topics li { max-width: 100%; }
.topics a, .chip { display: inline-flex; gap: 0.6em; align-items: baseline; border: 1px solid var(--line); border-radius: 99px; padding: 0.3em 0.95em; text-decoration: none; background: var(--paper); max-width: 100%; }
.topics a > *, .chip > * { min-width: 0; }
.story .topics { gap: 0.5rem; font-size: var(--t-m); }
.topics a:hover { border-color: var(--accent); }
.elsewhere ul { columns: 16rem; font-size: 0.875rem; }
.elsewhere li:target, .elsewhere li:has(> :target) { background: var(--accent-soft); }
@media (max-width: 40rem) {
  body { font-size: 1rem; }
  .replies .inner > :not(.who), .replies .replies .inner > :not(.who) { margin-left: 0; }
  .threads .avatar { width: 1.875rem; height: 1.875rem; font-size: 0.6875rem; }
  .replies .replies { margin-inline-start: 0.25rem; padding-inline-start: 0.875rem; }
  .conversation > .post > .inner .body { font-size: 1.0625rem; }
}
@media print {
  .src, .save, .sparkline { display: none; }
  .card, .conversation > .post > .inner { box-shadow: none; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.75rem; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  .post { break-inside: auto; }
  .inner { break-inside: avoid; }
  .who { break-after: avoid; }
}`;

export const stylesheet = `${baseCss}${siteCss.trim()}\n${searchCss.trim()}\n`;
export const STYLESHEET_PATH = "assets/site.css";
