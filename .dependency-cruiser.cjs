/** The import table of src/README.md, checked. A folder not named in `may` is closed to it. */
const ours = "^src/";
const base = ["model", "errors\\.ts", "log\\.ts", "counted\\.ts", "recent\\.ts"];

function only(name, from, may) {
  return {
    name,
    severity: "error",
    from: { path: `${ours}${from}` },
    to: { path: ours, pathNot: [`${ours}${from}`, ...[...base, ...may].map((folder) => `${ours}${folder}`)] },
  };
}

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^(mdast|hast)$" } },
    {
      name: "model-is-nothing-but-nouns",
      severity: "error",
      from: { path: "^src/model" },
      to: { path: ours, pathNot: "^src/(model|errors\\.ts)" },
    },
    only("login", "login/", ["http"]),
    only("markup", "markup/", []),
    only("page", "page/", []),
    only("http", "http/", []),
    only("store", "store/", ["source/source\\.ts", "http/budget\\.ts"]),
    only("yammer-export", "source/yammer-export/", ["source/source\\.ts", "markup"]),
    only("yammer-api", "source/yammer-api/", ["source/source\\.ts", "markup", "http"]),
    only("target-adapters", "target/static-site/", ["target/target\\.ts", "markup", "http", "page"]),
    only("collect", "source/collect\\.ts", ["source/source\\.ts", "store", "markup"]),
    only(
      "target-drivers",
      "target/(apply|claim|journal|missing|context|cursors|people|posts|private-people|shares|rollback[a-z-]*|stories|threads|unpublish)\\.ts",
      ["target/", "store", "markup", "config\\.ts"],
    ),
    only("map", "map/", ["store", "markup", "target/target\\.ts", "audit", "config\\.ts"]),
    only("plan", "plan/", ["store", "markup", "target/target\\.ts", "config\\.ts"]),
    only("doctor", "doctor/", ["store", "map", "source/source\\.ts", "target/(target|claim)\\.ts", "config\\.ts"]),
    only("verify", "verify/", ["store", "markup", "target/target\\.ts"]),
    only("report", "report/", [
      "store",
      "markup",
      "page",
      "plan",
      "verify",
      "map",
      "audit",
      "target/target\\.ts",
      "target/rollback(-keep)?\\.ts",
    ]),
    {
      name: "sqlite-only-in-the-store",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/store" },
      to: { path: "node_modules/better-sqlite3" },
    },
    { name: "nobody-imports-the-cli", severity: "error", from: { path: "^src/", pathNot: "^src/cli" }, to: { path: "^src/cli" } },
    {
      name: "the-pipeline-knows-no-adapter",
      severity: "error",
      from: { path: "^src/pipeline" },
      to: { path: "^src/(source|target)/[^/]+/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
