import assert from "node:assert/strict";
import { describeOwner, labelConflictFacts } from "../../../../provider/diagnostics/labelConflict";

const OWNER = {
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm",
  lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm",
  description: "theirs",
  registeredAt: "2026-01-01T00:00:00.000Z",
  registeredBy: "arn:aws:iam::123456789012:user/ada",
};

describe("The owner of a label", () => {
  it("is described by all that is known of it", () => {
    const { connectorArn, lambdaArn, registeredAt, registeredBy } = OWNER;
    assert.equal(
      describeOwner(OWNER),
      `${connectorArn} (function ${lambdaArn}, description "theirs", registered at ${registeredAt}, by ${registeredBy})`,
    );
    assert.equal(describeOwner({ connectorArn, registeredBy }), `${connectorArn} (by ${registeredBy})`);
    assert.equal(describeOwner({ connectorArn }), connectorArn);
  });
});

describe("A label conflict", () => {
  const factsOf = (changes: object = {}) =>
    labelConflictFacts({
      label: "crm",
      owner: OWNER,
      hasOtherFunction: false,
      retainsOnDelete: false,
      ...changes,
    });

  it("says so where the owner can't be observed", () => {
    assert.equal(factsOf({ owner: undefined }).owner, "a custom connector that could not be looked at");
    assert.equal(factsOf().owner, describeOwner(OWNER));
  });

  it("has taking over as its first way out, unless the function is another one", () => {
    const [another, adopt, alias] = [
      "choose another label",
      "set `adopt: true` to take it over, also after a killed run",
      "if the resource was renamed in the program, give it `aliases`",
    ] as const;
    const forced =
      "if its replacement was forced, run `pulumi state untaint` and change `triggers`, or state `deleteBeforeReplace: true`, which also deletes what depends on it";
    assert.equal(factsOf().waysOut, `S${[adopt, alias, forced, another].join("; or ").slice(1)}`);
    assert.equal(factsOf({ hasOtherFunction: true }).waysOut, `C${[another, adopt, alias].join("; or ").slice(1)}`);
  });

  it("says that retainOnDelete stands in the way of deleting first", () => {
    assert.match(
      factsOf({ retainsOnDelete: true }).waysOut,
      /`deleteBeforeReplace: true` and no `retainOnDelete`, which keeps the old registration and its label, which also deletes/,
    );
  });
});
