import assert from "node:assert/strict";
import {
  compareWithState,
  desiredDescription,
  findDrift,
  hasOtherFunction,
  isReregistered,
  isStateOnly,
  isUpToDate,
  isWritten,
} from "../../../../provider/resource/diff";
import type { Observation, RawProperties } from "../../../../provider/resource/types";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { arnOf, inMemoryAppFlow, inputsOf, REGION } from "../../../support/inMemory/context";
import { stateOf } from "../../../support/inMemory/lifecycle";
import { desiring } from "../../../support/inMemory/preview";

const state = (changes: RawProperties = {}): RawProperties => ({ ...stateOf(), ...changes });
const inputs = (changes: RawProperties = {}): RawProperties => ({
  ...inputsOf(),
  region: REGION,
  ...changes,
});
const functionOf = (lambdaArn: unknown) => ({ connectorProvisioningConfig: { lambda: { lambdaArn } } });

type Case = readonly [what: string, given: { state?: RawProperties; inputs?: RawProperties }, ...changed: string[]];

const CASES: readonly Case[] = [
  ["nothing", {}],
  ["another label", { inputs: { connectorLabel: "erp" } }, "connectorLabel"],
  ["another region", { inputs: { region: "eu-west-2" } }, "region"],
  ["a region that is no longer stated", { inputs: { region: undefined } }],
  ["another type", { inputs: { connectorProvisioningType: "OTHER" } }, "connectorProvisioningType"],
  ["a type that is no longer stated", { inputs: { connectorProvisioningType: undefined } }],
  [
    "another type, no longer stated",
    { state: { connectorProvisioningType: "OTHER" }, inputs: { connectorProvisioningType: undefined } },
  ],
  ["another function", { inputs: functionOf(arnOf("erp")) }, "connectorProvisioningConfig"],
  ["a function that drifted", { state: functionOf(arnOf("x")) }, "connectorProvisioningConfig"],
  ["a description that is stated", { inputs: { description: "a" } }, "description"],
  ["the same description", { state: { description: "a" }, inputs: { description: "a" } }],
  ["a description that is no longer stated", { state: { description: "a" } }, "description"],
  ["a null description", { state: { description: "a" }, inputs: { description: null } }, "description"],
  ["a description that is null, and none", { inputs: { description: null } }],
  ["a description that drifted away", { state: { description: "" }, inputs: { description: "a" } }, "description"],
  ["a description that was adopted without being stated", { state: { description: undefined } }],
  [
    "an adopted description that is stated now",
    { state: { description: undefined }, inputs: { description: "a" } },
    "description",
  ],
  ["forceDelete set", { inputs: { forceDelete: true } }, "forceDelete"],
  ["forceDelete false", { inputs: { forceDelete: false } }],
  ["forceDelete false, left out", { state: { forceDelete: false } }],
  ["forceDelete taken back", { state: { forceDelete: true } }, "forceDelete"],
  ["triggers stated", { inputs: { triggers: [1] } }, "triggers"],
  ["an empty list of triggers", { inputs: { triggers: [] } }],
  ["the same triggers", { state: { triggers: [{ a: [1] }] }, inputs: { triggers: [{ a: [1] }] } }],
  ["a trigger deep within", { state: { triggers: [{ a: [1] }] }, inputs: { triggers: [{ a: [2] }] } }, "triggers"],
  ["triggers in another order", { state: { triggers: [1, 2] }, inputs: { triggers: [2, 1] } }, "triggers"],
  ["triggers taken away", { state: { triggers: [1] } }, "triggers"],
  ["a trigger of another type", { state: { triggers: [1] }, inputs: { triggers: ["1"] } }, "triggers"],
  ["adopt set", { inputs: { adopt: true } }],
  ["adopt taken back", { state: { adopt: true } }],
  ["another client token", { state: { clientToken: "a" }, inputs: { clientToken: "b" } }],
  ["another version of the connector", { state: { connectorVersion: "2.0" } }],
  ["an unknown label", { inputs: { connectorLabel: UNKNOWN } }, "connectorLabel"],
  ["an unknown function", { inputs: functionOf(UNKNOWN) }, "connectorProvisioningConfig"],
  ["a wholly unknown function", { inputs: { connectorProvisioningConfig: UNKNOWN } }, "connectorProvisioningConfig"],
  ["an unknown description", { inputs: { description: UNKNOWN } }, "description"],
  ["an unknown trigger", { inputs: { triggers: [{ a: UNKNOWN }] } }, "triggers"],
  ["an unknown forceDelete", { inputs: { forceDelete: UNKNOWN } }, "forceDelete"],
  [
    "everything at once",
    {
      inputs: {
        connectorLabel: "erp",
        region: "eu-west-2",
        description: "b",
        ...functionOf(arnOf("erp", "eu-west-2")),
        triggers: [1],
        forceDelete: true,
      },
    },
    "connectorLabel",
    "connectorProvisioningConfig",
    "description",
    "region",
    "forceDelete",
    "triggers",
  ],
];

/** What only a new registration takes on. */
const REPLACING = ["connectorLabel", "connectorProvisioningType", "region"];

describe("The difference between a state and a program", () => {
  for (const [what, given, ...changed] of CASES) {
    const replaces = changed.filter((name) => REPLACING.includes(name));
    it(`${what}: ${changed.join(", ") || "no change"}${replaces.length > 0 ? ", by replacement" : ""}`, () => {
      const difference = compareWithState(state(given.state), inputs(given.inputs));
      assert.deepEqual(difference, { changed, replaces });
    });
  }

  it("takes values of any shape", () => {
    for (const junk of [undefined, null, 1, "x", [], {}, { lambda: 1 }])
      assert.ok(
        compareWithState(state(), inputs({ connectorProvisioningConfig: junk })).changed.includes(
          "connectorProvisioningConfig",
        ),
      );
  });
});

describe("What a difference means", () => {
  const meaningOf = (...changed: string[]) => {
    const difference = { changed, replaces: [] };
    return [isStateOnly(difference), isWritten(difference), isReregistered(difference)];
  };

  for (const [changed, ...meaning] of [
    [[], false, false, false],
    [["forceDelete"], true, false, false],
    [["description"], false, true, false],
    [["connectorProvisioningConfig"], false, true, false],
    [["triggers"], false, true, true],
    [["triggers", "forceDelete"], false, true, true],
    [["connectorLabel"], false, false, false],
  ] as const)
    it(`of ${changed.join(" and ") || "nothing"}: for the state alone, written, registered again`, () => {
      assert.deepEqual(meaningOf(...changed), meaning);
    });
});

describe("What is observed of a registration", () => {
  const observed = inMemoryAppFlow().put("crm", { description: "a" });
  const plain = inMemoryAppFlow().put("crm");
  const [crm, erp] = [arnOf("crm"), arnOf("erp")];
  const drift: readonly [what: string, Observation, ReturnType<typeof desiring>, ...drifted: string[]][] = [
    ["as desired", observed, desiring(crm, "a")],
    ["with a description that nobody states", observed, desiring(crm)],
    ["with another description", observed, desiring(crm, "b"), "description"],
    ["with a description, and none is desired", observed, desiring(crm, ""), "description"],
    ["without a description, and none is desired", plain, desiring(crm, "")],
    ["with another function", observed, desiring(erp, "a"), "connectorProvisioningConfig"],
    ["with another of both", observed, desiring(erp, "b"), "connectorProvisioningConfig", "description"],
  ];
  for (const [what, observation, desired, ...expected] of drift)
    it(`${what}: ${expected.join(" and ") || "nothing"} drifted`, () => {
      assert.deepEqual(findDrift(observation, desired), expected);
      assert.equal(isUpToDate(observation, desired), expected.length === 0);
    });

  it("is compared only with what UpdateConnectorRegistration writes", () => {
    const stated = { connectorLabel: "erp", triggers: [1], forceDelete: true, clientToken: "t" };
    const desired = { ...inputsOf(stated), region: "eu-west-2" };
    assert.deepEqual(findDrift(plain, desired), []);
  });

  it("is never up to date where nothing is observed", () => {
    assert.equal(isUpToDate(undefined, desiring(crm)), false);
  });

  it("has another function once both are known", () => {
    const without = { ...observed, connectorProvisioningConfig: { lambda: { lambdaArn: "" } } };
    for (const [observation, lambdaArn, expected] of [
      [observed, crm, false],
      [observed, erp, true],
      [observed, UNKNOWN, false],
      [without, erp, false],
      [undefined, erp, false],
    ] as const)
      assert.equal(hasOtherFunction(observation, desiring(lambdaArn)), expected, lambdaArn);
  });
});

describe("The description that a registration shall have", () => {
  for (const [managed, stated, desired] of [
    ["", "a", "a"],
    ["a", undefined, ""],
    ["", undefined, ""],
    ["a", null, ""],
    [undefined, undefined, undefined],
    [undefined, "a", "a"],
    [undefined, "", ""],
  ] as const)
    it(`is ${desired === undefined ? "what it is" : `"${desired}"`} where ${stated} is stated and the state has ${managed}`, () => {
      const state = managed === undefined ? {} : { description: managed };
      assert.equal(desiredDescription(state, { description: stated }), desired);
    });
});
