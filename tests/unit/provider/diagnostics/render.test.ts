import assert from "node:assert/strict";
import { render } from "../../../../provider/diagnostics/render";

const facts = { service: "words" };
const updating = { action: "updating" };

describe("A message", () => {
  const headingOf = (scope: { action: string; label?: string; region?: string; accountId?: string }) =>
    render("rejected", scope, facts).split(":")[0];
  const here = { label: "crm", region: "eu-west-1" };

  for (const [scope, heading] of [
    [{ ...updating, label: "crm" }, 'updating AppFlow connector "crm"'],
    [{ ...updating, ...here }, 'updating AppFlow connector "crm" (eu-west-1)'],
    [{ ...updating, ...here, accountId: "123456789012" }, 'updating AppFlow connector "crm" (eu-west-1, 123456789012)'],
    // Where there is no label, the action is a whole phrase.
    [{ action: "listing AppFlow connectors" }, "listing AppFlow connectors"],
    [{ action: "listing AppFlow connectors", label: "" }, "listing AppFlow connectors"],
    [{ action: "listing AppFlow connectors", region: "eu-west-1" }, "listing AppFlow connectors (eu-west-1)"],
  ] as const)
    it(`begins with its scope: ${heading}`, () => assert.equal(headingOf(scope), heading));

  it("begins with what happened while it has no scope", () => {
    assert.match(render("rejected", undefined, facts), /^words\. Correct the value that AppFlow names\. See /);
  });

  it("puts a full stop where there is none, and no second one", () => {
    const text = (service: string) => render("rejected", updating, { service });
    assert.match(text("words"), /: words\. Correct the value that AppFlow names\. See /);
    assert.match(text("words!"), /: words! Correct/);
    assert.match(text("words! and more"), /: words! and more\. Correct/);
  });

  it("stays readable when a label, a region or a fact is huge", () => {
    const huge = "x".repeat(100_000);
    const message = render("rejected", { ...updating, label: huge, region: huge }, { service: huge });
    const [, label, region, fact] = /"(x+\.\.\.)" \((x+\.\.\.)\): (x+\.\.\.) /.exec(message) ?? [];
    assert.deepEqual([label?.length, region?.length, fact?.length], [256, 256, 1000]);
    const whole = "x".repeat(256);
    assert.ok(render("rejected", { ...updating, label: whole }, facts).includes(`"${whole}"`));
  });

  it("fills facts in as they are, whatever stands in them", () => {
    const message = render("rejected", updating, { service: "$& {service} $1" });
    assert.ok(message.includes("$& {service} $1"), message);
  });

  it("takes label and region from the scope, unless they are facts", () => {
    const { service, ...none } = { ...facts, profiles: "sales" };
    const scope = { action: "unregistering", label: "crm", region: "eu-west-1" };
    const command = (facts: object) => render("in-use", scope, { service, ...none, ...facts });
    assert.match(command({}), /--region eu-west-1 --connector-label 'crm' /);
    assert.match(command({ region: "eu-west-2" }), /--region eu-west-2 --connector-label 'crm' /);
  });

  it("says unknown where a fact is missing", () => {
    assert.match(render("in-use", updating, { service: "" }), /profiles use it: unknown;/);
  });
});
