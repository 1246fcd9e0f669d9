import assert from "node:assert/strict";
import { check } from "../../../../provider/lifecycle/check";
import type { RawProperties } from "../../../../provider/resource/types";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import {
  ACCOUNT,
  arnOf,
  connected,
  contextOf,
  inputsOf,
  REGION,
  withoutAmbientRegion,
} from "../../../support/inMemory/context";
import { OTHER } from "../../../support/inMemory/lifecycle";
import { short } from "../../../support/inMemory/preview";

const good = (changes: RawProperties = {}): RawProperties => ({ ...inputsOf(), ...changes });
const configured = (configuration: Record<string, string>) => contextOf(undefined, connected(configuration));

/** The arguments that name a function. */
const calling = (lambdaArn: unknown): RawProperties => ({
  connectorProvisioningConfig: { lambda: { lambdaArn } },
});

describe("check with the connection", () => {
  withoutAmbientRegion();

  it("takes the region of the configuration, and the environment's for a resource that never had one", () => {
    const regionOf = (olds: RawProperties, configuration = {}) =>
      check(configured(configuration), olds, good()).inputs["region"];
    process.env["AWS_REGION"] = "eu-north-1";
    assert.equal(regionOf({}), "eu-north-1");
    assert.equal(regionOf({ region: "eu-west-3" }), "eu-west-3");
    assert.equal(regionOf({ region: "eu-west-3" }, { "aws:region": "eu-west-2" }), "eu-west-2");
  });

  it("takes the label that the program hands over, and hides a secret one", () => {
    const unlabelled = good({ connectorLabel: undefined });
    const { inputs } = check(contextOf(), {}, unlabelled, { defaultLabel: "crm-1a2b3c4" });
    assert.equal(inputs["connectorLabel"], "crm-1a2b3c4");
    const { findings } = check(contextOf(), {}, good(), { isLabelSecret: true });
    assert.deepEqual(findings.map(short), ["error label-secret"]);
  });

  it("leaves out what is wrong with the configuration, which is no resource's fault", () => {
    const { findings } = check(configured({ "aws:insecure": "true" }), {}, good({ adopt: 1 }));
    assert.deepEqual(findings.map(short), ["error argument-type"]);
  });
});

describe("check says whether AppFlow will ask the function", () => {
  withoutAmbientRegion();
  const OLDS: RawProperties = { ...inputsOf({ description: "d", triggers: [1] }), region: REGION };
  const isAsked = (news: RawProperties, olds: RawProperties = {}) =>
    check(contextOf(), olds, { ...OLDS, ...news }).isFunctionAsked;

  it("which it does of every registration that is new", () => {
    assert.equal(isAsked({}), true);
    assert.equal(isAsked({ connectorLabel: UNKNOWN, description: UNKNOWN }), true);
    assert.equal(isAsked({ connectorLabel: "erp" }, OLDS), true);
    assert.equal(isAsked({ region: UNKNOWN }, OLDS), true);
  });

  it("which it does of one that is to be written, and of no other", () => {
    for (const written of [
      { description: "other" },
      { description: undefined },
      { description: UNKNOWN },
      { triggers: [2] },
      { triggers: [UNKNOWN] },
      calling(arnOf("other")),
    ])
      assert.equal(isAsked(written, OLDS), true, JSON.stringify(written));
    for (const unwritten of [{}, { forceDelete: true }, { adopt: true }, { clientToken: "other" }])
      assert.equal(isAsked(unwritten, OLDS), false, JSON.stringify(unwritten));
  });

  it("which nobody knows while the function is unknown", () => {
    for (const config of [UNKNOWN, { lambda: UNKNOWN }, { lambda: { lambdaArn: UNKNOWN } }])
      for (const olds of [{}, OLDS])
        assert.equal(isAsked({ connectorProvisioningConfig: config }, olds), false, JSON.stringify(config));
  });

  for (const [why, news] of [
    ["is not stated", { connectorProvisioningConfig: undefined }],
    ["is no function", calling("arn:aws:s3:::crm")],
    ["is no text", calling(5)],
    ["is stated in another shape", { connectorProvisioningConfig: "text" }],
    ["is in another region", calling(arnOf("crm", "us-east-1"))],
  ] as const)
    it(`and not where the function ${why}: it is refused already`, () => {
      for (const olds of [{}, OLDS]) assert.equal(isAsked(news, olds), false);
    });

  it("although something else is wrong", () => assert.equal(isAsked({ adopt: "yes" }), true));
});

describe("check finds a function of an account that is excluded", () => {
  withoutAmbientRegion();
  const checkIn = (configuration: Record<string, string>, lambdaArn: unknown) =>
    check(configured(configuration), {}, { ...good(calling(lambdaArn)), region: REGION });

  for (const [configuration, setting, severity] of [
    [{ "aws:allowedAccountIds": `["${ACCOUNT}"]` }, `allowedAccountIds (${ACCOUNT})`, "warning"],
    [{ "appflow:forbiddenAccountIds": `["${OTHER}"]` }, `forbiddenAccountIds (${OTHER})`, "error"],
  ] as const)
    it(`by ${setting}: an ${severity}`, () => {
      const { findings, isFunctionAsked } = checkIn({ ...configuration }, arnOf("crm", REGION, OTHER));
      assert.deepEqual(findings.map(short), [`${severity} function-account`]);
      // What is forbidden is not asked either.
      assert.equal(isFunctionAsked, severity === "warning");
      for (const part of [`account ${OTHER}`, setting, `"crm" (${REGION}): `])
        assert.ok(findings[0].message.includes(part), `${part}: ${findings[0].message}`);
    });

  it("and leaves a registration alone that has it already", () => {
    const inputs = { ...good(calling(arnOf("crm", REGION, OTHER))), region: REGION };
    const forbidding = configured({ "appflow:forbiddenAccountIds": `["${OTHER}"]` });
    assert.deepEqual(check(forbidding, inputs, inputs).findings, []);
  });

  it("and no other", () => {
    for (const configuration of [
      {},
      { "aws:allowedAccountIds": `["${ACCOUNT}"]` },
      { "aws:forbiddenAccountIds": `["${OTHER}"]` },
    ] as Record<string, string>[]) {
      const { findings, isFunctionAsked } = checkIn(configuration, arnOf("crm"));
      assert.deepEqual([findings, isFunctionAsked], [[], true]);
    }
  });

  it("and not while it is unknown", () => {
    assert.deepEqual(checkIn({ "aws:allowedAccountIds": `["${ACCOUNT}"]` }, UNKNOWN).findings, []);
  });
});
