import assert from "node:assert/strict";
import { hasSecretCredentials, inheritSettings } from "../../../../provider/config/settings";

describe("What an appflow.Provider takes over from the stack", () => {
  const inherited = (configuration: Record<string, string>) => inheritSettings((name) => configuration[name]);

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
    const holds = (configuration: Record<string, string>) =>
      hasSecretCredentials((name) => configuration[name]);
    assert.equal(holds({ "aws:accessKey": "AKIA" }), true);
    assert.equal(holds({ "aws:accessKey": "AKIA", "appflow:profile": "ours" }), false);
    assert.equal(holds({ "aws:profile": "p" }), false);
    const token = JSON.stringify({ roleArn: "r", webIdentityToken: "shh" });
    const file = JSON.stringify({ roleArn: "r", webIdentityTokenFile: "/f" });
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": token }), true);
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": file }), false);
  });
});
