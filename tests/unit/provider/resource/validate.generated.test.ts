import assert from "node:assert/strict";
import fc from "fast-check";
import { compileValidator } from "../../../../emulator/services/appflow/validation";
import type { JsonValue } from "../../../../emulator/schemas/json";
import { check } from "../../../../provider/resource/check";
import { ARGUMENTS } from "../../../../provider/resource/schema";
import type { RawProperties } from "../../../../provider/resource/types";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { validate } from "../../../../provider/resource/validate";
import { arnOf, inputsOf } from "../../../support/inMemory/context";

const RUNS = 2_000;

const awkward = fc.constantFrom(
  ...["__proto__", "constructor", "toString", "valueOf", "toJSON", "lambda", "lambdaArn"],
  ...ARGUMENTS,
);
const leaf = fc.oneof(
  fc.constant(UNKNOWN),
  fc.constant(null),
  fc.constant(undefined),
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom("crm", arnOf("crm"), "eu-west-1", "LAMBDA", "x".repeat(2_000)),
);
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("junk"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(awkward, fc.string()), tie("junk"), { maxKeys: 4 }),
  ),
}));
const properties = fc.dictionary(
  fc.oneof({ weight: 4, arbitrary: awkward }, { weight: 1, arbitrary: fc.string() }),
  junk,
);

describe("Whatever a JavaScript caller gives", () => {
  it(`check answers, and never repeats an unknown's sentinel (${RUNS} inputs)`, () => {
    fc.assert(
      fc.property(properties, properties, (olds, news) => {
        const { findings } = check(olds, news, {});
        for (const { message } of findings) {
          assert.match(message, /^checking (an AppFlow connector|AppFlow connector ")/);
          assert.ok(!message.includes(UNKNOWN), message);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Objects that can't be made text, which a lambdaArn may be. */
const UNTEXTLIKE: Readonly<Record<string, object>> = {
  "an object whose toString is none": { toString: 5, valueOf: null },
  "an object whose toString throws": {
    toString: () => {
      throw new Error("no text");
    },
  },
  "an object without a prototype": Object.create(null) as object,
  "a list of them": [Object.create(null) as object],
};

describe("What can't be made text", () => {
  for (const [what, value] of Object.entries(UNTEXTLIKE))
    it(`is refused as any argument, and doesn't stop check: ${what}`, () => {
      const codesOf = (changes: RawProperties) =>
        check({}, { ...inputsOf(), ...changes }, {}).findings.map(({ code }) => code);
      const lambda = { lambdaArn: value };
      assert.deepEqual(codesOf({ connectorProvisioningConfig: { lambda } }), ["argument-type"]);
      for (const name of ARGUMENTS.filter((name) => name !== "triggers"))
        assert.notEqual(codesOf({ [name]: value }).length, 0, name);
      assert.doesNotThrow(() => check({ connectorLabel: value, region: value }, { ...inputsOf() }, {}));
    });
});

const accepts = (body: JsonValue): boolean => {
  try {
    register(body);
    return true;
  } catch {
    return false;
  }
};
const register = compileValidator("RegisterConnectorRequest");

/** Where this package is stricter or laxer than the model, on purpose. */
const DEVIATIONS: readonly [why: string, at: string, applies: (text: string) => boolean][] = [
  [
    "only the ARN of a Lambda function can be a connector",
    "lambdaArn",
    (arn) => !/^arn:(aws|aws-cn|aws-us-gov):lambda:[a-z0-9-]+:[0-9]{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn),
  ],
];

const alphabet = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 });
const about = (characters: string, most: number) =>
  fc.oneof(
    alphabet(characters),
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.integer({ min: most - 2, max: most + 2 }).map((length) => "a".repeat(length)),
    fc.constantFrom("", "a", "a\n", "\na", "é", "\u{1F642}", "\u2028", "a b", "a\u00a0b"),
  );
const mostly = (usual: string, ...others: string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  connectorLabel: about("aZ09_!@#.- ", 256),
  description: about("aZ09_/!@#+=.-\t\n' ", 1024),
  clientToken: about("aZ09 ~!\u007f\t", 256),
  connectorProvisioningType: fc.constantFrom("LAMBDA", "lambda", "", "LAMBDA ", "EC2"),
  lambdaArn: fc
    .tuple(
      mostly("aws", "aws-cn", "aws-us-gov", "aws-iso", "gcp", ""),
      mostly("lambda", "iam", ""),
      mostly("eu-west-1", "cn-north-1", "", "EU"),
      mostly("123456789012", "1", "x", ""),
      fc.oneof(mostly("function:f", "function:f:7", "function:", "layer:f:1"), about("f:$-_/", 470)),
    )
    .map((parts) => ["arn", ...parts].join(":")),
};

describe("The offline rules and the service's model agree", () => {
  for (const [name, texts] of Object.entries(TEXTS))
    it(`on ${name} (${RUNS} texts)`, () => {
      const seen = { true: 0, false: 0 };
      fc.assert(
        fc.property(texts, (text) => {
          const changes =
            name === "lambdaArn" ? { connectorProvisioningConfig: { lambda: { lambdaArn: text } } } : { [name]: text };
          const inputs = { ...inputsOf(), ...changes };
          const errors = validate(inputs, { action: "checking" }).filter(({ severity }) => severity === "error");
          const deviates = DEVIATIONS.some(([, at, applies]) => at === name && applies(text));
          const expected = accepts(inputs as unknown as JsonValue) && !deviates;
          seen[`${expected}`] += 1;
          assert.equal(errors.length === 0, expected, JSON.stringify({ text, errors }));
        }),
        { numRuns: RUNS },
      );
      assert.ok(seen.true > 10 && seen.false > 10, JSON.stringify(seen));
    });
});
