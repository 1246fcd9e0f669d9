import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { defaultLabel } from "../../../provider/resource/defaultLabel";
import * as appflow from "../../../sdk";
import { PROVIDER_LITERAL } from "../../../sdk/literal";
import { beginRun, nameOf, refusalOf, type Requested, valueOf } from "../../support/program";

const TYPE = "pulumi-nodejs:dynamic/appflow:ConnectorRegistration";
const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:crm";
const LEAST: appflow.ConnectorRegistrationArgs = {
  connectorProvisioningConfig: { lambda: { lambdaArn: ARN } },
};

/** Waits for a resource, and returns what the engine was asked for. */
async function requestOf(requests: Requested[], resource: pulumi.CustomResource): Promise<Requested> {
  await valueOf(resource.urn);
  const found = requests.find(({ name }) => name === nameOf(resource));
  assert.ok(found);
  return found;
}

/** What the class adds for `check`. */
const runOf = ({ inputs }: Requested) =>
  inputs["__run"] as {
    preview: boolean;
    isLabelSecret: boolean;
    claimant: { identity: string };
    defaultLabel: string;
  };

describe("ConnectorRegistration", () => {
  for (const isPreview of [true, false])
    it(`hands its arguments, the literal and a request of its own to the engine, in ${isPreview ? "preview" : "a run"}`, async () => {
      const requests = await beginRun({ isPreview });
      const args = {
        ...LEAST,
        connectorLabel: "crm",
        description: "d",
        triggers: [1],
        adopt: true,
        region: "eu-west-1",
      };
      const resource = new appflow.ConnectorRegistration("crm", args, { retainOnDelete: true });
      const request = await requestOf(requests, resource);
      const { identity } = runOf(request).claimant;
      assert.match(identity, /^[0-9a-f-]{36}$/);
      assert.deepEqual([request.type, request.custom], [TYPE, true]);
      assert.deepEqual(request.inputs, {
        ...args,
        __provider: PROVIDER_LITERAL,
        __run: {
          preview: isPreview,
          isLabelSecret: false,
          claimant: { identity, name: "crm", retainsOnDelete: true },
          defaultLabel: defaultLabel("organization", "project", "stack", "crm"),
        },
      });
    });

  it("hands over nothing that isn't stated", async () => {
    const requests = await beginRun();
    const { inputs } = await requestOf(requests, new appflow.ConnectorRegistration("least", LEAST));
    assert.deepEqual(Object.keys(inputs).sort(), ["__provider", "__run", "connectorProvisioningConfig"]);
  });

  it("lets no argument take the place of its own", async () => {
    const requests = await beginRun();
    const args = { ...LEAST, __provider: "mine", __run: { preview: true } };
    const request = await requestOf(requests, new appflow.ConnectorRegistration("hostile", args));
    assert.equal(request.inputs["__provider"], PROVIDER_LITERAL);
    assert.equal(runOf(request).preview, false);
  });

  it("hands over no name that is Pulumi's or JavaScript's own", async () => {
    const requests = await beginRun();
    const args = JSON.parse('{"__proto__": {"polluted": true}, "__x": 1, "__findings": 1, "extra": 2}') as object;
    const hostile = new appflow.ConnectorRegistration("proto", Object.assign(args, LEAST));
    const { inputs } = await requestOf(requests, hostile);
    const names = ["__provider", "__run", "connectorProvisioningConfig", "extra"];
    assert.deepEqual(Object.keys(inputs).sort(), names);
    assert.equal((hostile as unknown as { polluted?: boolean }).polluted, undefined);
    assert.ok(pulumi.CustomResource.isInstance(hostile));
  });

  it("takes null for no options", async () => {
    const requests = await beginRun({ isPreview: true });
    const nothing = null as unknown as pulumi.CustomResourceOptions;
    await requestOf(requests, new appflow.ConnectorRegistration("null", LEAST, nothing));
    await requestOf(requests, appflow.ConnectorRegistration.get("read", "crm", undefined, nothing));
  });

  it("takes no arguments at all from a JavaScript caller, for check to refuse", async () => {
    const requests = await beginRun();
    const none = new appflow.ConnectorRegistration("none", undefined as never);
    const { inputs } = await requestOf(requests, none);
    assert.deepEqual(Object.keys(inputs).sort(), ["__provider", "__run"]);
  });

  it("has the same default label in each run under mocks that have no organization", async () => {
    const labels: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const newResource = (requested: pulumi.runtime.MockResourceArgs) => {
        labels.push(runOf(requested).defaultLabel);
        return { id: "id", state: {} };
      };
      await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "project", "stack");
      await valueOf(new appflow.ConnectorRegistration("crm", LEAST).urn);
    }
    assert.match(labels[0], /^crm-[0-9a-f]{7}$/);
    assert.equal(labels[1], labels[0]);
  });

  it("has a default label of its own", async () => {
    const requests = await beginRun();
    const labels = await Promise.all(
      ["a", "b"].map(async (name) => {
        const request = await requestOf(requests, new appflow.ConnectorRegistration(name, LEAST));
        return runOf(request).defaultLabel;
      }),
    );
    assert.match(labels[0], /^a-[0-9a-f]{7}$/);
    assert.match(labels[1], /^b-[0-9a-f]{7}$/);
    assert.notEqual(labels[0].slice(2), labels[1].slice(2));
  });

  it("has the engine's answers as outputs", async () => {
    await beginRun({ answer: ({ inputs }) => ({ ...inputs, connectorName: "CRM" }) });
    const crm = new appflow.ConnectorRegistration("crm", { ...LEAST, connectorLabel: pulumi.output("crm") });
    assert.equal(await valueOf(crm.connectorName), "CRM");
    assert.equal(await valueOf(crm.connectorLabel), "crm");
    assert.deepEqual(await valueOf(crm.connectorProvisioningConfig), { lambda: { lambdaArn: ARN } });
  });

  it("says that its label is a secret", async () => {
    const requests = await beginRun();
    const args = { ...LEAST, connectorLabel: pulumi.secret("shh") };
    const request = await requestOf(requests, new appflow.ConnectorRegistration("secret", args));
    assert.equal(runOf(request).isLabelSecret, true);
  });

  it("reads what exists by its id, without a request of its own", async () => {
    const requests = await beginRun({ isPreview: true });
    const found = appflow.ConnectorRegistration.get("found", "crm", { region: "eu-west-2" });
    const { id, inputs } = await requestOf(requests, found);
    assert.equal(id, "crm");
    assert.deepEqual(inputs, { region: "eu-west-2", __provider: PROVIDER_LITERAL });
    assert.equal(await valueOf(found.id), "crm");
    const bare = appflow.ConnectorRegistration.get("bare", "erp");
    assert.equal((await requestOf(requests, bare)).id, "erp");
  });

  it("is told from other values", async () => {
    await beginRun();
    const isInstance = (value: unknown) => appflow.ConnectorRegistration.isInstance(value);
    assert.equal(isInstance(new appflow.ConnectorRegistration("crm", LEAST)), true);
    assert.equal(isInstance(new pulumi.ComponentResource("a:b:C", "other")), false);
    const Foreign = class extends pulumi.CustomResource {};
    const foreign = new Foreign("pulumi-nodejs:dynamic/appflow:Other", "x", {});
    for (const value of [foreign, undefined, null, {}, { __pulumiType: TYPE }]) assert.equal(isInstance(value), false);
  });
});

describe("ConnectorRegistration refuses", () => {
  const refusal = (opts: pulumi.CustomResourceOptions) =>
    refusalOf(() => new appflow.ConnectorRegistration("crm", LEAST, opts));

  it("a provider of another package, which it names", async () => {
    const requests = await beginRun();
    const aws = new (class extends pulumi.ProviderResource {})("aws", "aws", {});
    const message = await refusal({ provider: aws });
    assert.match(message, /^declaring the ConnectorRegistration crm: .*package aws.*#provider-foreign$/);
    await valueOf(aws.urn);
    assert.deepEqual(
      requests.map(({ name }) => name),
      ["aws"],
    );
  });

  it("the import option, which can't work, and says what does", async () => {
    const requests = await beginRun();
    assert.match(await refusal({ import: "crm" }), /adopt: true.*#import-unsupported$/);
    assert.deepEqual(requests, []);
  });

  it("no appflow.Provider, nor options without a provider", async () => {
    await beginRun();
    assert.equal(await refusal({ provider: new appflow.Provider("ireland", { region: "eu-west-1" }) }), "");
    await beginRun();
    assert.equal(await refusal({ protect: true }), "");
  });
});
