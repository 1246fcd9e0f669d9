import assert from "node:assert/strict";
import { ACCOUNT, arnOf, failureOf, REGION, withoutAmbientRegion } from "../../../support/inMemory/context";
import { bench, creating, OTHER, stateOf } from "../../../support/inMemory/lifecycle";
import { openSession, planOf, resourceOf } from "../../../support/inMemory/preview";

const HERE = `AppFlow connector "crm" (${REGION}, ${ACCOUNT}): `;
const FORMER = { connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("former") } } };
const excluded = { connection: { allowedAccountIds: [OTHER] } };

/** An AppFlow that accepts and never shows it. */
function lagging() {
  const at = bench();
  at.appflow.put("crm", FORMER);
  at.appflow.lag(Infinity);
  return at;
}

/** What each operation says that it does, where, and what was not confirmed. */
const BEGINNINGS: Readonly<Record<string, readonly [beginning: string, run: () => Promise<unknown>]>> = {
  "a create that is refused": [
    `registering AppFlow connector "crm" (${REGION}): account ${ACCOUNT}`,
    () => creating().run({}, { "aws:allowedAccountIds": `["${OTHER}"]` }),
  ],
  "a create that is not confirmed": [
    `registering AppFlow connector "crm" (${REGION}): AppFlow accepted the call, and DescribeConnector did not show the registration within 30 s`,
    () => {
      const { appflow, run } = creating();
      appflow.lag(Infinity);
      return run();
    },
  ],
  "a create that meets a taken label": [
    `registering ${HERE}the label is taken by `,
    () => {
      const { appflow, run } = creating();
      appflow.put("crm");
      return run();
    },
  ],
  "an adoption that is not confirmed": [
    `adopting ${HERE}AppFlow accepted the call, and DescribeConnector did not show the change within 30 s`,
    () => {
      const { appflow, run } = creating();
      appflow.put("crm", FORMER);
      appflow.lag(Infinity);
      return run({ adopt: true });
    },
  ],
  "a update that is not confirmed": [
    `updating ${HERE}AppFlow accepted the call, and DescribeConnector did not show the change within 30 s`,
    () => lagging().update({}),
  ],
  "a update that registers": [
    `registering ${HERE}AppFlow accepted the call, and DescribeConnector did not show the registration within`,
    () => {
      const { appflow, update } = bench();
      appflow.lag(Infinity);
      return update({}, { ...stateOf(), connectorArn: undefined } as never);
    },
  ],
  "a delete that is not confirmed": [
    `unregistering ${HERE}AppFlow accepted the call, and DescribeConnector did not show that it is gone within 30 s`,
    () => lagging().remove(),
  ],
  "a refresh": [`reading ${HERE}`, () => bench(OTHER).read()],
  "a comparison with the program": [
    `comparing ${HERE}`,
    async () => Promise.resolve(bench(ACCOUNT, excluded).diff(stateOf(), stateOf())),
  ],
};

describe("A failure begins with what was done, and where", () => {
  withoutAmbientRegion();

  for (const [what, [beginning, run]] of Object.entries(BEGINNINGS))
    it(`in ${what}`, async () => {
      const { message } = await failureOf(run());
      assert.equal(message.slice(0, beginning.length), beginning);
    });

  it("in a preview that lists connectors", async () => {
    const { lookUp } = openSession(excluded);
    const [{ message }] = await lookUp(planOf("crm"), resourceOf());
    assert.ok(message.startsWith(`listing AppFlow connectors (${REGION}): `), message);
  });
});
