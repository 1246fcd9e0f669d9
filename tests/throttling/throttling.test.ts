import assert from "node:assert/strict";
import { functionArn } from "../support/account";
import { setStage } from "../support/stage";

const COUNT = 300;

const PROGRAM = `
for (let number = 0; number < ${COUNT}; number += 1)
  new appflow.ConnectorRegistration("crm-" + number, {
    connectorLabel: "crm-" + number,
    connectorProvisioningConfig: { lambda: { lambdaArn: "${functionArn("crm")}" } },
  });
`;

// At 10 calls a second, the least that each of the three takes is 3 * 300, 300 and 3 * 300 calls: 210 s.
describe(`${COUNT} registrations at 10 calls a second, all of them at once`, function () {
  this.timeout(900_000);
  const stage = setStage();
  before(() => {
    stage.project.program(PROGRAM);
    stage.aws.faults.add({ kind: { throttlePerSecond: 10 }, times: "always" });
  });

  for (const [command, ...options] of [
    ["up", "--yes"],
    ["refresh", "--yes", "--expect-no-changes"],
    ["destroy", "--yes"],
  ])
    it(`pulumi ${command} completes without an error`, async () => {
      const { code, output } = await stage.project.pulumi(command, ...options, "--parallel", String(COUNT));
      assert.equal(code, 0, output);
      const expected = command === "destroy" ? 0 : COUNT;
      assert.equal(stage.aws.connectors.list().length, expected);
      assert.equal(stage.project.state().length, expected);
      assert.ok(!/error|throttl/i.test(output), output);
    });
});
