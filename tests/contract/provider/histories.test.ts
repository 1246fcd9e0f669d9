import assert from "node:assert/strict";
import { explore } from "../../support/histories/explore";
import { openWorld, type World } from "../../support/histories/place";
import { play } from "../../support/histories/play";
import { REGRESSIONS } from "../../support/histories/regressions";

/** A sample; `npm run test:histories` plays 10,000. */
const SAMPLE = 300;
const SAMPLE_WITHIN_MS = 25_000;
/** Played even on a machine that is busy with something else. */
const AT_LEAST = 10;

describe("Histories of a stack", function () {
  this.timeout(120_000);

  describe("that went wrong once", () => {
    let world: World;
    before(async () => (world = await openWorld()));
    after(() => world.close());

    for (const [what, history] of Object.entries(REGRESSIONS)) it(what, () => play(world, history));
  });

  const seed = Date.now() % 1_000_000_000;
  it(`that are random (seed ${seed}) break no rule`, async () => {
    const { played, failure } = await explore({ runs: SAMPLE, seed, withinMs: SAMPLE_WITHIN_MS });
    assert.equal(failure, undefined, failure);
    assert.ok(played >= AT_LEAST, `only ${played} histories were played`);
  });
});
