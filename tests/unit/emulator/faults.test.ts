import assert from "node:assert/strict";
import { EFFECT, type Fault, faults } from "../../../emulator/faults";
import { FAULT_ACTIONS } from "../../../emulator/faultActions";

const call = { operation: "RegisterConnector", accountId: "1", region: "r", label: "crm" };

function hits(fault: Fault, calls: (typeof call)[]): boolean[] {
  const added = faults();
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
    assert.deepEqual(hits({ kind: "empty", after: 2 }, [call, call, call, call]), [
      false,
      false,
      true,
      false,
    ]);
  });

  for (const other of [
    { operation: "ListConnectors" },
    { label: "erp" },
    { accountId: "2" },
    { region: "s" },
  ])
    it(`hit only calls that match ${JSON.stringify(other)}`, () => {
      assert.deepEqual(hits({ kind: "empty", ...other }, [call, { ...call, ...other }]), [false, true]);
    });

  it("hit in the order in which they were added", () => {
    const added = faults();
    added.add({ kind: "empty" });
    added.add({ kind: { delayMs: 5 } });
    assert.deepEqual(
      [added.take(call)?.name, added.take(call)?.name, added.take(call)],
      ["empty", "delayMs", undefined],
    );
  });

  it("that wait for later calls don't hide the next ones", () => {
    const added = faults();
    added.add({ kind: "empty", after: 1 });
    added.add({ kind: "html" });
    assert.deepEqual([added.take(call)?.name, added.take(call)?.name], ["html", "empty"]);
  });

  it("throttle what comes faster than so many a second", () => {
    let now = 0;
    const added = faults(() => now);
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

  it("are refused when there is no such kind", () => {
    for (const kind of ["nope", {}, { constructor: 1 }, "constructor"] as never[])
      assert.throws(() => faults().add({ kind }), /there is no fault/);
  });

  it("can be listed and cleared", () => {
    const added = faults();
    added.add({ kind: "empty", label: "crm" });
    assert.deepEqual(added.list(), [{ kind: "empty", label: "crm" }]);
    added.clear();
    assert.deepEqual(added.list(), []);
  });

  it("all have an action", () => {
    assert.deepEqual(Object.keys(EFFECT).sort(), Object.keys(FAULT_ACTIONS).sort());
  });
});
