/**
 * The house, as a check of `npm test`: which folder may import which, type imports included, and no cycle anywhere.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */

/** The rooms of each package from the bottom to the top, a folder or a file. Each may import itself and those before it. */
const ROOMS = {
  provider: ["diagnostics", "resource", "config", "aws", "functions", "lifecycle", "preview", "host"],
  emulator: ["schemas", "aws", "store", "faults", "functions", "options", "services", "admin", "gateway", "http"],
};

/** What a folder may import of this repository beside itself, and which packages. */
const FOLDERS = {
  provider: { folders: [], packages: ["@aws-sdk/[^/]+", "@pulumi/pulumi"] },
  sdk: { folders: ["provider"], packages: ["@aws-sdk/client-appflow", "@pulumi/pulumi"] },
  emulator: { folders: [], packages: ["hono", "@hono/node-server", "ajv", "commander"] },
  examples: { folders: [], packages: ["pulumi-appflow-connector", "@pulumi/[^/]+"] },
};

const pathOf = (folder, rooms) => `^${folder}/(${rooms.join("|")})(/|\\.ts$)`;

const upwards = Object.entries(ROOMS).flatMap(([folder, rooms]) =>
  rooms.map((room, index) => ({
    name: `${folder}-${room}-imports-upwards`,
    comment: `${folder}/${room} imports only: ${rooms.slice(0, index + 1).join(", ")}.`,
    severity: "error",
    from: { path: pathOf(folder, [room]) },
    to: { path: `^${folder}/`, pathNot: pathOf(folder, rooms.slice(0, index + 1)) },
  })),
);

const folders = Object.entries(FOLDERS).flatMap(([folder, { folders, packages }]) => [
  {
    name: `${folder}-imports-another-folder`,
    severity: "error",
    from: { path: `^${folder}/` },
    to: {
      dependencyTypesNot: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown", "core"],
      pathNot: `^(${[folder, ...folders].join("|")})/`,
    },
  },
  {
    name: `${folder}-imports-another-package`,
    severity: "error",
    from: { path: `^${folder}/` },
    to: {
      dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"],
      pathNot: `node_modules/(${packages.join("|")})/`,
    },
  },
]);

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...upwards,
    ...folders,
    {
      name: "only-aws-loads-the-sdk",
      comment: "Only provider/aws knows the AWS SDK; sdk/ takes types for its own.",
      severity: "error",
      from: { pathNot: "^(provider/aws|tests|bench|tools)/" },
      to: { path: "node_modules/@aws-sdk/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "provider-takes-only-types-of-pulumi",
      comment: "Only sdk/ runs in the program. The provider's process loads nothing of Pulumi's.",
      severity: "error",
      from: { path: "^provider/" },
      to: { path: "node_modules/@pulumi/", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["require", "node", "default", "types"],
    },
    exclude: { path: "(^|/)(dist|node_modules/\\.cache)/" },
  },
};
