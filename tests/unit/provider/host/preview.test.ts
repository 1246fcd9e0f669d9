import assert from "node:assert/strict";
import type { Report } from "../../../../provider/host/preview";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { inputsOf, REGION, withoutAmbientRegion } from "../../../support/inMemory/context";
import { configuredHost, newsOf, type Properties } from "../../../support/inMemory/host";
import { planOf, short } from "../../../support/inMemory/preview";

const OLDS: Properties = { ...inputsOf({ region: REGION }) };

/** What check answers the engine, in preview or in a run. */
async function checkFor(changes: object, configuration = {}, olds: Properties = {}, preview = true) {
  const host = await configuredHost(configuration);
  const { inputs, failures } = await host.check(olds, newsOf({ __run: { preview }, ...changes }));
  return {
    codes: failures?.map(({ property, reason }) => `${property}#${/#([a-z-]+)$/.exec(reason)?.[1]}`),
    report: (inputs as { __findings?: Report }).__findings,
  };
}

describe("What check finds in preview", () => {
  withoutAmbientRegion();

  it("goes back to the class instead of stopping at the first resource", async () => {
    const { codes, report } = await checkFor({ connectorLabel: "a#", adopt: 1 });
    assert.deepEqual([codes, report?.findings.map(short)], [[], ["error argument-type", "warning label-hash"]]);
  });

  it("has no report in a run", async () => {
    assert.equal((await checkFor({}, {}, {}, false)).report, undefined);
  });
});

describe("A configuration that can't be followed", () => {
  withoutAmbientRegion();
  const CONFIGURATION = { "aws:insecure": "true", "aws:assumeRole": "text" };
  const CODES = ["#configuration-unsupported", "#configuration-invalid"];

  it("stops a preview in each check: an unchanged resource's never comes to the class", async () => {
    for (const olds of [{}, OLDS]) assert.deepEqual((await checkFor({}, CONFIGURATION, olds)).codes, CODES);
  });

  it("stops a preview beside what is the resource's own, which stays in its report", async () => {
    const { codes, report } = await checkFor({ adopt: "yes" }, CONFIGURATION);
    assert.deepEqual([codes, report?.findings.map(short)], [CODES, ["error argument-type"]]);
  });

  it("stops a run, and is told once in each check", async () => {
    const { codes } = await checkFor({ adopt: "yes" }, CONFIGURATION, {}, false);
    assert.deepEqual(codes, [...CODES, "#argument-type"]);
  });

  it("may be one of preview's own settings, and stops each check likewise", async () => {
    for (const key of ["appflow:preflight", "appflow:staleness", "appflow:preflightInvoke"])
      assert.deepEqual((await checkFor({}, { [key]: "loud" })).codes, ["#configuration-invalid"], key);
    assert.deepEqual((await checkFor({}, { "appflow:preflight": "warn" })).codes, []);
  });
});

describe("The plan of preview's lookups", () => {
  withoutAmbientRegion();
  const planFor = async (changes: object, olds?: Properties, configuration = {}) =>
    (await checkFor(changes, configuration, olds)).report?.plan;
  const NEW = planOf("crm", { isFunctionAsked: true });

  it("says what is new, asked and adopted", async () => {
    assert.deepEqual(await planFor({}), NEW);
    assert.deepEqual(await planFor({ adopt: true }), { ...NEW, adopt: true });
    assert.deepEqual(await planFor({}, OLDS), { ...NEW, isNew: false, isFunctionAsked: false });
    assert.deepEqual(await planFor({ triggers: [1] }, OLDS), { ...NEW, isNew: false });
  });

  it("has no label while it is unknown", async () => {
    const { label, ...rest } = NEW;
    assert.equal(label, "crm");
    assert.deepEqual(await planFor({ connectorLabel: UNKNOWN }), rest);
  });

  it("says nothing of the configuration, an appflow.Provider's no more than a stack's", async () => {
    const configuration = { "appflow:region": REGION, "appflow:profile": "p", "aws:profile": "q" };
    assert.deepEqual(await planFor({}, {}, configuration), NEW);
  });

  it("has nothing looked up while the region or adopt is unknown", async () => {
    const nothing = { ...NEW, isNew: false, isFunctionAsked: false };
    const { region, ...elsewhere } = nothing;
    assert.equal(region, REGION);
    assert.deepEqual(await planFor({ region: UNKNOWN }), elsewhere);
    assert.deepEqual(await planFor({ adopt: UNKNOWN }), nothing);
    assert.equal((await planFor({ triggers: [1], adopt: UNKNOWN }, OLDS))?.isFunctionAsked, false);
  });

  it("says new where only the function or the description is unknown", async () => {
    for (const name of ["connectorProvisioningConfig", "description", "triggers"])
      assert.equal((await planFor({ [name]: UNKNOWN }))?.isNew, true, name);
  });

  it("says that the function is asked where it is known, and not where it isn't", async () => {
    assert.equal((await planFor({ connectorLabel: UNKNOWN, description: UNKNOWN }))?.isFunctionAsked, true);
    for (const unknown of [UNKNOWN, { lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
      assert.equal((await planFor({ connectorProvisioningConfig: unknown }))?.isFunctionAsked, false);
  });

  it("says of the description only whether there is one: it may be a secret", async () => {
    for (const [description, expected] of [
      ["shh", "stated"],
      ["", "stated"],
      [UNKNOWN, "unknown"],
      [undefined, "absent"],
      [null, "absent"],
    ] as const) {
      const plan = await planFor({ description });
      assert.equal(plan?.description, expected);
      assert.doesNotMatch(JSON.stringify(plan), /shh/);
    }
  });

  it("leaves a secret label out", async () => {
    const __run = { preview: true, isLabelSecret: true };
    const { report } = await checkFor({ connectorLabel: "shh", __run });
    assert.ok(!JSON.stringify(report).includes("shh"));
    const { label, ...rest } = NEW;
    assert.deepEqual([label, report?.plan], ["crm", rest]);
  });
});
