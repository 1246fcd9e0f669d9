import assert from "node:assert/strict";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { handler, PROTOCOL, type Report } from "../../../provider";
import { UNKNOWN } from "../../../provider/inputs";
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
  const host = handler(PROTOCOL) as Host;
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
});

describe("The note of preview", () => {
  withoutAmbientRegion();
  const noteOf = async (changes: object) => (await checked(changes)).report?.note;

  it("has nothing looked up while the region or adopt is unknown", async () => {
    assert.deepEqual(await noteOf({ region: UNKNOWN }), { isNew: false, label: "crm", adopt: false });
    assert.deepEqual(await noteOf({ adopt: UNKNOWN }), {
      isNew: false,
      label: "crm",
      region: REGION,
      adopt: false,
    });
  });

  it("says new where only the function or the description is unknown", async () => {
    for (const name of ["connectorProvisioningConfig", "description", "triggers"])
      assert.equal((await noteOf({ [name]: UNKNOWN }))?.isNew, true, name);
  });
});
