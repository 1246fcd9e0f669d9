import assert from "node:assert/strict";
import { readConnection } from "../../../provider/connection";
import { hasSecrets, inheritedSettings } from "../../../provider/settings";

describe("What an appflow.Provider takes over from the stack", () => {
  const inherited = (configuration: Record<string, string>) =>
    inheritedSettings((name) => configuration[name]);

  it("are appflow's settings, then aws's, as appflow's", () => {
    assert.deepEqual(
      inherited({ "aws:region": "a", "aws:maxRetries": "1", "appflow:maxRetries": "2", "aws:insecure": "x" }),
      {
        "appflow:region": "a",
        "appflow:maxRetries": "2",
      },
    );
  });

  it("are the credentials of one block, and never static keys", () => {
    const aws = {
      "aws:profile": "theirs",
      "aws:accessKey": "AKIA",
      "aws:secretKey": "shh",
      "aws:token": "t",
    };
    assert.deepEqual(inherited(aws), { "appflow:profile": "theirs" });
    assert.deepEqual(inherited({ ...aws, "appflow:assumeRole": "{}" }), { "appflow:assumeRole": "{}" });
  });

  it("can't be static keys, which it can be told of", () => {
    const holds = (configuration: Record<string, string>) => hasSecrets((name) => configuration[name]);
    assert.equal(holds({ "aws:accessKey": "AKIA" }), true);
    assert.equal(holds({ "aws:accessKey": "AKIA", "appflow:profile": "ours" }), false);
    assert.equal(holds({ "aws:profile": "p" }), false);
    const token = JSON.stringify({ roleArn: "r", webIdentityToken: "shh" });
    const file = JSON.stringify({ roleArn: "r", webIdentityTokenFile: "/f" });
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": token }), true);
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": file }), false);
  });

  it("are refused when one key lacks the other, since the SDK's own chain could lead elsewhere", () => {
    for (const [stated, missing] of [
      ["aws:accessKey", "aws:secretKey"],
      ["aws:secretKey", "aws:accessKey"],
    ] as const) {
      const { findings } = readConnection((name) => (name === stated ? "shh" : undefined));
      assert.deepEqual(
        findings.map(({ code }) => code),
        ["configuration-invalid"],
      );
      assert.match(findings[0].message, new RegExp(`\\b${stated}\\b.*needs ${missing}`));
      assert.doesNotMatch(findings[0].message, /shh/);
    }
  });
});
