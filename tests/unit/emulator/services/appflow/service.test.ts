import assert from "node:assert/strict";
import { appflow } from "../../../../../emulator/services/appflow/service";

const caller = { accountId: "1", region: "r", arn: "a", partition: "aws" };

function subjectOf(body: string): object | undefined {
  const request = { method: "POST", path: "/register-connector", query: new URLSearchParams(), headers: {} };
  return appflow.read({ ...request, body })?.subject(caller);
}

describe("What the journal may know of a call to AppFlow", () => {
  const names = (length: number) =>
    JSON.stringify({ connectorLabel: "l".repeat(length), clientToken: "t".repeat(length), more: "x" });

  it("is its label and its token", () => {
    assert.deepEqual(subjectOf(names(256)), { label: "l".repeat(256), clientToken: "t".repeat(256) });
  });

  for (const body of [names(257), '{"connectorLabel":1}', "[]", "null", "not json", ""])
    it(`is nothing for a body that holds none: ${body.slice(0, 30)}`, () => {
      assert.deepEqual(subjectOf(body), {});
    });
});
