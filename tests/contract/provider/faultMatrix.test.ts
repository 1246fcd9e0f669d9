import assert from "node:assert/strict";
import { limitConcurrency } from "../../../provider/aws/concurrency";
import { CASES, titleOf } from "../../support/faultMatrix/cases";
import { runCase } from "../../support/faultMatrix/runCase";
import { splitTimeLimits } from "../../support/faultMatrix/timeLimits";

/** Each case has an emulator of its own, and most of its time is waiting. */
const CONCURRENT_CASES = 16;

describe("Fault matrix:", function () {
  this.timeout(120_000);
  let restore: () => void;
  before(() => (restore = splitTimeLimits()));
  after(() => restore());

  for (const { fault, cases } of CASES)
    describe(`${fault.name},`, () => {
      let ends: PromiseSettledResult<void>[] = [];
      before(async () => {
        const limit = limitConcurrency(CONCURRENT_CASES);
        ends = await Promise.allSettled(cases.map((testCase) => limit(() => runCase(testCase))));
      });

      for (const [index, testCase] of cases.entries())
        it(titleOf(testCase), () => {
          const end = ends[index];
          if (end?.status !== "fulfilled") throw end?.reason;
        });
    });

  it("has no fewer faults and cases than docs/reliability.md says", () => {
    const count = CASES.flatMap(({ cases }) => cases).length;
    assert.ok(CASES.length >= 59, `${CASES.length} faults`);
    assert.ok(count >= 1_930, `${count} cases`);
  });
});
