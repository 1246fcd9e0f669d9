import assert from "node:assert/strict";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { handler, PROTOCOL } from "../../../provider";
import { newRun } from "../../../provider/context";
import { UNKNOWN } from "../../../provider/inputs";
import { arnOf, inputsOf, REGION, without, withoutAmbientRegion } from "./given";

const LITERAL = "the literal";

type Host = Required<dynamic.ResourceProvider<Record<string, unknown>, Record<string, unknown>>>;

async function hostOf(configuration: Record<string, string> = {}, protocol = PROTOCOL): Promise<Host> {
  const host = handler(protocol, newRun()) as Host;
  const get = (name: string) => configuration[name];
  await host.configure({ config: { get, require: (name: string) => get(name) ?? "" } });
  return host;
}

/** What the engine hands over: plain inputs, the class's own and the literal. */
const news = (changes: object = {}): Record<string, unknown> => ({
  ...inputsOf({ region: REGION }),
  __provider: LITERAL,
  __run: { preview: false, defaultLabel: "crm-1234567" },
  ...changes,
});

const state = (changes: object = {}) => ({
  ...inputsOf({ region: REGION }),
  accountId: "123456789012",
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/crm",
  description: "",
  __provider: LITERAL,
  ...changes,
});

async function quietErrorOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Error);
  assert.equal(error.stack, "");
  assert.equal(String(error), "");
  return error;
}

describe("check for the engine, in a real run", () => {
  withoutAmbientRegion();

  it("returns the inputs and no failures, and nothing of the class's own", async () => {
    const host = await hostOf();
    assert.deepEqual(await host.check({}, news()), { inputs: inputsOf({ region: REGION }), failures: [] });
  });

  it("uses the default label that the class hands over", async () => {
    const host = await hostOf();
    const { inputs } = await host.check({}, news({ connectorLabel: null }));
    assert.equal((inputs as Record<string, unknown>)["connectorLabel"], "crm-1234567");
  });

  it("returns every error as a failure without a property, whose value would be printed", async () => {
    const host = await hostOf();
    const { failures } = await host.check({}, news({ connectorLabel: "a", description: "it's" }));
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
    const check = (host: Host, identity: string) =>
      host.check({}, news({ connectorLabel: "shared", __run: { claim: { name: identity, identity } } }));
    assert.deepEqual((await check(older, "one")).failures, []);
    assert.match((await check(newer, "two")).failures?.[0]?.reason ?? "", /#label-twice$/);
  });

  it("lets warnings pass", async () => {
    const { failures } = await (await hostOf()).check({}, news({ connectorLabel: "crm#1" }));
    assert.deepEqual(failures, []);
  });

  it("doesn't compare what belongs to the engine", async () => {
    const { inputs } = await (
      await hostOf()
    ).check(news(), news({ __defaults: [], __findings: { findings: [] } }));
    assert.deepEqual(inputs, inputsOf({ region: REGION }));
  });

  for (const junk of [UNKNOWN, null, "text", 5, [], { preview: "no", defaultLabel: 5 }])
    it(`survives a __run that reads ${JSON.stringify(junk).replace(UNKNOWN, "unknown")}`, async () => {
      const { inputs } = await (await hostOf()).check({}, news({ __run: junk }));
      assert.equal(inputs && "__run" in inputs, false);
    });

  it("takes the region of the configuration that it was given", async () => {
    const host = await hostOf({ "aws:region": "eu-west-2" });
    const { inputs } = await host.check({}, news({ region: null, connectorProvisioningConfig: UNKNOWN }));
    assert.equal((inputs as Record<string, unknown>)["region"], "eu-west-2");
  });

  it("answers in plain JSON", async () => {
    const { inputs } = await (
      await hostOf()
    ).check({}, news({ triggers: [new Date(0), Number.NaN, undefined, () => 1, { gone: undefined }] }));
    assert.deepEqual((inputs as Record<string, unknown>)["triggers"], [
      "1970-01-01T00:00:00.000Z",
      null,
      null,
      null,
      {},
    ]);
  });
});

describe("check for the engine, in preview", () => {
  withoutAmbientRegion();
  const preview = { __run: { preview: true, defaultLabel: "crm-1234567" } };
  const report = async (
    changes: object = {},
    olds: object = {},
    configuration: Record<string, string> = {},
  ) => {
    const { inputs, failures } = await (
      await hostOf(configuration)
    ).check(olds as Record<string, unknown>, news({ ...preview, ...changes }));
    assert.deepEqual(failures, []);
    return (inputs as { __findings: { findings: { code: string; severity: string }[]; note: object } })
      .__findings;
  };

  it("hands findings back to the class instead of stopping at the first resource", async () => {
    const { findings } = await report({ connectorLabel: "a#", adopt: 1 });
    assert.deepEqual(
      findings.map(({ code, severity }) => `${severity} ${code}`),
      ["error argument-type", "warning label-hash"],
    );
  });

  const NEW = {
    ...{ isNew: true, asks: true, label: "crm", region: REGION },
    ...{ adopt: false, description: "absent" },
  };

  it("notes what there is to look up", async () => {
    assert.deepEqual((await report()).note, NEW);
    assert.deepEqual((await report({ adopt: true })).note, { ...NEW, adopt: true });
    assert.deepEqual((await report({}, news())).note, { ...NEW, isNew: false, asks: false });
    assert.deepEqual((await report({ triggers: [1] }, news())).note, { ...NEW, isNew: false });
  });

  it("notes no label while it is unknown", async () => {
    const { note } = await report({ connectorLabel: UNKNOWN });
    assert.deepEqual(note, without(NEW, "label"));
  });

  it("notes nothing of the configuration, an appflow.Provider's no more than a stack's", async () => {
    const configuration = { "appflow:region": REGION, "appflow:profile": "p", "aws:profile": "q" };
    const { note } = await report({}, {}, configuration);
    assert.deepEqual(note, NEW);
  });
});

describe("The host", () => {
  it("answers diff in plain JSON", async () => {
    const host = await hostOf();
    assert.deepEqual(await host.diff("crm", state(), news()), { changes: false, replaces: [] });
    assert.deepEqual(await host.diff("crm", state(), news({ connectorLabel: "erp" })), {
      changes: true,
      replaces: ["connectorLabel"],
    });
  });

  it("throws diagnostics without a stack", async () => {
    const roleArn = "arn:aws:iam::210987654321:role/other";
    const host = await hostOf({ "aws:assumeRole": JSON.stringify({ roleArn }) });
    const { message } = await quietErrorOf(host.diff("crm", state(), news()));
    assert.match(
      message,
      /^comparing AppFlow connector "crm" \(eu-west-1, 123456789012\): .*#account-changed$/,
    );
  });

  it("calls a fault of its own by its name, without a stack", async () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const { message } = await quietErrorOf((await hostOf()).check({}, news({ triggers: cyclic })));
    assert.match(message, /this package has a defect: TypeError: .*#internal-error$/s);
  });

  for (const method of ["create", "update", "read", "delete"] as const)
    it(`makes no call in ${method} while the configuration is in doubt`, async () => {
      const host = await hostOf({ "aws:httpProxy": "http://proxy" });
      const run = {
        create: () => host.create(news()),
        update: () => host.update("crm", state(), news()),
        read: () => host.read("crm", state()),
        delete: () => host.delete("crm", state()),
      };
      assert.match((await quietErrorOf(run[method]())).message, /#configuration-unsupported$/);
    });

  it("says that it is too old for a state of a newer version, in every method", async () => {
    const host = handler(PROTOCOL + 1) as Host;
    const calls: readonly Promise<unknown>[] = [
      host.configure({ config: { get: () => undefined, require: () => "" } }),
      host.check({}, news()),
      host.diff("crm", state(), news()),
      host.create(news()),
      host.read("crm", state()),
      host.update("crm", state(), news()),
      host.delete("crm", state()),
    ];
    for (const call of calls) {
      const { message } = await quietErrorOf(call);
      assert.match(
        message,
        /protocol 2, .* serves up to 1.*npm install pulumi-appflow-connector@latest.*#protocol-newer$/,
      );
    }
  });

  for (let protocol = 1; protocol <= PROTOCOL; protocol += 1)
    it(`serves protocol ${protocol}`, async () => {
      const host = await hostOf({}, protocol);
      assert.deepEqual((await host.check({}, news())).failures, []);
    });

  it("opens no connection before it is asked to", () => {
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

  it("ignores the function's region while it is unknown", async () => {
    const host = await hostOf();
    const connectorProvisioningConfig = { lambda: { lambdaArn: arnOf("f", "us-east-1") } };
    const { failures } = await host.check({}, news({ region: UNKNOWN, connectorProvisioningConfig }));
    assert.deepEqual(failures, []);
  });
});
