/** Who may import whom: the table of docs/ARCHITECTURE.md as code. Rules are only ever tightened. */
const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
      "Runtime cycles make load order matter.",
    ),
    rule(
      "schemas-import-zod-only",
      { path: "^lib/schemas" },
      { pathNot: ["^lib/schemas", "^node_modules/zod"] },
      "Wire shapes are shared with the browser and Python.",
    ),
    rule(
      "domain-is-pure",
      { path: "^lib/domain", pathNot: "\\.test\\.ts$" },
      { path: "^(lib/(server|client|web3|env)|components|app|scripts|prisma)" },
      "Rules know no database, page or clock.",
    ),
    rule("domain-no-react", { path: "^lib/domain" }, { path: "^node_modules/(react|next|@prisma)" }),
    rule(
      "components-never-server",
      { path: "^components" },
      { path: "^(lib/server|app|prisma|lib/env)" },
      "Components take props and give events.",
    ),
    rule(
      "ui-knows-no-domain",
      { path: "^components/ui" },
      { path: "^(lib/(server|domain|client|schemas|web3)|components/(?!ui))" },
    ),
    rule(
      "client-never-server",
      { path: "^lib/(client|web3)" },
      { path: "^(lib/server|lib/env|app|components)" },
    ),
    rule(
      "server-no-react",
      { path: "^lib/server" },
      { path: "^(components|app|node_modules/react(-dom)?/)" },
    ),
    rule(
      "routes-no-prisma",
      { path: "^app" },
      { path: "^(lib/server/db|lib/generated/prisma|node_modules/@prisma)" },
      "Routes and pages call operations.",
    ),
    rule("api-no-components", { path: "^app/api" }, { path: "^components" }),
    rule("app-imports-no-scripts", { path: "^(app|lib|components)" }, { path: "^(scripts|e2e)" }),
    rule(
      "no-worker-or-contract-source",
      { path: "^(app|lib|components)" },
      { path: "^(workers|contracts)" },
      "Only generated artefacts cross the seams.",
    ),
    rule(
      "no-unresolvable",
      {},
      { couldNotResolve: true, pathNot: "^(server-only|node:sqlite)$" },
      "node:sqlite is in the pinned runtime; the Node that starts these checks may be older.",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.next|\\.modelfactory|lib/generated/prisma)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["react-server", "import", "require", "node", "default", "types"],
    },
  },
};
