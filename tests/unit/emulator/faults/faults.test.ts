import assert from "node:assert/strict";
import { newFaults } from "../../../../emulator/faults/faults";
import type { Fault } from "../../../../emulator/faults/faultTable";

const call = { operation: "RegisterConnector", accountId: "1", region: "r", label: "crm" };

function hits(fault: Fault, calls: (typeof call)[]): boolean[] {
  const added = newFaults();
  added.add(fault);
  return calls.map((it) => added.take(it) !== undefined);
}

describe("Faults on demand", () => {
  it("hit once unless told otherwise", () => {
    assert.deepEqual(hits({ kind: "empty" }, [call, call]), [true, false]);
    assert.deepEqual(hits({ kind: "empty", times: 2 }, [call, call, call]), [true, true, false]);
    assert.deepEqual(hits({ kind: "empty", times: "always" }, [call, call, call]), [true, true, true]);
  });

  it("let the first calls through", () => {
    const calls = [call, call, call, call];
    assert.deepEqual(hits({ kind: "empty", after: 2 }, calls), [false, false, true, false]);
  });

  const others = [{ operation: "ListConnectors" }, { label: "erp" }, { accountId: "2" }, { region: "s" }];
  for (const other of others)
    it(`hit only calls that match ${JSON.stringify(other)}`, () => {
      assert.deepEqual(hits({ kind: "empty", ...other }, [call, { ...call, ...other }]), [false, true]);
    });

  it("hit in the order in which they were added", () => {
    const added = newFaults();
    added.add({ kind: "empty" });
    added.add({ kind: { delayMs: 5 } });
    assert.deepEqual(
      [added.take(call)?.name, added.take(call)?.name, added.take(call)],
      ["empty", "delayMs", undefined],
    );
  });

  it("that wait for later calls don't hide the next ones", () => {
    const added = newFaults();
    added.add({ kind: "empty", after: 1 });
    added.add({ kind: "html" });
    assert.deepEqual([added.take(call)?.name, added.take(call)?.name], ["html", "empty"]);
  });

  it("throttle what comes faster than so many a second", () => {
    let now = 0;
    const added = newFaults(() => now);
    added.add({ kind: { throttlePerSecond: 2 }, times: "always" });
    const at = (time: number): boolean => {
      now = time;
      return added.take(call) !== undefined;
    };
    assert.deepEqual(
      [at(0), at(0), at(0), at(500), at(500), at(10_000), at(10_000), at(10_000)],
      [false, false, true, false, true, false, false, true],
    );
  });

  it("may leave members undefined", () => {
    assert.deepEqual(hits({ kind: { delayMs: 0 }, label: undefined } as unknown as Fault, [call]), [true]);
  });

  it("are not added when they couldn't do what they say", () => {
    const added = newFaults();
    assert.throws(() => added.add({ kind: "nope" } as never));
    assert.deepEqual(added.list(), []);
  });

  it("can be listed and cleared", () => {
    const added = newFaults();
    added.add({ kind: "empty", label: "crm" });
    assert.deepEqual(added.list(), [{ kind: "empty", label: "crm" }]);
    added.clear();
    assert.deepEqual(added.list(), []);
  });
});
