import assert from "node:assert/strict";
import { canReachLambda } from "../../../../provider/config/connection";

describe("Whether the functions of an AppFlow can be looked up", () => {
  const reaches = (appflow?: string, env: NodeJS.ProcessEnv = {}, lambda = "") =>
    canReachLambda({ assumeRoles: [], endpoints: { ...(appflow ? { appflow } : {}), lambda } }, env);
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
      "http://127.0.0.1/https://appflow.eu-west-1.amazonaws.com",
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
      assert.equal(canReachLambda({ assumeRoles: [], endpoints: {} }), false);
    } finally {
      delete process.env["AWS_ENDPOINT_URL_APPFLOW"];
      if (kept !== undefined) process.env["AWS_ENDPOINT_URL_APPFLOW"] = kept;
    }
  });
});
