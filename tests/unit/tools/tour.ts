import assert from "node:assert/strict";
import type { Registration } from "appflow-emulator";
import { farewell, invitation } from "../../../tools/tour/farewell";
import { foreignSettings } from "../../../tools/tour/place";
import { STEPS } from "../../../tools/tour/steps";
import type { Seen, Tour } from "../../../tools/tour/walk";

const STRAY: Registration = {
  connectorLabel: "stray",
  connectorArn: "arn:aws:appflow:eu-west-1:123456789012:connector/stray",
  connectorProvisioningType: "LAMBDA",
  lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:stray",
  registeredAt: "2026-01-01T00:00:00.000Z",
  registeredBy: "arn:aws:iam::123456789012:user/stray",
  configuration: {},
};

describe("tools/tour: the steps", () => {
  for (const { headline, claims } of STEPS) {
    it(`notice when AppFlow holds something else, or was called too often: ${headline}`, () => {
      const seen: Seen = {
        output: { code: 0, stdout: '{"name":"IntlData"}', text: "" },
        registrations: [STRAY],
        writes: ["RegisterConnector", "UnregisterConnector"],
        invocations: 5,
      };
      assert.ok(claims(seen).some(([, holds]) => !holds));
    });
  }
});

describe("tools/tour: the environment", () => {
  it("takes nothing of the user's own AWS and Pulumi settings along", () => {
    const env = { AWS_PROFILE: "prod", PULUMI_ACCESS_TOKEN: "x", PATH: "/bin", MY_AWS_NOTE: "" };
    assert.deepEqual(foreignSettings(env), ["AWS_PROFILE", "PULUMI_ACCESS_TOKEN"]);
  });
});

describe("tools/tour: the last words", () => {
  const tour = {
    appflow: { url: "http://127.0.0.1:4599" },
    place: { project: () => "/tmp/it's here" },
    environment: { own: { AWS_REGION: "eu-west-1", PULUMI_HOME: "/tmp/a b" }, binDir: "/opt/pulumi cli" },
  } as unknown as Tour;

  it("can be pasted into a shell, spaces and quotes included", function () {
    if (process.platform === "win32") return;
    const text = invitation(tour);
    for (const line of [
      "export AWS_REGION=eu-west-1",
      "export PULUMI_HOME='/tmp/a b'",
      `export PATH='/opt/pulumi cli':"$PATH"`,
      "cd '/tmp/it'\\''s here'",
    ])
      assert.ok(text.split("\n").includes(line), `${line} is missing in:\n${text}`);
  });

  it("say how to go on with AWS", () => {
    assert.match(
      farewell("30 s", tour.environment),
      /pulumi cli':"\$PATH"\n.*\n.*\n +pulumi config set functionArn/,
    );
  });
});
