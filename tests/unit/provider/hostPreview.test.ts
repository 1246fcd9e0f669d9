import assert from "node:assert/strict";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { handler, PROTOCOL, type Report } from "../../../provider";
import { newRun } from "../../../provider/context";
import { UNKNOWN } from "../../../provider/inputs";
import type { Note } from "../../../provider/preflight";
import { inputsOf, REGION, withoutAmbientRegion } from "./given";

type Properties = Record<string, unknown>;
type Host = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** What check answers the engine, in preview or in a run. */
async function checked(
  changes: object,
  configuration: Readonly<Record<string, string>> = {},
  olds: Properties = {},
  preview = true,
) {
  const host = handler(PROTOCOL, newRun()) as Host;
  const get = (name: string) => configuration[name];
  await host.configure({ config: { get, require: (name: string) => get(name) ?? "" } });
  const news = { ...inputsOf({ region: REGION }), __provider: "the literal", __run: { preview }, ...changes };
  const { inputs, failures } = await host.check(olds, news);
  return {
    codes: failures?.map(({ property, reason }) => `${property}#${/#([a-z-]+)$/.exec(reason)?.[1]}`),
    report: (inputs as { __findings?: Report }).__findings,
  };
}

describe("A configuration that can't be followed", () => {
  withoutAmbientRegion();
  const CONFIGURATION = { "aws:insecure": "true", "aws:assumeRole": "text" };
  const CODES = ["#configuration-unsupported", "#configuration-invalid"];

  it("stops a preview in each check: an unchanged resource's never comes to the class", async () => {
    for (const olds of [{}, { ...inputsOf({ region: REGION }) }])
      assert.deepEqual((await checked({}, CONFIGURATION, olds)).codes, CODES);
  });

  it("stops a preview beside what is the resource's own, which stays in its report", async () => {
    const { codes, report } = await checked({ adopt: "yes" }, CONFIGURATION);
    assert.deepEqual(codes, CODES);
    assert.deepEqual(
      report?.findings.map(({ code }) => code),
      ["argument-type"],
    );
  });

  it("stops a run, and is told once in each check", async () => {
    const { codes } = await checked({ adopt: "yes" }, CONFIGURATION, {}, false);
    assert.deepEqual(codes, [...CODES, "#argument-type"]);
  });

  it("may be one of preview's own settings, and stops each check likewise", async () => {
    for (const key of ["appflow:preflight", "appflow:staleness", "appflow:preflightInvoke"])
      assert.deepEqual((await checked({}, { [key]: "loud" })).codes, ["#configuration-invalid"], key);
    assert.deepEqual((await checked({}, { "appflow:preflight": "warn" })).codes, []);
  });
});

describe("The note of preview", () => {
  withoutAmbientRegion();
  const noteOf = async (changes: object, olds?: Properties) =>
    (await checked(changes, {}, olds)).report?.note as Note;
  const OLDS = { ...inputsOf({ region: REGION }) };

  it("has nothing looked up while the region or adopt is unknown", async () => {
    const nothing = { isNew: false, asks: false, label: "crm", adopt: false, description: "absent" };
    assert.deepEqual(await noteOf({ region: UNKNOWN }), nothing);
    assert.deepEqual(await noteOf({ adopt: UNKNOWN }), { ...nothing, region: REGION });
  });

  it("has nothing asked of an update, either, while adopt is unknown", async () => {
    assert.equal((await noteOf({ triggers: [1] }, OLDS)).asks, true);
    assert.equal((await noteOf({ triggers: [1], adopt: UNKNOWN }, OLDS)).asks, false);
  });

  it("says new where only the function or the description is unknown", async () => {
    for (const name of ["connectorProvisioningConfig", "description", "triggers"])
      assert.equal((await noteOf({ [name]: UNKNOWN })).isNew, true, name);
  });

  it("says that the function is asked where it is known, and not where it isn't", async () => {
    assert.equal((await noteOf({})).asks, true);
    assert.equal((await noteOf({ connectorLabel: UNKNOWN, description: UNKNOWN })).asks, true);
    for (const unknown of [UNKNOWN, { lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
      assert.equal((await noteOf({ connectorProvisioningConfig: unknown })).asks, false);
  });

  it("says of the description only whether there is one: it may be a secret", async () => {
    for (const [description, expected] of [
      ["shh", "stated"],
      ["", "stated"],
      [UNKNOWN, "unknown"],
      [undefined, "absent"],
      [null, "absent"],
    ] as const) {
      const note = await noteOf({ description });
      assert.equal(note.description, expected);
      assert.doesNotMatch(JSON.stringify(note), /shh/);
    }
  });

  it("leaves a secret label out", async () => {
    const { report } = await checked({ connectorLabel: "shh", __run: { preview: true, secretLabel: true } });
    assert.ok(!JSON.stringify(report).includes("shh"));
    assert.equal(report?.note.isNew, true);
  });
});
