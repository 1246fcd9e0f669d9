import assert from "node:assert/strict";
import { checkFault } from "../../../../emulator/faults/faultTable";

const ODD: [fault: object, message: RegExp][] = [
  [{ kind: "nope" }, /there is no fault "nope"; there are: error, delayMs, .*change$/],
  [{ kind: {} }, /there is no fault/],
  [{ kind: { constructor: 1 } }, /there is no fault "constructor"/],
  [{ kind: "constructor" }, /there is no fault/],

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
  [{ kind: { error: { type: "X", headers: { date: 5 } } } }, /"headers" .* must be an object of HTTP headers/],
  [{ kind: { error: { type: "X", headers: { "a b": "x" } } } }, /"headers"/],
  [{ kind: { error: { type: "X", headers: { a: "x\ny" } } } }, /"headers"/],
  [{ kind: { error: { type: "X", retryable: true } } }, /the fault's "error" has no member "retryable"; there are/],
  [{ kind: { change: { connectorLabel: "x" } } }, /the fault's "change" has no member "connectorLabel"/],
];

describe("A fault", () => {
  for (const [fault, message] of ODD)
    it(`is refused when it couldn't do what it says: ${JSON.stringify(fault)}`, () => {
      assert.throws(() => checkFault(fault), message);
    });

  it("has one name, and the value that it needs", () => {
    assert.deepEqual(checkFault({ kind: "empty" }), ["empty", true]);
    assert.deepEqual(checkFault({ kind: { delayMs: 5 } }), ["delayMs", 5]);
  });
});
