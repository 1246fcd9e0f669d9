import assert from "node:assert/strict";
import type { Registration } from "appflow-emulator";
import { STEPS } from "../../../../tools/tour/steps";
import type { Observation } from "../../../../tools/tour/walk";

const STRAY: Registration = {
  connectorLabel: "stray",
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/stray",
  connectorProvisioningType: "LAMBDA",
  lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:stray",
  registeredAt: "2026-01-01T00:00:00.000Z",
  registeredBy: "arn:aws:iam::123456789012:user/stray",
  configuration: {},
};

describe("tools/tour/steps", () => {
  for (const { headline, claims } of STEPS) {
    it(`notice when AppFlow holds something else, or was called too often: ${headline}`, () => {
      const observation: Observation = {
        output: { exitCode: 0, stdout: '{"name":"IntlData"}', all: "" },
        registrations: [STRAY],
        writes: ["RegisterConnector", "UnregisterConnector"],
        invocations: 5,
      };
      assert.ok(claims(observation).some(([, isTrue]) => !isTrue));
    });
  }
});
