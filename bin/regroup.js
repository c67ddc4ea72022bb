#!/usr/bin/env node
// Plain JavaScript that any Node can read: what this needs is checked before anything else is loaded (on Node 20 the SQLite addon crashes).
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`regroup needs Node 22.12 or newer; this is ${process.version}. In a clone, \`npm ci\` brings one: use \`npx regroup\`.`);
  process.exit(2);
}
const main = new URL("../dist/cli/main.js", import.meta.url);
const { existsSync } = await import("node:fs");
if (!existsSync(main)) {
  console.error("regroup has not been built here: run `npm ci` (or `npm run build`) in its folder first.");
  process.exit(2);
}
await import(main.href);
