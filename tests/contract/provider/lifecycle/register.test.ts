import assert from "node:assert/strict";
import type { Emulator } from "../../../../emulator/index";
import { openHost, type Properties } from "../../../support/contract/host";
import {
  ACCOUNT,
  arnOf,
  configurationTo,
  credentialsForAMinute,
  emulated,
  REGION,
  within,
} from "../../../support/contract/target";
import { type FuzzService, openFuzzService } from "../../../support/fuzz/service";

const INPUTS: Properties = {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  connectorProvisioningType: "LAMBDA",
  region: REGION,
};

/** Successful answers that can't be read, and what the SDK makes of them. */
const GARBLED = [
  ["null", "TypeError"],
  ["{", "SyntaxError"],
  ["<html></html>", "SyntaxError"],
] as const;

/** Nothing of the request says that it was sent but the HTTP handler: the error is one of code that reads an answer. */
describe("A registration whose successful answer is garbled", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const openRun = () => openHost(configurationTo(emulator));
  const garble = (body: string) => emulator.faults.add({ operation: "RegisterConnector", kind: { body } });

  for (const [body, name] of GARBLED) {
    it(`is created where it can be observed (${body}, a ${name})`, async () => {
      garble(body);
      const { id, outs = {} } = await (await openRun()).create(INPUTS);
      assert.deepEqual([id, outs["connectorArn"]], ["crm", emulator.connectors.get("crm")?.connectorArn]);
    });

    it(`is not lost where it can't be observed: the next run finds it (${body}, a ${name})`, async () => {
      garble(body);
      const kind = { error: { type: "AccessDeniedException" } };
      emulator.faults.add({ operation: "DescribeConnector", kind, times: "always", after: 1 });
      const partial = await failureIn(within({ consistency: 0 }, async () => (await openRun()).create(INPUTS)));
      assert.match(partial.message, /#outcome-ambiguous$/);
      assert.equal(partial.id, "crm");
      const { properties = {} } = partial;
      assert.match(String(properties["registeringSince"]), /^\d{4}-/);
      emulator.faults.clear();
      const { outs = {} } = await (await openRun()).update("crm", properties, INPUTS);
      assert.equal(outs["connectorArn"], emulator.connectors.get("crm")?.connectorArn);
      assert.equal(outs["registeringSince"], undefined);
    });
  }
});

describe("A registration that is never sent", () => {
  let emulator: Emulator;
  let service: FuzzService;
  beforeEach(async () => {
    emulator = await emulated();
    service = await openFuzzService(emulator);
  });
  afterEach(async () => {
    await service.close();
    await emulator.close();
  });

  it("is not pending: its credentials expire after the label was free, and STS hangs", async () => {
    const [kind, times] = [credentialsForAMinute("AssumeRole", ACCOUNT), "always"] as const;
    emulator.faults.add({ operation: "AssumeRole", kind, times });
    service.garble({
      ...{ operations: ["DescribeConnector"], after: 0, isLasting: false, hasEffect: true },
      garble: (truth) => {
        emulator.faults.clear();
        emulator.faults.add({ operation: "AssumeRole", kind: "hangBefore", times });
        return truth;
      },
    });
    const role = { "aws:assumeRole": JSON.stringify({ roleArn: `arn:aws:iam::${ACCOUNT}:role/deployer` }) };
    const host = await openHost(configurationTo(service, role));
    const failed = await failureIn(within({ request: 200, consistency: 0 }, () => host.create(INPUTS)));
    assert.match(failed.message, /^assuming the role: .*#timed-out$/);
    assert.equal(failed.id, undefined);
    assert.ok(!emulator.journal.entries.some(({ operation }) => operation === "RegisterConnector"));
  });
});

/** The error of the host, which the engine saves as partly created where it has an id. */
async function failureIn(call: Promise<unknown>) {
  return call.then(
    () => assert.fail("it can't succeed"),
    (error: unknown) => error as Error & { id?: string; properties?: Properties },
  );
}
