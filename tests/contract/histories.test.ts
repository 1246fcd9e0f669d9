import assert from "node:assert/strict";
import { defectOf, explore } from "../histories/explore";
import { openWorld, type World } from "../histories/place";
import { play } from "../histories/play";
import { REGRESSIONS } from "../histories/regressions";
import { KNOWN } from "../histories/rules";

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

    for (const [what, { history, known }] of Object.entries(REGRESSIONS))
      it(known ? `${what}: a known defect` : what, async () => {
        const met = await defectOf(() => play(world, history));
        assert.equal(met, known, known ? `mended: take it out of KNOWN in tests/histories/rules.ts` : "");
      });

    it("show every defect that is known", () => {
      const shown = Object.values(REGRESSIONS).flatMap(({ known }) => known ?? []);
      assert.deepEqual([...new Set(shown)].sort(), Object.keys(KNOWN).sort());
    });
  });

  const seed = Date.now() % 1_000_000_000;
  it(`that are random (seed ${seed}) break no rule`, async () => {
    const { played, failure } = await explore({ runs: SAMPLE, seed, withinMs: SAMPLE_WITHIN_MS });
    assert.equal(failure, undefined, failure);
    assert.ok(played >= AT_LEAST, `only ${played} histories were played`);
  });
});
