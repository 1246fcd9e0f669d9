import assert from "node:assert/strict";
import { reachesLambda, readConnection } from "../../../provider/connection";
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

describe("Whether the functions of an AppFlow can be looked at", () => {
  const reaches = (appflow?: string, env: NodeJS.ProcessEnv = {}, lambda = "") =>
    reachesLambda({ assumeRoles: [], endpoints: { ...(appflow ? { appflow } : {}), lambda } }, env);
  const OWN = "http://127.0.0.1:4567";

  it("is no question where the endpoints are AWS's", () => {
    assert.equal(reaches(), true);
    for (const url of [
      "https://appflow.eu-west-1.amazonaws.com",
      "https://appflow.eu-west-1.amazonaws.com:443/",
      "https://appflow.cn-north-1.amazonaws.com.cn",
      "https://appflow.eu-west-1.api.aws",
      "https://vpce-1a2b.appflow.eu-west-1.vpce.amazonaws.com",
    ])
      assert.equal(reaches(url), true, url);
  });

  it("is answered no for an AppFlow of one's own: its functions are not AWS's", () => {
    for (const url of [
      OWN,
      "https://appflow.example.com",
      "http://appflow.eu-west-1.amazonaws.com",
      "https://appflow.amazonaws.com.example.com",
      "https://example.com/appflow.amazonaws.com",
      "https://notamazonaws.com",
    ])
      assert.equal(reaches(url), false, url);
    assert.equal(reaches(undefined, { AWS_ENDPOINT_URL_APPFLOW: OWN }), false);
  });

  it("is answered yes where it is stated where they are", () => {
    assert.equal(reaches(OWN, {}, OWN), true);
    assert.equal(reaches(OWN, { AWS_ENDPOINT_URL_LAMBDA: OWN }), true);
    assert.equal(reaches(OWN, { AWS_ENDPOINT_URL: OWN }), true);
    assert.equal(reaches(undefined, { AWS_ENDPOINT_URL: OWN }), true);
    assert.equal(reaches(undefined, { AWS_ENDPOINT_URL_APPFLOW: OWN }, OWN), true);
  });

  it("is first of all what the configuration says", () => {
    const aws = "https://appflow.eu-west-1.amazonaws.com";
    assert.equal(reaches(aws, { AWS_ENDPOINT_URL_APPFLOW: OWN }), true);
    assert.equal(reaches(OWN, { AWS_ENDPOINT_URL_APPFLOW: aws }), false);
    assert.equal(reaches(undefined, { AWS_ENDPOINT_URL_APPFLOW: aws, AWS_ENDPOINT_URL: OWN }), true);
    assert.equal(reaches(OWN, { AWS_ENDPOINT_URL_LAMBDA: "" }), false);
  });

  it("is of this process's environment, unless another is given", () => {
    const kept = process.env["AWS_ENDPOINT_URL_APPFLOW"];
    process.env["AWS_ENDPOINT_URL_APPFLOW"] = "http://127.0.0.1:1";
    try {
      assert.equal(reachesLambda({ assumeRoles: [], endpoints: {} }), false);
    } finally {
      delete process.env["AWS_ENDPOINT_URL_APPFLOW"];
      if (kept !== undefined) process.env["AWS_ENDPOINT_URL_APPFLOW"] = kept;
    }
  });
});
