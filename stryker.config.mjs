/**
 * `npm run test:mutation`: what decides is changed on purpose, one place at a time, and a test must fail each time.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
const decides = [
  "diff",
  "preflight",
  "takenLabels",
  "checkedFunctions",
  "check",
  "connectorRegistration",
  "register",
  "converge",
  "settle",
  "refusals",
  "ownership",
  "spreading",
  "deadline",
  "causes",
  "state",
  "taken",
];

/** Stryker takes mocha's time limit away. With one, a test that waits in vain fails; without, its process is replaced. */
export const mochaHooks = {
  beforeEach() {
    this.currentTest.timeout(5_000);
  },
};

export default {
  mutate: decides.map((name) => `provider/${name}.ts`),
  testRunner: "mocha",
  // These need no socket, and Pulumi's CLI even less.
  mochaOptions: {
    config: ".mocharc.json",
    require: ["ts-node/register", "./stryker.config.mjs"],
    spec: ["tests/unit/provider/**/*.ts"],
    ignore: [
      // Reads the sources, which are others here.
      "tests/unit/provider/diagnostics.test.ts",
      // Thousands of random inputs: slow, and what they find differs from run to run.
      "tests/unit/provider/generated*.test.ts",
    ],
  },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // Only what never lets go of the process takes that long: a busy machine must not pass for a test that fails.
  timeoutMS: 60_000,
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ["progress-append-only", "clear-text", "html"],
  htmlReporter: { fileName: "reports/mutation.html" },
  clearTextReporter: { logTests: false, reportTests: false },
  // Not needed by the tests, and copied otherwise.
  ignorePatterns: ["dist", "examples", "reports", "bench"],
  tempDirName: ".stryker-tmp",
};
