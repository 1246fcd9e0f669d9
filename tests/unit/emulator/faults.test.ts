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

  const odd: [fault: object, words: RegExp][] = [
    [{}, /"kind" of the fault is missing/],
    [{ kind: "empty", lable: "crm" }, /no member "lable"; there are: kind, operation, label, .*effect$/],
    [{ kind: "empty", operation: 5 }, /"operation" of the fault must be a string/],
    [{ kind: "empty", times: 0 }, /"times" of the fault must be a whole number from 1, or "always"/],
    [{ kind: "empty", times: 1.5 }, /"times"/],
    [{ kind: "empty", times: "often" }, /"times"/],
    [{ kind: "empty", after: -1 }, /"after" of the fault must be a whole number from 0/],
    [{ kind: "empty", effect: "yes" }, /"effect" of the fault must be true or false/],
    [{ kind: { empty: false } }, /the fault's "empty" must be true/],
    [{ kind: { empty: true, html: true } }, /one kind, not also html/],
    [{ kind: "delayMs" }, /the fault's "delayMs" must be a number of milliseconds, from 0/],
    [{ kind: { delayMs: -1 } }, /"delayMs"/],
    [{ kind: { delayAfterMs: "5" } }, /"delayAfterMs"/],
    [{ kind: { slowBodyMs: NaN } }, /"slowBodyMs"/],
    [{ kind: { slowHeadersMs: 2 ** 31 } }, /"slowHeadersMs"/],
    [{ kind: { throttlePerSecond: 0 } }, /the fault's "throttlePerSecond" must be a number of calls from 1/],
    [{ kind: { throttlePerSecond: "x" } }, /"throttlePerSecond"/],
    [{ kind: { throttlePerSecond: Infinity } }, /"throttlePerSecond"/],
    [{ kind: { body: {} } }, /the fault's "body" must be a string/],
    [{ kind: "error" }, /the fault's "error" must be an object/],
    [{ kind: { error: {} } }, /"type" of the fault's "error" is missing/],
    [{ kind: { error: { type: "" } } }, /"type" of the fault's "error" must be a string that isn't empty/],
    [{ kind: { error: { type: "X", status: 99 } } }, /"status" .* must be a whole number from 200 to 599/],
    [
      { kind: { error: { type: "X", headers: { date: 5 } } } },
      /"headers" .* must be an object of HTTP headers/,
    ],
    [{ kind: { error: { type: "X", headers: { "a b": "x" } } } }, /"headers"/],
    [{ kind: { error: { type: "X", headers: { a: "x\ny" } } } }, /"headers"/],
    [
      { kind: { error: { type: "X", retryable: true } } },
      /the fault's "error" has no member "retryable"; there are/,
    ],
    [{ kind: { change: { connectorLabel: "x" } } }, /the fault's "change" has no member "connectorLabel"/],
  ];
  for (const [fault, words] of odd)
    it(`are refused when they couldn't do what they say: ${JSON.stringify(fault)}`, () => {
      const added = faults();
      assert.throws(() => added.add(fault as Fault), words);
      assert.deepEqual(added.list(), []);
    });

  it("may leave members undefined", () => {
    assert.deepEqual(hits({ kind: { delayMs: 0 }, label: undefined } as unknown as Fault, [call]), [true]);
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
