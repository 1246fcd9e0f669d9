import assert from "node:assert/strict";
import { compareWithState, isReregistered, isStateOnly, isWritten } from "../../../../provider/resource/diff";
import { ARGUMENTS, SCHEMA } from "../../../../provider/resource/schema";
import { DECLARED_OUTPUTS } from "../../../../provider/resource/state";
import { validate } from "../../../../provider/resource/validate";

/** What holds of one argument. */
interface Row {
  /** Values that are fine. */
  readonly takes: readonly unknown[];
  /** Values of the right type that are not. Default: none. Other types are tried anyway. */
  readonly refuses?: readonly unknown[];
  /** Another value, fine or not. Default: the second one of those that are. */
  readonly other?: unknown;
  /** What a change from the first value to the other one does. */
  readonly change: "replaces" | "is written" | "registers again" | "is for the state" | "does nothing";
}

const functionOf = (name: string) => ({
  lambda: { lambdaArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}` },
});
const long = (length: number) => "a".repeat(length);

/** Every argument. A new one gets its row here; without it, this file does not compile. */
const ROWS: Readonly<Record<(typeof ARGUMENTS)[number], Row>> = {
  connectorLabel: {
    takes: ["ab", "0_!@.-zZ9", long(256)],
    refuses: ["", "a", long(257), "Google BigQuery", "-crm", "crm\n", long(100_000)],
    change: "replaces",
  },
  connectorProvisioningConfig: {
    takes: [functionOf("crm"), functionOf("erp")],
    refuses: [{}, { lambda: null }, { lambda: 5 }, { lambda: {} }, { lambda: { lambdaArn: true } }],
    change: "is written",
  },
  connectorProvisioningType: {
    takes: ["LAMBDA"],
    refuses: ["", "lambda", "EC2", long(100_000)],
    other: "EC2",
    change: "replaces",
  },
  description: {
    takes: ["", "of sales", "a\n".repeat(512)],
    refuses: [long(1025), "it's", "(surely)"],
    change: "is written",
  },
  clientToken: {
    takes: ["once", "~ no such thing, (surely)", long(256)],
    refuses: ["", long(257), "ä"],
    change: "does nothing",
  },
  region: {
    takes: ["eu-west-1"],
    refuses: ["", "moon", long(100_000)],
    other: "us-east-1",
    change: "replaces",
  },
  adopt: { takes: [true, false], change: "does nothing" },
  forceDelete: { takes: [true, false], change: "is for the state" },
  triggers: { takes: [["x"], [], [1, { a: [null] }]], change: "registers again" },
};

const GOOD = { connectorLabel: "crm", connectorProvisioningConfig: functionOf("crm") };
const validateWith = (name: string, value: unknown) => validate({ ...GOOD, [name]: value }, { action: "checking" });

function describeChange(name: string, from: unknown, to: unknown): Row["change"] {
  const difference = compareWithState({ ...GOOD, [name]: from }, { ...GOOD, [name]: to });
  if (difference.replaces.includes(name)) return "replaces";
  if (isReregistered(difference)) return "registers again";
  if (isStateOnly(difference)) return "is for the state";
  return isWritten(difference) ? "is written" : "does nothing";
}

for (const [name, { takes, refuses = [], other = takes[1], change }] of Object.entries(ROWS))
  describe(`The argument ${name}`, () => {
    for (const value of takes)
      it(`takes ${JSON.stringify(value).slice(0, 40)}`, () => {
        assert.deepEqual(validateWith(name, value), []);
      });

    const others = ["text", 5, true, ["x"], {}].filter((value) => typeOf(value) !== typeOf(takes[0]));
    for (const value of [...refuses, ...others])
      it(`refuses ${JSON.stringify(value).slice(0, 40)}, by its name and not by its value`, () => {
        const findings = validateWith(name, value);
        assert.deepEqual(
          findings.map(({ severity }) => severity),
          ["error"],
        );
        assert.match(findings[0].message, new RegExp(`\`${name}`));
        assert.ok(findings[0].message.length < 600, findings[0].message);
      });

    it(`${change} when it changes`, () => {
      assert.equal(describeChange(name, takes[0], other), change);
    });
  });

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

describe("The table", () => {
  it("has arguments, outputs and notes, all of which the class declares", () => {
    assert.deepEqual([...DECLARED_OUTPUTS].sort(), SCHEMA.map(({ name }) => name).sort());
    assert.deepEqual(ARGUMENTS, Object.keys(ROWS));
  });
});
