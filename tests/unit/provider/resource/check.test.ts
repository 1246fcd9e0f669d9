import assert from "node:assert/strict";
import { check, type Defaults } from "../../../../provider/resource/check";
import { ARGUMENTS } from "../../../../provider/resource/schema";
import type { RawProperties } from "../../../../provider/resource/types";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { inputsOf, REGION, without } from "../../../support/inMemory/context";

const good = (changes: RawProperties = {}): RawProperties => ({ ...inputsOf(), ...changes });
const checkAll = (news: RawProperties, olds: RawProperties = {}, defaults: Defaults = {}) =>
  check(olds, news, defaults);

describe("check fills in what the program leaves out", () => {
  it("finds nothing wrong with a label and a function, and adds the provisioning type", () => {
    const least = without(inputsOf(), "connectorProvisioningType");
    assert.deepEqual(checkAll({ ...least }), {
      inputs: inputsOf(),
      findings: [],
      scope: { action: "checking", label: "crm", region: undefined },
      isNew: true,
      isWritten: true,
    });
  });

  it("takes null as left out, for every argument", () => {
    const nulls = Object.fromEntries(ARGUMENTS.map((name) => [name, null]));
    const { connectorProvisioningConfig } = inputsOf();
    const news = { ...nulls, connectorProvisioningConfig };
    const { inputs, findings } = checkAll(news, {}, { label: "crm" });
    assert.deepEqual({ inputs, findings }, { inputs: inputsOf(), findings: [] });
  });

  it("takes undefined as left out, and never answers with it", () => {
    const { inputs } = checkAll(good({ connectorProvisioningType: undefined, description: undefined }));
    assert.deepEqual(inputs, inputsOf());
  });

  it("keeps everything that is stated as it is", () => {
    const stated = inputsOf({
      description: "of the sales team",
      clientToken: "once",
      region: REGION,
      adopt: true,
      forceDelete: false,
      triggers: [1, { a: [null] }],
    });
    assert.deepEqual(checkAll({ ...stated }).inputs, stated);
  });

  it("gives a resource without a label the default, and one that has a label that one", () => {
    const labelOf = (connectorLabel: string | undefined, olds: RawProperties = {}) =>
      checkAll(good({ connectorLabel }), olds, { label: "crm-1a2b3c4" }).inputs["connectorLabel"];
    assert.equal(labelOf(undefined), "crm-1a2b3c4");
    assert.equal(labelOf(undefined, { connectorLabel: "kept" }), "kept");
    assert.equal(labelOf("stated", { connectorLabel: "kept" }), "stated");
  });

  it("says that there is no label where nobody hands one over", () => {
    const [{ severity, code, message }, ...more] = checkAll(good({ connectorLabel: undefined })).findings;
    assert.deepEqual([severity, code, more], ["error", "label-missing", []]);
    assert.match(message, /^checking an AppFlow connector: /);
    assert.match(checkAll(good({ adopt: 1 })).findings[0].message, /^checking AppFlow connector "crm": /);
  });

  it("takes the region from the program, then the configuration, then the state, then the environment", () => {
    const regionOf = (stated?: string, region?: string, old?: string, ambientRegion?: string) =>
      checkAll(good({ region: stated }), { region: old }, { region, ambientRegion }).inputs["region"];
    const [program, configuration, state, environment] = ["us-east-1", "eu-west-2", "eu-west-3", REGION];
    assert.equal(regionOf(program, configuration, state, environment), program);
    assert.equal(regionOf(undefined, configuration, state, environment), configuration);
    assert.equal(regionOf(undefined, undefined, state, environment), state);
    assert.equal(regionOf(undefined, undefined, undefined, environment), environment);
    assert.equal("region" in checkAll(good()).inputs, false, "only AWS's shared files may know it");
  });

  it("takes a registration for new when the state has no label, or the label or the region moves", () => {
    const isNew = (news: RawProperties, olds: RawProperties) => checkAll(good(news), olds).isNew;
    const olds = { ...inputsOf(), region: REGION };
    assert.equal(isNew({}, {}), true);
    assert.equal(isNew({}, olds), false);
    assert.equal(isNew({ description: "other" }, olds), false);
    assert.equal(isNew({ connectorLabel: "erp" }, olds), true);
    assert.equal(isNew({ region: "eu-west-2" }, olds), true);
    assert.equal(isNew({ region: REGION }, { ...inputsOf() }), false, "the state has no region yet");
  });

  it("takes a registration for written when it is new, or AppFlow is told of a change", () => {
    const isWritten = (news: RawProperties, olds: RawProperties) => checkAll(good(news), olds).isWritten;
    assert.equal(isWritten({}, {}), true);
    assert.equal(isWritten({ description: "other" }, { ...inputsOf() }), true);
    assert.equal(isWritten({ forceDelete: true }, { ...inputsOf() }), false);
  });
});

describe("check of a secret label", () => {
  it("refuses it, and its text then appears nowhere", () => {
    const { findings, scope } = check({}, good({ connectorLabel: "s3cret#label" }), {}, true);
    assert.deepEqual(
      findings.map(({ code, severity }) => `${severity} ${code}`),
      ["error label-secret"],
      "what else is wrong with it would tell of it",
    );
    assert.ok(!JSON.stringify([findings, scope]).includes("s3cret"));
  });
});

describe("check leaves unknown values unknown", () => {
  for (const name of ARGUMENTS)
    it(`in place of ${name}`, () => {
      const { inputs, findings } = checkAll(good({ [name]: UNKNOWN }));
      assert.equal(inputs[name], UNKNOWN);
      assert.deepEqual(findings, []);
    });

  for (const connectorProvisioningConfig of [{ lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
    it(`within ${JSON.stringify(connectorProvisioningConfig).replace(UNKNOWN, "unknown")}`, () => {
      const { inputs, findings } = checkAll(good({ connectorProvisioningConfig, region: REGION }));
      assert.deepEqual(inputs["connectorProvisioningConfig"], connectorProvisioningConfig);
      assert.deepEqual(findings, []);
    });

  for (const triggers of [[UNKNOWN], [{ deep: [UNKNOWN] }]])
    it(`within triggers ${JSON.stringify(triggers).replace(UNKNOWN, "unknown")}`, () => {
      assert.deepEqual(checkAll(good({ triggers })).inputs["triggers"], triggers);
    });

  it("and still says what is wrong beside them, without the unknown's sentinel", () => {
    const { findings } = checkAll(good({ connectorLabel: UNKNOWN, region: UNKNOWN, adopt: "yes" }));
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["argument-type"],
    );
    assert.ok(!JSON.stringify(findings).includes(UNKNOWN));
  });
});
