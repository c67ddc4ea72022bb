/**
 * The one visual language of reports and site: warm paper and dark brown ink, system fonts (nothing is loaded), one accent, colours after Okabe
 * and Ito so that charts read without red and green, a light and a dark set with at least 4.5:1 for every text, and print as black on white.
 * Sizes of type go by about 1.2 (`--t-…`), distances by about 1.5 (`--s-…`), corners by role.
 */
const colours = `
:root {
  color-scheme: light dark;
  --t-xs: 0.8125rem; --t-s: 0.875rem; --t-m: 0.9375rem; --t-body: 1.0625rem; --t-l: 1.1875rem; --t-xl: 1.375rem; --t-2xl: clamp(1.75rem, 1.3rem + 2vw, 2.625rem);
  --s-1: 0.375rem; --s-2: 0.625rem; --s-3: 0.875rem; --s-4: 1.25rem; --s-5: 1.75rem; --s-6: 2.5rem; --s-7: 3.5rem;
  --r-s: 6px; --r-m: 10px; --r-l: 16px;
  --ground: #f8f5f0; --paper: #fffdfa; --raised: #ffffff; --line: #e3dcd1; --line-soft: #f0ebe2;
  --ink: #221e19; --ink-2: #4c463d; --ink-3: #6a6256;
  --accent: #0a5a9c; --accent-soft: #e6f0f9; --accent-ink: #084a81;
  --good: #00755a; --good-soft: #e0f3ee; --warm: #8f4700; --warm-soft: #fbeddd; --bad: #a3261f; --bad-soft: #fbe7e5;
  --c1: #0072b2; --c2: #d55e00; --c3: #009e73; --c4: #cc79a7; --c5: #e69f00; --c6: #56b4e9;
  --shadow: 0 1px 2px rgb(60 44 20 / 5%), 0 6px 20px rgb(60 44 20 / 5%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #171512; --paper: #1e1b18; --raised: #24211d; --line: #3d3831; --line-soft: #2d2924;
    --ink: #f0ebe3; --ink-2: #c8c0b4; --ink-3: #a59c8f;
    --accent: #79b8f0; --accent-soft: #17344f; --accent-ink: #a5d0f7;
    --good: #5fd0b0; --good-soft: #123a31; --warm: #f0b073; --warm-soft: #422c14; --bad: #f29a93; --bad-soft: #47211e;
    --c1: #4ea6dd; --c2: #ee8b45; --c3: #2fbf96; --c4: #dd9cc0; --c5: #efb73e; --c6: #86cbf2;
    --shadow: none;
  }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --paper: #fff; --raised: #fff; --line: #c8ced6; --line-soft: #dde1e6;
    --ink: #000; --ink-2: #333; --ink-3: #4a4a4a; --accent: #0a4a80; --accent-soft: #f2f2f2; --accent-ink: #0a4a80;
    --good: #00543f; --good-soft: #f2f2f2; --warm: #6b3500; --warm-soft: #f2f2f2; --bad: #7d1a15; --bad-soft: #f2f2f2;
    --c1: #0072b2; --c2: #d55e00; --c3: #009e73; --c4: #cc79a7; --c5: #e69f00; --c6: #56b4e9;
    --shadow: none;
  }
}`;

const base = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 400 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: lining-nums; min-height: 100vh; display: flex; flex-direction: column;
}
h1, h2, h3, h4 { line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -0.012em; text-wrap: balance; }
h1 { font-size: var(--t-2xl); letter-spacing: -0.024em; line-height: 1.14; }
h2 { font-size: var(--t-xl); }
h3 { font-size: 1.0625rem; }
p { margin: 0 0 0.75em; text-wrap: pretty; }
p:last-child { margin-bottom: 0; }
a { color: var(--accent); text-decoration-thickness: 0.06em; text-underline-offset: 0.18em; }
a:hover { text-decoration-thickness: 0.12em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--c5); outline-offset: 2px; border-radius: 2px; }
bdi { unicode-bidi: isolate; }
.plain { list-style: none; margin: 0; padding: 0; }
.muted { color: var(--ink-3); }
.small { font-size: 0.9375rem; }
.fine { font-size: 0.8125rem; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: 1rem; top: -5rem; padding: 0.6rem 1rem; background: var(--ink); color: var(--paper); z-index: 2; border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; }
.wrap { width: 100%; max-width: 70rem; margin: 0 auto; padding-inline: clamp(1rem, 4vw, 2rem); }
.narrow { max-width: 50rem; }
.bar { background: var(--paper); border-bottom: 1px solid var(--line); border-top: 4px solid var(--accent); }
.bar .wrap { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: baseline; padding-block: 0.875rem; }
.bar .name { color: var(--ink); font-weight: 650; text-decoration: none; letter-spacing: -0.01em; margin-inline-end: auto; min-width: 0; }
.bar nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; }
.bar nav a { color: var(--ink-2); text-decoration: none; padding-block: 0.25rem; font-size: 0.9375rem; }
.bar nav a:hover { color: var(--accent); text-decoration: underline; }
.bar nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px 0 var(--accent); }
main { flex: 1; padding-block: clamp(1.75rem, 4vw, 3.25rem) 4rem; }
.crumbs { font-size: 0.875rem; color: var(--ink-3); margin-bottom: 0.75rem; }
.crumbs ol { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
.crumbs li + li::before { content: "›"; margin-inline-end: 0.5rem; color: var(--ink-3); }
.crumbs a { color: var(--ink-2); text-decoration: none; }
.crumbs a:hover { text-decoration: underline; }
.lead { font-size: var(--t-l); line-height: 1.5; color: var(--ink-2); max-width: 46rem; margin: 0.875rem 0 0; text-wrap: pretty; }
.section { margin-top: clamp(2.25rem, 5vw, 3.5rem); }
.section > h2, .head { margin-bottom: 1rem; }
.head { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; justify-content: space-between; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: var(--r-l); padding: clamp(1rem, 3vw, 1.5rem); }
.stats { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1.25rem 1.5rem; margin: 1.75rem 0 0; }
.stats div { border-top: 2px solid var(--line); padding-top: 0.625rem; display: flex; flex-direction: column-reverse; }
.stats dt { color: var(--ink-3); font-size: 0.875rem; }
.stats dd { margin: 0; font-size: 1.625rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums lining-nums; }
.stats dd.words { font-size: 1.125rem; line-height: 1.3; letter-spacing: -0.01em; padding-block: 0.27rem; }
.badge { display: inline-flex; align-items: center; gap: 0.375em; padding: 0.1em 0.6em; border-radius: 99px; font-size: 0.8125rem; font-weight: 550; line-height: 1.5; background: var(--line-soft); color: var(--ink-2); white-space: nowrap; }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.warm { background: var(--warm-soft); color: var(--warm); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.badge.blue { background: var(--accent-soft); color: var(--accent-ink); }
.badge.dot::before { content: ""; width: 0.5em; height: 0.5em; border-radius: 50%; background: currentColor; }
.note { border-inline-start: 3px solid var(--c5); background: var(--paper); padding: 0.875rem 1.125rem; border-radius: 0 10px 10px 0; color: var(--ink-2); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: start; color: var(--ink-3); font-size: 0.875rem; padding-bottom: 0.5rem; }
th, td { text-align: start; vertical-align: top; padding: 0.55rem 0.9rem 0.55rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--ink-3); font-weight: 600; font-size: 0.8125rem; }
tbody th { color: var(--ink); font-size: inherit; }
.number { text-align: end; font-variant-numeric: tabular-nums lining-nums; }
figure { margin: 0; }
figcaption { color: var(--ink-3); font-size: 0.875rem; margin-top: 0.625rem; }
svg { display: block; max-width: 100%; overflow: visible; }
svg text { font-size: 12px; fill: var(--ink-3); font-family: inherit; }
svg .mark { fill: var(--c1); }
svg .mark:hover { fill: var(--c2); }
svg .axis { stroke: var(--line); stroke-width: 1; }
svg .spark { fill: var(--c1); }
svg .track { fill: var(--line-soft); }
svg .mark.rest { fill: var(--c6); }
.icon { display: inline-block; flex: none; width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; vertical-align: -0.125em; }
.foot { border-top: 1px solid var(--line); color: var(--ink-3); font-size: 0.875rem; }
.foot .wrap { padding-block: 1.5rem 2.5rem; }
@media print {
  body { font-size: 10.5pt; background: #fff; }
  .bar { border-top: 0; background: none; }
  .bar nav, .skip, .pages { display: none; }
  main { padding-block: 1rem; }
  .panel, article, tr, figure, .card { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  a { color: inherit; }
  .foot .wrap { padding-block: 0.75rem; }
}
@page { margin: 18mm 16mm; }`;

/** What every page needs. Adapters and reports add their own rules after it. */
export const baseCss = `${colours.trim()}\n${base.trim()}\n`;
