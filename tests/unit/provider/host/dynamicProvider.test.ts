import assert from "node:assert/strict";
import { handler } from "../../../../provider/host/dynamicProvider";
import { PROTOCOL } from "../../../../provider/host/guard";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { arnOf, inputsOf, REGION, withoutAmbientRegion } from "../../../support/inMemory/context";
import { configuredHost, type Host, newsOf } from "../../../support/inMemory/host";
import { stateOf } from "../../../support/inMemory/lifecycle";

const STATE = { ...stateOf(), __provider: "the literal" };

describe("The host's check", () => {
  withoutAmbientRegion();
  const check = async (changes: object = {}, configuration = {}) => {
    const { inputs, failures } = await (await configuredHost(configuration)).check({}, newsOf(changes));
    return { inputs: inputs as Record<string, unknown>, failures };
  };

  it("returns the inputs and no failures, and nothing of the class's own", async () => {
    assert.deepEqual(await check(), { inputs: inputsOf({ region: REGION }), failures: [] });
  });

  it("uses the default label that the class hands over", async () => {
    assert.equal((await check({ connectorLabel: null })).inputs["connectorLabel"], "crm-1234567");
  });

  it("returns every error as a failure without a property, whose value would be printed", async () => {
    const { failures } = await check({ connectorLabel: "a", description: "it's" });
    assert.deepEqual(
      failures?.map(({ property, reason }) => [property, /#([a-z-]+)$/.exec(reason)?.[1]]),
      [
        ["", "label-invalid"],
        ["", "description-invalid"],
      ],
    );
  });

  it("knows what the handlers of other literals in its process have checked", async () => {
    const [older, newer] = [handler(PROTOCOL) as Host, handler(PROTOCOL) as Host];
    const checkAs = (host: Host, identity: string) =>
      host.check({}, newsOf({ connectorLabel: "shared", __run: { claimant: { name: identity, identity } } }));
    assert.deepEqual((await checkAs(older, "one")).failures, []);
    assert.match((await checkAs(newer, "two")).failures?.[0]?.reason ?? "", /#label-twice$/);
  });

  it("lets warnings pass", async () => {
    assert.deepEqual((await check({ connectorLabel: "crm#1" })).failures, []);
  });

  it("leaves out what belongs to the engine, of the old inputs too", async () => {
    const host = await configuredHost();
    const { inputs } = await host.check(newsOf(), newsOf({ __defaults: [], __findings: { findings: [] } }));
    assert.deepEqual(inputs, inputsOf({ region: REGION }));
  });

  for (const junk of [UNKNOWN, null, "text", 5, [], { preview: "no", defaultLabel: 5 }])
    it(`survives a __run that reads ${JSON.stringify(junk).replace(UNKNOWN, "unknown")}`, async () => {
      assert.equal("__run" in (await check({ __run: junk })).inputs, false);
    });

  it("takes the region of the configuration that it was given", async () => {
    const changes = { region: null, connectorProvisioningConfig: UNKNOWN };
    const { inputs } = await check(changes, { "aws:region": "eu-west-2" });
    assert.equal(inputs["region"], "eu-west-2");
  });

  it("ignores the function's region while the registration's is unknown", async () => {
    const connectorProvisioningConfig = { lambda: { lambdaArn: arnOf("f", "us-east-1") } };
    const { failures } = await check({ region: UNKNOWN, connectorProvisioningConfig });
    assert.deepEqual(failures, []);
  });
});

describe("The host", () => {
  it("has the methods of Pulumi's protocol, and opens no connection for them", () => {
    assert.deepEqual(Object.keys(handler(PROTOCOL)).sort(), [
      "check",
      "configure",
      "create",
      "delete",
      "diff",
      "read",
      "update",
    ]);
  });

  it("answers diff with what changes and what replaces", async () => {
    const host = await configuredHost();
    assert.deepEqual(await host.diff("crm", STATE, newsOf()), { changes: false, replaces: [] });
    const { changes, replaces } = await host.diff("crm", STATE, newsOf({ connectorLabel: "erp" }));
    assert.deepEqual([changes, replaces], [true, ["connectorLabel"]]);
  });

  for (const method of ["create", "update", "read", "delete"] as const)
    it(`makes no call in ${method} while the configuration is in doubt`, async () => {
      const host = await configuredHost({ "aws:httpProxy": "http://proxy" });
      const run = {
        create: () => host.create(newsOf()),
        update: () => host.update("crm", STATE, newsOf()),
        read: () => host.read("crm", STATE),
        delete: () => host.delete("crm", STATE),
      };
      await assert.rejects(run[method](), { message: /#configuration-unsupported$/ });
    });
});
