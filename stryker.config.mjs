/**
 * `npm run test:mutation`: changes the code that decides, one place at a time. Each time, a test must fail.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
const decides = [
  "lifecycle/*",
  "resource/{check,diff,state,validate}",
  "preview/{session,labels,functions}",
  "aws/errors",
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
  // These need neither a socket nor Pulumi's CLI.
  mochaOptions: {
    config: ".mocharc.json",
    require: ["ts-node/register", "./stryker.config.mjs"],
    spec: ["tests/unit/provider/**/*.test.ts"],
    ignore: [
      // Reads the sources, which Stryker has changed.
      "tests/unit/provider/diagnostics/catalog.test.ts",
      // Thousands of random inputs: slow, and what they find differs from run to run.
      "tests/unit/provider/**/*.generated.test.ts",
    ],
  },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // Only an endless loop takes that long. On a busy machine, a shorter limit would count as a test that fails.
  timeoutMS: 60_000,
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ["progress-append-only", "clear-text", "html"],
  htmlReporter: { fileName: "reports/mutation.html" },
  clearTextReporter: { logTests: false, reportTests: false },
  // The tests don't need these, which would be copied otherwise.
  ignorePatterns: ["dist", "examples", "reports", "bench"],
  tempDirName: ".stryker-tmp",
};
