/** What only the search shows. */
export const searchCss = `
.search { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); gap: 1rem; margin-top: 1.75rem; }
.search[hidden], .button[hidden] { display: none; }
.search .q { grid-column: 1 / -1; }
.field { display: grid; gap: 0.375rem; min-width: 0; }
.field label { font-size: 0.875rem; font-weight: 600; color: var(--ink-2); }
.field input, .field select { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--ink-3); border-radius: 10px; padding: 0.5rem 0.75rem; width: 100%; min-width: 0; min-height: 2.75rem; }
.field.q input { font-size: 1.125rem; padding: 0.75rem 1rem; }
#status { margin: 1.5rem 0; }
.results > li { display: block; }
.results h2 { font-weight: 600; font-size: 1.125rem; line-height: 1.35; }
.results h2 a { text-decoration: none; overflow-wrap: anywhere; }
.results h2 a:hover { text-decoration: underline; }
.results mark { background: var(--warm-soft); color: inherit; border-radius: 3px; padding: 0 0.1em; }
.results h2 mark { color: var(--ink); }
.button { font: inherit; color: var(--accent-ink); background: var(--accent-soft); border: 1px solid var(--accent); border-radius: 10px; padding: 0.625rem 1.25rem; margin-top: 1.5rem; cursor: pointer; }
.searchlink { display: block; max-width: 34rem; margin-top: 1.5rem; padding: 0.75rem 1rem; border: 1px solid var(--ink-3); border-radius: 10px; background: var(--raised); color: var(--ink-2); text-decoration: none; }
.searchlink:hover { border-color: var(--accent); color: var(--accent); }
@media print { .search, .button, .searchlink { display: none; } }
`;
