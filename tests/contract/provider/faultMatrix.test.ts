import assert from "node:assert/strict";
import { limitConcurrency } from "../../../provider/aws/concurrency";
import { FAULTS } from "../../support/faultMatrix/faults";
import { CASES, runCase, titleOf } from "../../support/faultMatrix/case";
import { OPERATIONS } from "../../support/faultMatrix/operations";
import { splitTimeLimits } from "../../support/faultMatrix/time";

/** Each fault on each call of each operation, once and for as long as the command runs. */
describe("Fault matrix:", function () {
  this.timeout(120_000);
  let restore: () => void;
  before(() => (restore = splitTimeLimits()));
  after(() => restore());

  for (const { fault, cases } of CASES)
    describe(`${fault.name},`, () => {
      let ends: PromiseSettledResult<void>[] = [];
      // Some at a time, each with an emulator of its own: much of the time is waiting.
      before(async () => {
        const inTurn = limitConcurrency(16);
        ends = await Promise.allSettled(cases.map((one) => inTurn(() => runCase(one))));
      });

      for (const [index, one] of cases.entries())
        it(titleOf(one), () => {
          const end = ends[index];
          if (end?.status !== "fulfilled") throw end?.reason;
        });
    });

  it("has as many faults, operations and cases as are promised", () => {
    const count = CASES.reduce((sum, { cases }) => sum + cases.length, 0);
    assert.ok(FAULTS.length >= 24, `${FAULTS.length} faults`);
    assert.equal(new Set(OPERATIONS.map(({ name }) => name)).size, 5);
    assert.ok(count >= 24 * 5 * 2, `${count} cases`);
  });
});
