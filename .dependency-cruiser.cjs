// Who may import whom. A room names what it may import of this repository; everything else here is forbidden to it.
// What is not a room (bench, scripts) may import anything, but not make a cycle; tests are left to lint.

const rooms = {
  contract: [],
  sdk: [],
  "server/src/domain": [],
  "server/src/runtime": [],
  "server/src/storage": ["server/src/domain", "server/src/runtime"],
  "server/src/engine": ["server/src/storage", "server/src/domain", "server/src/runtime"],
  "server/src/tasks": ["server/src/storage", "server/src/domain", "server/src/runtime"],
  "server/src/http": ["contract", "server/src/storage", "server/src/domain", "server/src/runtime"],
  "server/src/main": ["contract", "server/src"],
  dashboard: ["contract"],
};

/** Rooms whose packages are counted too; the others may import what their package.json lists. */
const packages = {
  contract: { allowed: "(^|/)node_modules/zod/", says: "contract may import zod alone" },
  sdk: { allowed: "^$", says: "sdk uses web standards alone: no packages, nothing of Node" },
};

const inside = (names) => `^(${names.join("|")})/`;
const anyPackage = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"];
const testFile = "[.]test[.]tsx?$";

const layers = Object.entries(rooms).map(([room, mayImport]) => ({
  name: `layer-${room.replace("server/src/", "")}`,
  comment: `${room} may import ${mayImport.length === 0 ? "nothing else of this repository" : mayImport.join(", ")}`,
  severity: "error",
  from: { path: inside([room]), pathNot: testFile },
  to: {
    path: inside(["contract", "sdk", "server", "dashboard", "tests", "bench", "scripts"]),
    pathNot: inside([room, ...mayImport]),
  },
}));

const imported = Object.entries(packages).map(([room, { allowed, says }]) => ({
  name: `packages-${room}`,
  comment: says,
  severity: "error",
  from: { path: inside([room]), pathNot: testFile },
  to: { dependencyTypes: [...anyPackage, "core"], pathNot: allowed },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...imported,
    {
      name: "no-cycle",
      comment: "no import cycles, type-only imports included: move what both need into a file of its own",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "unresolved",
      comment: "an import that resolves to nothing cannot be judged: mend the path, or install the package",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "unlisted-package",
      comment: "name the package under dependencies in the package.json of the workspace that imports it",
      severity: "error",
      from: { path: inside(Object.keys(rooms)), pathNot: testFile },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] },
    },
  ],
  options: {
    // Without swc, and with TypeScript 7, the tool finds no parser, looks at no module and passes.
    parser: "swc",
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: "node_modules" },
    // Tests may import anything, and the parser ends at their `await using`, as at that of one script; lint looks for cycles there.
    exclude: { path: "(^|/)(coverage|dist)/|^server/test/|^scripts/screenshots[.]ts$|[.]test[.]tsx?$" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json"],
    },
  },
};
