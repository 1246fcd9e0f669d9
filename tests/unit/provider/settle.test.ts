import assert from "node:assert/strict";
import { foundOrSeen, settled, systemClock } from "../../../provider/settle";
import { fakeClock } from "./given";

describe("A second look", () => {
  const looking = (seen: number | undefined) => {
    const clock = fakeClock();
    let looks = 0;
    const look = () => Promise.resolve(++looks && seen);
    return {
      clock,
      looks: () => looks,
      after: (found: number | undefined) => foundOrSeen(clock, found, look),
    };
  };

  it("is not made where the first one found something, be it 0", async () => {
    const { after, looks, clock } = looking(2);
    assert.equal(await after(0), 0);
    assert.deepEqual([looks(), clock.waits], [0, []]);
  });

  it("follows a moment later, and decides", async () => {
    for (const seen of [2, undefined]) {
      const { after, looks, clock } = looking(seen);
      assert.equal(await after(undefined), seen);
      assert.deepEqual([looks(), clock.waits], [1, [1_000]]);
    }
  });
});

describe("Looking until a look is settled", () => {
  const looksUntil = (settledAt: number) => {
    let looks = 0;
    const clock = fakeClock();
    const result = (within?: number) =>
      settled(
        clock,
        () => Promise.resolve(++looks),
        (seen) => seen >= settledAt,
        within,
      );
    return { clock, result, looks: () => looks };
  };

  it("takes the first look without waiting, when that is settled", async () => {
    const { clock, result } = looksUntil(1);
    assert.deepEqual(await result(), { seen: 1 });
    assert.deepEqual(clock.waits, []);
  });

  it("waits a little longer each time", async () => {
    const { clock, result } = looksUntil(5);
    assert.deepEqual(await result(), { seen: 5 });
    assert.deepEqual(clock.waits, [200, 400, 800, 1600]);
  });

  it("gives up within its time, and says so by an absent answer", async () => {
    const { clock, result, looks } = looksUntil(Infinity);
    assert.equal(await result(), undefined);
    assert.deepEqual(clock.waits, [200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
    assert.equal(looks(), 10);
    assert.ok(clock.passed() <= 30_000);
  });

  it("keeps to another limit", async () => {
    const { clock, result } = looksUntil(Infinity);
    assert.equal(await result(700), undefined);
    assert.deepEqual(clock.waits, [200, 400]);
  });

  it("looks once more when its time is just over", async () => {
    const { clock, result, looks } = looksUntil(3);
    assert.deepEqual(await result(600), { seen: 3 });
    assert.deepEqual([clock.passed(), looks()], [600, 3]);
  });

  it("can settle on an absent value", async () => {
    const seen = settled(
      fakeClock(),
      () => Promise.resolve(undefined),
      (it) => it === undefined,
    );
    assert.deepEqual(await seen, { seen: undefined });
  });

  it("passes a failed look on at once", async () => {
    const clock = fakeClock();
    const look = () => Promise.reject(new Error("broken"));
    await assert.rejects(
      settled(clock, look, () => true),
      /broken/,
    );
    assert.deepEqual(clock.waits, []);
  });
});

describe("The system's clock", () => {
  it("tells the time, and waits as long as it is told to", async () => {
    const [began, now] = [Date.now(), systemClock.now()];
    await systemClock.wait(30);
    assert.ok(now >= began && now <= Date.now(), String(now));
    // A timer of Node's may end within the millisecond before.
    assert.ok(Date.now() - began >= 29);
  });
});
