import assert from "node:assert/strict";
import { limited } from "../../../provider/limited";

/** Tasks that end when they are told to, and which of them were started. */
function tasks() {
  const started: string[] = [];
  const ends = new Map<string, (fails?: Error) => void>();
  const task = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve, reject) => {
      ends.set(name, (error) => (error ? reject(error) : resolve(name)));
    });
  };
  return { started, task, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

describe("Tasks that are limited", () => {
  it("run at most so many at a time, in the order in which they came", async () => {
    const { started, task, end } = tasks();
    const inTurn = limited(2);
    const all = ["a", "b", "c", "d"].map((name) => inTurn(task(name)));
    await aTurn();
    assert.deepEqual(started, ["a", "b"]);
    end("b");
    await aTurn();
    assert.deepEqual(started, ["a", "b", "c"]);
    end("c");
    await aTurn();
    assert.deepEqual(started, ["a", "b", "c", "d"]);
    end("a");
    end("d");
    assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d"]);
  });

  it("make room when they fail, and hand on their failure", async () => {
    const { started, task, end } = tasks();
    const inTurn = limited(1);
    const failing = inTurn(task("a"));
    const next = inTurn(task("b"));
    const throwing = inTurn(() => {
      throw new Error("at once");
    });
    const last = inTurn(task("c"));
    const all = Promise.allSettled([failing, next, throwing, last]);
    await aTurn();
    end("a", new Error("late"));
    await aTurn();
    end("b");
    await aTurn();
    end("c");
    const outcomes = (await all).map((it) => (it.status === "fulfilled" ? it.value : String(it.reason)));
    assert.deepEqual(outcomes, ["Error: late", "b", "Error: at once", "c"]);
    assert.deepEqual(started, ["a", "b", "c"]);
  });

  it("start at once while there is room, also after all of them have ended", async () => {
    const { started, task, end } = tasks();
    const inTurn = limited(2);
    for (const round of ["1", "2", "3"]) {
      const all = ["a", "b", "c"].map((name) => inTurn(task(name + round)));
      await aTurn();
      assert.deepEqual(started.splice(0), [`a${round}`, `b${round}`]);
      end(`a${round}`);
      end(`b${round}`);
      await aTurn();
      end(`c${round}`);
      await Promise.all(all);
      started.splice(0);
    }
  });
});
