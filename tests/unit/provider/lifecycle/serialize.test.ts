import assert from "node:assert/strict";
import { newSerializer } from "../../../../provider/lifecycle/serialize";
import { aTurn } from "../../../support/inMemory/preview";

describe("Tasks of one key", () => {
  it("run one after the other, also after one that fails, and beside those of another key", async () => {
    const serialize = newSerializer();
    const started: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const task = (key: string, name: string) =>
      serialize(key, () => {
        started.push(name);
        return new Promise<string>((resolve, reject) =>
          ends.set(name, (error) => (error ? reject(error) : resolve(name))),
        );
      });
    const all = Promise.allSettled([task("a", "a1"), task("a", "a2"), task("a", "a3"), task("b", "b1")]);
    await aTurn();
    assert.deepEqual(started, ["a1", "b1"]);
    ends.get("a1")?.(new Error("a1"));
    await aTurn();
    assert.deepEqual(started, ["a1", "b1", "a2"]);
    for (const name of ["b1", "a2", "a3"]) {
      ends.get(name)?.();
      await aTurn();
    }
    const outcomes = (await all).map((it) => (it.status === "fulfilled" ? it.value : String(it.reason)));
    assert.deepEqual(outcomes, ["Error: a1", "a2", "a3", "b1"]);
  });
});
