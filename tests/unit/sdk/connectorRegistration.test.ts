import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { defaultLabel } from "../../../provider/inputs";
import * as appflow from "../../../sdk";
import { PROVIDER_LITERAL } from "../../../sdk/literal";

const TYPE = "pulumi-nodejs:dynamic/appflow:ConnectorRegistration";
const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:crm";
const LEAST: appflow.ConnectorRegistrationArgs = {
  connectorProvisioningConfig: { lambda: { lambdaArn: ARN } },
};

/** What the engine was asked for. */
interface Asked extends pulumi.runtime.MockResourceArgs {
  readonly inputs: Record<string, unknown>;
}

async function mocked(preview = false): Promise<Asked[]> {
  const asked: Asked[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: (resource) => {
        asked.push(resource);
        const inputs = resource.inputs as Record<string, unknown>;
        return { id: resource.id ?? `${resource.name}-id`, state: { ...inputs, connectorName: "CRM" } };
      },
    },
    "project",
    "stack",
    preview,
    "organization",
  );
  return asked;
}

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

/** Waits for a resource to be there, and returns what the engine was asked for it. */
async function askedFor(asked: Asked[], resource: pulumi.CustomResource): Promise<Asked> {
  await valueOf(resource.urn);
  const found = asked.find(({ name }) => name === (resource as unknown as { __name: string }).__name);
  assert.ok(found);
  return found;
}

describe("A ConnectorRegistration", () => {
  for (const preview of [true, false])
    it(`hands its arguments, the literal and its own note to the engine, in ${preview ? "preview" : "a run"}`, async () => {
      const asked = await mocked(preview);
      const args = {
        ...LEAST,
        connectorLabel: "crm",
        description: "d",
        triggers: [1],
        adopt: true,
        region: "eu-west-1",
      };
      const { type, custom, inputs } = await askedFor(asked, new appflow.ConnectorRegistration("crm", args));
      assert.deepEqual([type, custom], [TYPE, true]);
      const { identity } = (inputs["__run"] as { claim: { identity: string } }).claim;
      assert.match(identity, /^[0-9a-f-]{36}$/);
      assert.deepEqual(inputs, {
        ...args,
        __provider: PROVIDER_LITERAL,
        __run: {
          preview,
          secretLabel: false,
          claim: { identity, name: "crm" },
          defaultLabel: defaultLabel("organization", "project", "stack", "crm"),
        },
      });
    });

  it("hands nothing over that isn't stated", async () => {
    const asked = await mocked();
    const { inputs } = await askedFor(asked, new appflow.ConnectorRegistration("least", LEAST));
    assert.deepEqual(Object.keys(inputs).sort(), ["__provider", "__run", "connectorProvisioningConfig"]);
  });

  it("doesn't let an argument take the place of its own", async () => {
    const asked = await mocked();
    const args = { ...LEAST, __provider: "mine", __run: { preview: true } };
    const { inputs } = await askedFor(asked, new appflow.ConnectorRegistration("hostile", args));
    assert.equal(inputs["__provider"], PROVIDER_LITERAL);
    assert.equal((inputs["__run"] as { preview: boolean }).preview, false);
  });

  it("hands over no name that is Pulumi's or JavaScript's own", async () => {
    const asked = await mocked();
    const args = JSON.parse(
      '{"__proto__": {"polluted": true}, "__x": 1, "__findings": 1, "extra": 2}',
    ) as object;
    const hostile = new appflow.ConnectorRegistration("proto", Object.assign(args, LEAST));
    const { inputs } = await askedFor(asked, hostile);
    const names = ["__provider", "__run", "connectorProvisioningConfig", "extra"];
    assert.deepEqual(Object.keys(inputs).sort(), names);
    assert.equal((hostile as unknown as { polluted?: boolean }).polluted, undefined);
    assert.ok(pulumi.CustomResource.isInstance(hostile));
  });

  it("takes null for no options", async () => {
    const asked = await mocked(true);
    const nothing = null as unknown as pulumi.CustomResourceOptions;
    await askedFor(asked, new appflow.ConnectorRegistration("null", LEAST, nothing));
    await askedFor(asked, appflow.ConnectorRegistration.get("read", "crm", undefined, nothing));
  });

  it("works with mocks that have no organization, and then has the same label in each run", async () => {
    const labels: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => {
        labels.push((inputs as { __run: { defaultLabel: string } }).__run.defaultLabel);
        return { id: "id", state: {} };
      };
      await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "project", "stack");
      await valueOf(new appflow.ConnectorRegistration("crm", LEAST).urn);
    }
    assert.match(labels[0], /^crm-[0-9a-f]{7}$/);
    assert.equal(labels[1], labels[0]);
  });

  it("has the engine's answers as outputs", async () => {
    await mocked();
    const crm = new appflow.ConnectorRegistration("crm", { ...LEAST, connectorLabel: pulumi.output("crm") });
    assert.equal(await valueOf(crm.connectorName), "CRM");
    assert.equal(await valueOf(crm.connectorLabel), "crm");
    assert.deepEqual(await valueOf(crm.connectorProvisioningConfig), { lambda: { lambdaArn: ARN } });
  });

  it("notes that its label is a secret", async () => {
    const asked = await mocked();
    const secret = new appflow.ConnectorRegistration("s", { ...LEAST, connectorLabel: pulumi.secret("shh") });
    const { inputs } = await askedFor(asked, secret);
    assert.equal((inputs["__run"] as { secretLabel: boolean }).secretLabel, true);
  });

  it("gives each resource a default label of its own", async () => {
    const asked = await mocked();
    const labels = await Promise.all(
      ["a", "b"].map(async (name) => {
        const { inputs } = await askedFor(asked, new appflow.ConnectorRegistration(name, LEAST));
        return (inputs["__run"] as { defaultLabel: string }).defaultLabel;
      }),
    );
    assert.match(labels[0], /^a-[0-9a-f]{7}$/);
    assert.match(labels[1], /^b-[0-9a-f]{7}$/);
    assert.notEqual(labels[0].slice(2), labels[1].slice(2));
  });

  it("takes no arguments at all from a JavaScript caller, for check to complain of", async () => {
    const asked = await mocked();
    const { inputs } = await askedFor(asked, new appflow.ConnectorRegistration("none", undefined as never));
    assert.deepEqual(Object.keys(inputs).sort(), ["__provider", "__run"]);
  });

  it("that exists is read, by its id, without a note", async () => {
    const asked = await mocked(true);
    const found = appflow.ConnectorRegistration.get("found", "crm", { region: "eu-west-2" });
    const { id, inputs } = await askedFor(asked, found);
    assert.equal(id, "crm");
    assert.deepEqual(inputs, { region: "eu-west-2", __provider: PROVIDER_LITERAL });
    assert.equal(await valueOf(found.id), "crm");
    assert.equal((await askedFor(asked, appflow.ConnectorRegistration.get("bare", "erp"))).id, "erp");
  });

  it("is known among other values", async () => {
    await mocked();
    const isInstance = (value: unknown) => appflow.ConnectorRegistration.isInstance(value);
    assert.equal(isInstance(new appflow.ConnectorRegistration("crm", LEAST)), true);
    assert.equal(isInstance(new pulumi.ComponentResource("a:b:C", "other")), false);
    const foreign = new (class extends pulumi.CustomResource {})(
      "pulumi-nodejs:dynamic/appflow:Other",
      "x",
      {},
    );
    for (const value of [foreign, undefined, null, {}, { __pulumiType: TYPE }])
      assert.equal(isInstance(value), false);
  });
});

describe("A ConnectorRegistration refuses", () => {
  const refusal = (opts: pulumi.CustomResourceOptions): string => {
    try {
      new appflow.ConnectorRegistration("crm", LEAST, opts);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error));
      return error.message;
    }
    return "";
  };

  it("a provider of another package, which it names", async () => {
    const asked = await mocked();
    const aws = new (class extends pulumi.ProviderResource {})("aws", "aws", {});
    const message = refusal({ provider: aws });
    assert.match(message, /^declaring the ConnectorRegistration crm: .*package aws.*#provider-foreign$/);
    await valueOf(aws.urn);
    assert.deepEqual(
      asked.map(({ name }) => name),
      ["aws"],
    );
  });

  it("the import option, which can't work, and says what does", async () => {
    const asked = await mocked();
    assert.match(refusal({ import: "crm" }), /adopt: true.*#import-unsupported$/);
    assert.deepEqual(asked, []);
  });

  it("not an appflow.Provider, nor options without a provider", async () => {
    await mocked();
    assert.equal(refusal({ provider: new appflow.Provider("ireland", { region: "eu-west-1" }) }), "");
    await mocked();
    assert.equal(refusal({ protect: true }), "");
  });
});
