import { scriptLoader, searchPage } from "./browser.ts";
import { searchEngine } from "./engine.ts";
import { layout } from "./format.ts";
import { searchWords } from "./words.ts";

export const SCRIPT_PATH = "assets/search.js";

/**
 * The one script of the site: these functions as they are written, so that the page folds and cuts words by the same code as the index.
 * Each refers to nothing outside of itself.
 */
export const script = `(() => {
"use strict";
const words = (${String(searchWords)})();
const load = (${String(scriptLoader)})("search/");
const engineOf = ${String(searchEngine)};
const show = ${String(searchPage)};
const layout = ${JSON.stringify(layout)};
load("manifest").then(
  (manifest) => show(manifest, engineOf({ words, layout, manifest, load })),
  () => { document.getElementById("status").textContent = JSON.parse(document.getElementById("main").dataset.words).broken; },
);
})();
`;
