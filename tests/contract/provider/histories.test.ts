import assert from "node:assert/strict";
import { type Accounts, openAccounts } from "../../support/histories/accounts";
import { explore } from "../../support/histories/explore";
import { playHistory } from "../../support/histories/playHistory";
import { REGRESSIONS } from "../../support/histories/regressions";

/** A sample; `npm run test:histories` plays 10,000. */
const SAMPLE = 300;
const SAMPLE_WITHIN_MS = 25_000;
/** How many are played even on a machine that is busy with something else. */
const AT_LEAST = 10;

describe("Histories of a stack", function () {
  this.timeout(120_000);

  describe("that went wrong once", () => {
    let accounts: Accounts;
    before(async () => (accounts = await openAccounts()));
    after(() => accounts.close());

    for (const [title, history] of Object.entries(REGRESSIONS)) it(title, () => playHistory(accounts, history));
  });

  const seed = Date.now() % 1_000_000_000;
  it(`that are random (seed ${seed}) break no rule`, async () => {
    const { played, failure } = await explore({ runs: SAMPLE, seed, withinMs: SAMPLE_WITHIN_MS });
    assert.ok(failure === undefined, failure);
    assert.ok(played >= AT_LEAST, `only ${played} histories were played`);
  });
});
