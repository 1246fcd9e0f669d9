import assert from "node:assert/strict";
import { lazy, limitConcurrency, memoize } from "../../../../provider/aws/concurrency";
import { aTurn } from "../../../support/inMemory/preview";

/** Tasks that end when they are told to, and which of them were started. */
function tasks() {
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const task = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve, reject) => {
      ends.set(name, (error) => (error ? reject(error) : resolve(name)));
    });
  };
  const end = (name: string, error?: Error) => {
    ends.get(name)?.(error);
    return aTurn();
  };
  return { started, task, end };
}

describe("Tasks of limited concurrency", () => {
  it("run at most so many at a time, in the order in which they came", async () => {
    const { started, task, end } = tasks();
    const limit = limitConcurrency(2);
    const all = ["a", "b", "c", "d"].map((name) => limit(task(name)));
    await aTurn();
    assert.deepEqual(started, ["a", "b"]);
    await end("b");
    assert.deepEqual(started, ["a", "b", "c"]);
    await end("c");
    assert.deepEqual(started, ["a", "b", "c", "d"]);
    await end("a");
    await end("d");
    assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d"]);
  });

  it("make room when they fail, and pass on their failure", async () => {
    const { started, task, end } = tasks();
    const limit = limitConcurrency(1);
    const atOnce = () => {
      throw new Error("at once");
    };
    const all = Promise.allSettled([task("a"), task("b"), atOnce, task("c")].map((it) => limit(it)));
    await aTurn();
    await end("a", new Error("late"));
    await end("b");
    await end("c");
    const outcomes = (await all).map((it) => (it.status === "fulfilled" ? it.value : String(it.reason)));
    assert.deepEqual(outcomes, ["Error: late", "b", "Error: at once", "c"]);
    assert.deepEqual(started, ["a", "b", "c"]);
  });

  it("start at once while there is room, also after all of them have ended", async () => {
    const { started, task, end } = tasks();
    const limit = limitConcurrency(2);
    for (const round of ["1", "2", "3"]) {
      const names = ["a", "b", "c"].map((name) => name + round);
      const all = names.map((name) => limit(task(name)));
      await aTurn();
      assert.deepEqual(started.splice(0), names.slice(0, 2));
      for (const name of names) await end(name);
      await Promise.all(all);
      started.splice(0);
    }
  });
});

describe("A memoized value", () => {
  it("is computed once, also by those who ask at the same time", async () => {
    let computed = 0;
    const value = memoize(() => Promise.resolve((computed += 1)));
    assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
    assert.equal(await value(), 1);
  });

  it("is computed again after a failure", async () => {
    let computed = 0;
    const value = memoize(() =>
      (computed += 1) === 1 ? Promise.reject(new Error("first")) : Promise.resolve(computed),
    );
    await assert.rejects(value(), /first/);
    assert.equal(await value(), 2);
  });
});

describe("A lazy value", () => {
  it("is computed when it is first needed, and once, even if it is undefined", () => {
    const computed: unknown[] = [];
    const value = lazy(() => void computed.push(1));
    assert.deepEqual(computed, []);
    value();
    value();
    assert.deepEqual(computed, [1]);
  });
});
