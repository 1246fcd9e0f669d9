import assert from "node:assert/strict";
import type { Emulator } from "../../emulator/index";
import { PROTOCOL } from "../../provider/host/guard";
import { PROVIDER_LITERAL } from "../../sdk/literal";
import { type Host, hostOf, type Properties } from "../support/contract/host";
import { ACCOUNT, arnOf, emulated, REGION } from "../support/contract/target";

/** Pulumi keeps a state in JSON, and hands over what that holds. */
const stored = <T>(value: T): T => {
  const text = JSON.stringify(value);
  const read = JSON.parse(text) as T;
  assert.deepEqual(read, value, "it is plain JSON");
  return read;
};

const STATED = {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
};
const EVERYTHING = {
  ...STATED,
  connectorProvisioningType: "LAMBDA",
  description: "of sales",
  clientToken: "once",
  region: REGION,
  adopt: true,
  forceDelete: true,
  triggers: ["v1", { build: 7 }],
};
const SEEN = {
  accountId: ACCOUNT,
  connectorArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:connector/crm`,
  connectorName: "CRM",
  connectorOwner: "Acme",
  connectorVersion: "1.0",
  connectorModes: ["SOURCE"],
  registeredBy: `arn:aws:iam::${ACCOUNT}:user/emulator`,
};

describe("What goes into the state", () => {
  let emulator: Emulator;
  let host: Host;
  beforeEach(async () => {
    emulator = await emulated();
    host = await hostOf(emulator);
  });
  afterEach(() => emulator.close());

  /** What the class hands over for arguments, in a run. */
  const news = (args: object): Properties => ({
    ...args,
    __provider: PROVIDER_LITERAL,
    __run: { preview: false, isLabelSecret: false, defaultLabel: "crm-1234567" },
  });

  /** The engine's way from arguments to a state: inputs and outputs of a new resource. */
  async function created(args: object): Promise<{ inputs: Properties; outputs: Properties }> {
    const { inputs, failures } = await host.check({}, news(args));
    assert.deepEqual(failures, []);
    const checked = stored({ ...(inputs as Properties), __provider: PROVIDER_LITERAL });
    const { id, outs } = await host.create(checked);
    assert.equal(id, "crm");
    return { inputs: checked, outputs: stored({ ...outs, __provider: PROVIDER_LITERAL }) };
  }

  it("of a label and a function: inputs with defaults, outputs as DescribeConnector shows them", async () => {
    const { inputs, outputs } = await created(STATED);
    const { registeredAt, ...shown } = outputs;
    const expected = {
      ...STATED,
      connectorProvisioningType: "LAMBDA",
      region: REGION,
      __provider: PROVIDER_LITERAL,
    };
    assert.deepEqual(inputs, expected);
    assert.deepEqual(shown, { ...expected, ...SEEN, description: "" });
    assert.match(String(registeredAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("of every argument: each of them, as it was stated", async () => {
    const { inputs, outputs } = await created(EVERYTHING);
    assert.deepEqual(inputs, { ...EVERYTHING, __provider: PROVIDER_LITERAL });
    const { registeredAt } = outputs;
    assert.deepEqual(outputs, { ...EVERYTHING, ...SEEN, registeredAt, __provider: PROVIDER_LITERAL });
  });

  it("of an adopted registration whose description isn't stated: no description", async () => {
    emulator.connectors.put("crm", { lambdaArn: arnOf("crm"), description: "theirs" });
    const { outputs } = await created({ ...STATED, adopt: true });
    assert.equal("description" in outputs, false);
  });

  it("stays what it was, inputs and outputs, after a refresh that finds nothing changed", async () => {
    for (const args of [STATED, EVERYTHING]) {
      const { inputs, outputs } = await created(args);
      const read = await host.read("crm", outputs);
      assert.deepEqual({ ...read.props, __provider: PROVIDER_LITERAL }, outputs);
      assert.deepEqual({ ...read.inputs, __provider: PROVIDER_LITERAL }, inputs);
      assert.equal((await host.diff("crm", outputs, inputs)).changes, false);
      emulator.connectors.remove("crm");
    }
  });

  it("of an update: the same shape, with what changed and when the function was asked", async () => {
    const { inputs, outputs } = await created(STATED);
    const next = stored({ ...inputs, description: "new", triggers: [1] });
    const { outs } = await host.update("crm", outputs, next);
    const updated = stored({ ...outs, __provider: PROVIDER_LITERAL });
    const { askedAt, ...rest } = updated as Properties;
    assert.match(askedAt as string, /^\d{4}-\d\d-\d\dT[0-9:.]+Z$/);
    assert.deepEqual(rest, { ...outputs, description: "new", triggers: [1] });
    const read = await host.read("crm", { ...updated });
    assert.equal((read.props as Properties)["askedAt"], askedAt);
  });

  it("of a registration that can't be looked at: enough to find it again, and the literal", async () => {
    emulator.faults.add({
      operation: "DescribeConnector",
      kind: { error: { type: "AccessDeniedException", message: "denied" } },
      // What is to be adopted is looked at twice before it is taken for free.
      after: 2,
    });
    const { inputs } = await host.check({}, news(EVERYTHING));
    const error = await host.create({ ...(inputs as Properties), __provider: PROVIDER_LITERAL }).then(
      () => assert.fail("it was created"),
      (thrown: Error & { id?: string; properties?: Properties; reasons?: string[] }) => thrown,
    );
    assert.equal(error.id, "crm");
    assert.deepEqual(error.reasons, [error.message]);
    const partial = stored({ ...error.properties });
    assert.deepEqual({ ...partial, ...EVERYTHING, __provider: PROVIDER_LITERAL }, partial);

    const settled = await host.read("crm", partial);
    assert.equal((settled.props as Properties)["connectorName"], "CRM");
    assert.deepEqual(settled.inputs, EVERYTHING);
    await host.delete("crm", partial);
    assert.deepEqual(emulator.connectors.list(), []);
  });

  it("is at most 2 kB for the least and for the most a program states, literal and both halves included", async () => {
    for (const args of [STATED, EVERYTHING]) {
      const { inputs, outputs } = await created(args);
      const size = JSON.stringify({ inputs, outputs }).length;
      assert.ok(size < 2_000, String(size));
      emulator.connectors.remove("crm");
    }
  });

  it("names the protocol that this version writes", () => {
    assert.ok(PROVIDER_LITERAL.includes(`handler(${PROTOCOL})`));
  });
});
