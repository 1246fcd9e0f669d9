import assert from "node:assert/strict";
import fc from "fast-check";
import { DESCRIBE_EVENT, judgeAnswer } from "../../../provider/connectorAnswer";
import type { Subject } from "../../../provider/findings";
import { arnOf, REGION } from "./given";

const ARN = arnOf("crm");
const SUBJECT: Subject = { doing: "checking", label: "crm", region: REGION };
const HEADING = `checking AppFlow connector "crm" (${REGION}): `;

const WHOLE = {
  isSuccess: true,
  connectorName: "CRM",
  connectorVersion: "1.0",
  connectorOwner: "Acme",
  connectorModes: ["SOURCE", "DESTINATION"],
};

const judge = (payload: unknown, failed = false, aside = "") =>
  judgeAnswer(ARN, { payload, failed })("error", SUBJECT, aside);

/** What a payload would be registered as. */
function registered(payload: unknown): string {
  const { severity, code, message } = judge(payload);
  assert.deepEqual([severity, code], ["info", "connector-answers"], message);
  const before = `${HEADING}its function answers, and would be registered as `;
  assert.ok(message.startsWith(before), message);
  return message.slice(before.length).replace(/\. Leave .*$/, "");
}

/** What is wrong with a payload. The aside shows a full stop that the message would end with anyway. */
function faultOf(payload: unknown, failed = false): string {
  const { severity, code, message } = judge(payload, failed, " (aside)");
  assert.deepEqual([severity, code], ["error", "connector-unfit"], message);
  const before = `${HEADING}the function ${ARN}, invoked as AppFlow would, `;
  assert.ok(message.startsWith(before), message);
  return message.slice(before.length).replace(/ \(aside\)\. Read the function's log.*$/, "");
}

describe("The event that a preview invokes a function with", () => {
  it("is the one that AppFlow sends when a connector is registered", () =>
    assert.deepEqual(DESCRIBE_EVENT, { type: "DescribeConnectorConfigurationRequest", locale: "en_US" }));
});

describe("A function that answers as a connector", () => {
  it("is information, with what would be registered", () =>
    assert.equal(registered(WHOLE), "CRM 1.0 by Acme (SOURCE, DESTINATION)"));

  it("stays information, however seriously faults are told", () => {
    const tell = judgeAnswer(ARN, { payload: WHOLE, failed: false });
    assert.deepEqual(tell("error", SUBJECT, ""), tell("warning", SUBJECT, " (aside)"));
  });

  it("may leave everything out", () =>
    assert.equal(registered({ isSuccess: true }), "a connector without a name (no modes)"));

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
    it(`is told with ${JSON.stringify(changes, (_, value: unknown) => value ?? null)} as ${expected}`, () =>
      assert.equal(registered({ ...WHOLE, ...changes }), expected));
});

describe("A function that answers that it can't", () => {
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
    it(`is at fault, and told with the error details ${JSON.stringify(errorDetails) ?? "left out"}`, () =>
      assert.equal(faultOf({ ...WHOLE, isSuccess: false, errorDetails }), expected));

  it("is quoted with 300 characters at most", () => {
    const errorDetails = { errorCode: "E", errorMessage: "x".repeat(301) };
    assert.equal(faultOf({ isSuccess: false, errorDetails }), `answered E: ${"x".repeat(300)}`);
  });
});

describe("A function that fails", () => {
  for (const [payload, expected] of [
    [{ errorMessage: "Task timed out", errorType: "Sandbox.Timedout" }, "failed: Task timed out"],
    [{ errorType: "Runtime.ExitError" }, "failed: Runtime.ExitError"],
    [{ errorMessage: null, errorType: "Runtime.ExitError" }, "failed: Runtime.ExitError"],
    ...["", " \n", "."].map(
      (errorMessage) => [{ errorMessage, errorType: "Error" }, "failed: Error"] as const,
    ),
    [{ errorMessage: "Task timed\u0000\n out.", errorType: "Error" }, "failed: Task timed out"],
    [{ errorMessage: "", errorType: "" }, "failed: it says nothing"],
    [{ errorMessage: 5 }, "failed: it says nothing"],
    ...[{}, undefined, null, "text", 5, [], WHOLE].map((it) => [it, "failed: it says nothing"] as const),
  ] as const)
    it(`is at fault with ${JSON.stringify(payload) ?? "no payload"}`, () =>
      assert.equal(faultOf(payload, true), expected));

  it("is told as seriously as the resource wants, with its aside", () => {
    const tell = judgeAnswer(ARN, { payload: {}, failed: true });
    const { severity, message } = tell("warning", SUBJECT, " (which may change)");
    assert.equal(severity, "warning");
    assert.ok(message.includes("failed: it says nothing (which may change). Read "), message);
  });
});

describe("A function that answers as no connector does", () => {
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

describe("Whatever a function answers", () => {
  it("it is judged, in one line of a readable length (500 answers)", () => {
    const isJudged = fc.property(answers, fc.boolean(), (payload, failed) => {
      const { severity, code, message } = judge(payload, failed);
      assert.equal(severity, code === "connector-answers" ? "info" : "error");
      assert.ok(!/[\p{Cc}\u2028\u2029]/u.test(message) && message.length < 2000, message);
    });
    fc.assert(isJudged, { numRuns: 500 });
  });
});
