import assert from "node:assert/strict";
import fc from "fast-check";
import { render } from "../../../../provider/diagnostics/render";
import { DESCRIBE_EVENT, judgeAnswer } from "../../../../provider/functions/describeResponse";
import { arnOf } from "../../../support/inMemory/context";

const ARN = arnOf("crm");

const WHOLE = {
  isSuccess: true,
  connectorName: "CRM",
  connectorVersion: "1.0",
  connectorOwner: "Acme",
  connectorModes: ["SOURCE", "DESTINATION"],
};

/** The judgement, whether it is a problem, and its message with an aside, which shows a full stop before it. */
function judge(payload: unknown, isFailure = false) {
  const { code, facts, isInformation = false } = judgeAnswer(ARN, { payload, isFailure });
  return { code, isInformation, message: render(code, undefined, { ...facts, aside: " (aside)" }) };
}

/** What a payload would be registered as. */
function registeredAs(payload: unknown): string {
  const { isInformation, code, message } = judge(payload);
  assert.deepEqual([isInformation, code], [true, "connector-answers"], message);
  const before = "its function answers, and would be registered as ";
  assert.ok(message.startsWith(before), message);
  return message.slice(before.length).replace(/\. Leave .*$/, "");
}

/** What is wrong with a payload. */
function faultOf(payload: unknown, isFailure = false): string {
  const { isInformation, code, message } = judge(payload, isFailure);
  assert.deepEqual([isInformation, code], [false, "connector-unfit"], message);
  const before = `the function ${ARN}, invoked as AppFlow would, `;
  assert.ok(message.startsWith(before), message);
  return message.slice(before.length).replace(/ \(aside\)\. Read the function's log.*$/, "");
}

describe("the event that a preview invokes a function with", () => {
  it("is the one that AppFlow sends when it registers a connector", () =>
    assert.deepEqual(DESCRIBE_EVENT, { type: "DescribeConnectorConfigurationRequest", locale: "en_US" }));
});

describe("a function that answers as a connector", () => {
  it("is information: what would be registered", () =>
    assert.equal(registeredAs(WHOLE), "CRM 1.0 by Acme (SOURCE, DESTINATION)"));

  it("may leave everything out", () =>
    assert.equal(registeredAs({ isSuccess: true }), "a connector without a name (no modes)"));

  for (const [changes, expected] of [
    [{ connectorName: undefined }, "a connector without a name 1.0 by Acme (SOURCE, DESTINATION)"],
    [{ connectorName: " \n" }, "a connector without a name 1.0 by Acme (SOURCE, DESTINATION)"],
    [{ connectorVersion: 2 }, "CRM by Acme (SOURCE, DESTINATION)"],
    [{ connectorOwner: "" }, "CRM 1.0 (SOURCE, DESTINATION)"],
    [{ connectorOwner: "Acme Inc." }, "CRM 1.0 by Acme Inc (SOURCE, DESTINATION)"],
    [{ connectorModes: "SOURCE" }, "CRM 1.0 by Acme (no modes)"],
    [{ connectorModes: [] }, "CRM 1.0 by Acme (no modes)"],
    [{ connectorModes: [5, null, ""] }, "CRM 1.0 by Acme (no modes)"],
    [{ connectorModes: ["SOURCE", 5, null] }, "CRM 1.0 by Acme (SOURCE)"],
    [{ connectorName: "The\n  CRM\tof\r\nours" }, "The CRM of ours 1.0 by Acme (SOURCE, DESTINATION)"],
    [{ connectorModes: ["\u001b[31mSOURCE\u0007"] }, "CRM 1.0 by Acme ([31mSOURCE)"],
    [{ errorDetails: { errorCode: "Odd" } }, "CRM 1.0 by Acme (SOURCE, DESTINATION)"],
  ] as const)
    it(`is shown with ${JSON.stringify(changes, (_, value: unknown) => value ?? null)} as ${expected}`, () =>
      assert.equal(registeredAs({ ...WHOLE, ...changes }), expected));
});

describe("a function that answers that it can't", () => {
  for (const [errorDetails, expected] of [
    [{ errorCode: "AccessDenied", errorMessage: "no such tenant" }, "answered AccessDenied: no such tenant"],
    [{ errorCode: "AccessDenied" }, "answered AccessDenied: it says nothing"],
    [{ errorCode: "AccessDenied", errorMessage: "" }, "answered AccessDenied: it says nothing"],
    [{ errorCode: "E", errorMessage: "No. No such tenant." }, "answered E: No. No such tenant"],
    [{ errorCode: "E", errorMessage: " one\0\u001b\u0085 \u2028two\u007f" }, "answered E: one two"],
    [{ errorCode: "\t", errorMessage: "two\nlines" }, "answered no error code: two lines"],
    [{ errorMessage: "two\nlines" }, "answered no error code: two lines"],
    [{ errorCode: 5, errorMessage: {} }, "answered no error code: it says nothing"],
    ...[undefined, null, "text", 5, []].map((it) => [it, "answered no error code: it says nothing"] as const),
  ] as const)
    it(`is at fault, with the error details ${JSON.stringify(errorDetails) ?? "left out"}`, () =>
      assert.equal(faultOf({ ...WHOLE, isSuccess: false, errorDetails }), expected));

  it("is quoted with 300 characters at most", () => {
    const errorDetails = { errorCode: "E", errorMessage: "x".repeat(301) };
    assert.equal(faultOf({ isSuccess: false, errorDetails }), `answered E: ${"x".repeat(300)}`);
  });
});

describe("a function that fails", () => {
  for (const [payload, expected] of [
    [{ errorMessage: "Task timed out", errorType: "Sandbox.Timedout" }, "failed: Task timed out"],
    [{ errorType: "Runtime.ExitError" }, "failed: Runtime.ExitError"],
    [{ errorMessage: null, errorType: "Runtime.ExitError" }, "failed: Runtime.ExitError"],
    ...["", " \n", "."].map((errorMessage) => [{ errorMessage, errorType: "Error" }, "failed: Error"] as const),
    [{ errorMessage: "Task timed\u0000\n out.", errorType: "Error" }, "failed: Task timed out"],
    [{ errorMessage: "", errorType: "" }, "failed: it says nothing"],
    [{ errorMessage: 5 }, "failed: it says nothing"],
    ...[{}, undefined, null, "text", 5, [], WHOLE].map((it) => [it, "failed: it says nothing"] as const),
  ] as const)
    it(`is at fault with ${JSON.stringify(payload) ?? "no payload"}`, () =>
      assert.equal(faultOf(payload, true), expected));
});

describe("a function that answers as no connector does", () => {
  const { isSuccess, ...silent } = WHOLE;
  const odd = ["true", 1, null, {}, [true]].map((it) => ({ ...WHOLE, isSuccess: it }));
  const lists = [[], [WHOLE], [isSuccess]];
  for (const payload of [undefined, null, "", "text", 0, 5, true, false, ...lists, {}, silent, ...odd])
    it(`is at fault with ${JSON.stringify(payload) ?? "no payload"}`, () =>
      assert.equal(faultOf(payload), "answered without `isSuccess: true`, so not as connectors do"));
});

const NAMES = [...Object.keys(WHOLE), "errorDetails", "errorCode", "errorMessage", "errorType", "__proto__"];
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.string({ unit: "binary" })),
    fc.array(tie("junk"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie("junk"), { maxKeys: 5 }),
  ),
}));
const answers = fc.oneof(junk, fc.json().map(JSON.parse), fc.dictionary(fc.constantFrom(...NAMES), junk));

describe("whatever a function answers", () => {
  it("it is judged, in one line of a readable length (500 answers)", () => {
    const isJudged = fc.property(answers, fc.boolean(), (payload, isFailure) => {
      const { isInformation, code, message } = judge(payload, isFailure);
      assert.equal(isInformation, code === "connector-answers");
      assert.ok(!/[\p{Cc}\u2028\u2029]/u.test(message) && message.length < 2000, message);
    });
    fc.assert(isJudged, { numRuns: 500 });
  });
});
