import { baseCss } from "../page/tokens.ts";

/** What reports add to the shared look. In the sheet, for the page's policy lets no style attribute through. */
export const reportCss = `${baseCss}
.note { margin-top: 1.5rem; }
.note code, table code { overflow-wrap: anywhere; }
.parts { margin-bottom: 1.25rem; }
.parts figcaption { margin: 0 0 0.375rem; display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; color: var(--ink-2); }
.parts strong { color: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.legend svg { display: inline-block; vertical-align: -1px; }
.rows li { margin-bottom: 0.75rem; }
.fill-c1 { fill: var(--c1); } .fill-c2 { fill: var(--c2); } .fill-c3 { fill: var(--c3); } .fill-c4 { fill: var(--c4); }
.fill-c5 { fill: var(--c5); } .fill-c6 { fill: var(--c6); } .fill-line { fill: var(--ink-3); } .fill-ground { fill: var(--line-soft); }
.section .scroll { margin-top: 1.25rem; }
.section > ul:not(.plain) { margin: 0; padding-inline-start: 1.25rem; }
/* Words of a table are not broken into letters: where the page is narrow, the table scrolls by itself. Paper does not: there names and keys give way. */
.scroll { overflow-wrap: break-word; }
.scroll .number, .whole { white-space: nowrap; }
.scroll th.number { white-space: normal; }
@media screen { .scroll:has(thead th:nth-child(6)) table { min-width: 44rem; } }
.stats div { justify-content: flex-end; }
.scroll tbody th { color: var(--ink); font-size: inherit; font-weight: 550; }
.section > h2 + .scroll caption, .quiet caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.scroll:focus-visible { outline: 3px solid var(--c5); outline-offset: 2px; }
@media print {
  .scroll table { font-size: 8.5pt; }
  .scroll thead th { font-size: 7.5pt; }
  .scroll th, .scroll td { padding-inline-end: 0.6rem; }
  .scroll bdi, .scroll code { overflow-wrap: anywhere; }
  .scroll th:has(bdi) { min-width: 11em; hyphens: auto; }
  .scroll td:has(bdi) { min-width: 7em; hyphens: auto; }
  svg rect { print-color-adjust: exact; }
}
`;
