import assert from "node:assert/strict";
import {
  DiagnosticError,
  failure,
  finding,
  inScope,
  isAmbiguous,
  type Outcome,
} from "../../../../provider/diagnostics/diagnostic";
import { render } from "../../../../provider/diagnostics/render";
import { failureOf } from "../../../support/inMemory/context";

const scope = { action: "updating", label: "crm" };
const facts = { service: "words" };
const message = render("rejected", scope, facts);

describe("A diagnostic", () => {
  it("has the same message as a finding and as a failure", () => {
    assert.deepEqual(finding("warning", "rejected", scope, facts), {
      severity: "warning",
      code: "rejected",
      message,
    });
    const { code, outcome, serviceMessage, partial, ...error } = failure("rejected", facts, scope);
    assert.deepEqual(
      [failure("rejected", facts, scope).message, code, outcome, serviceMessage, partial],
      [message, "rejected", "definite", "", undefined],
    );
    assert.equal(error.name, "DiagnosticError");
  });

  it("keeps what it does not change in a copy, the facts and the cause included", () => {
    const cause = new Error("inner");
    const first = new DiagnosticError("rejected", facts, { outcome: "retried", serviceMessage: "w", cause });
    const partial = { id: "crm", properties: {} };
    const copy = first.with({ scope, partial });
    assert.deepEqual(
      [copy.message, copy.outcome, copy.serviceMessage, copy.cause, copy.partial],
      [message, "retried", "w", cause, partial],
    );
    assert.deepEqual([first.partial, first.details.scope], [undefined, undefined]);
  });

  it("is ambiguous unless nothing was done for certain", () => {
    const isOf = (outcome: Outcome) => isAmbiguous(new DiagnosticError("rejected", facts, { outcome }));
    assert.deepEqual((["definite", "retried", "ambiguous"] as const).map(isOf), [false, true, true]);
    assert.equal(isAmbiguous(new Error("of another kind")), false);
  });
});

describe("A failure that leaves a scope", () => {
  const leaving = (error: Error) => inScope(scope, () => Promise.reject(error));

  it("gets that scope, and with it the heading of its message", async () => {
    const thrown = failure("rejected", facts);
    assert.equal((await failureOf(leaving(thrown))).message, message);
    assert.doesNotMatch(thrown.message, /updating/, "other callers share it");
  });

  it("keeps the scope that it has", async () => {
    const inner = failure("rejected", facts, { action: "listing AppFlow connectors" });
    assert.equal(await failureOf(leaving(inner)), inner);
  });

  it("passes as it is where it is none of this package's", async () => {
    const other = new Error("of another kind");
    await assert.rejects(leaving(other), (error) => error === other);
  });

  it("is none where the work succeeds", async () => {
    assert.equal(await inScope(scope, () => Promise.resolve(5)), 5);
  });
});
