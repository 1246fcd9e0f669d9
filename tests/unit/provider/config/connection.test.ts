import assert from "node:assert/strict";
import { findExclusion, findRoleAccount, readAmbientRegion } from "../../../../provider/config/connection";
import { connected } from "../../../support/inMemory/context";

const CREDENTIALS = [
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
];

const connection = (configuration: Record<string, string>) => {
  const { connection, errors } = connected(configuration);
  assert.deepEqual(errors, []);
  return connection;
};
const nothing = { endpoints: {}, assumeRoles: [] };
const role = (name: string, account = "123456789012") => ({
  roleArn: `arn:aws:iam::${account}:role/${name}`,
});

describe("The connection", () => {
  it("is the AWS SDK's own business where nothing is configured", () => {
    assert.deepEqual(connection({}), nothing);
    assert.deepEqual(connection({ "aws:profile": "", "aws:assumeRole": "", "aws:endpoints": "" }), nothing);
  });

  it("ignores what isn't about AWS", () => {
    assert.deepEqual(connection({ "gcp:region": "x", "aws:defaultTags": "{}", "project:region": "y" }), nothing);
  });

  it("takes the region of appflow before that of aws", () => {
    assert.equal(connection({ "aws:region": "eu-west-1" }).region, "eu-west-1");
    assert.equal(connection({ "aws:region": "eu-west-1", "appflow:region": "eu-west-2" }).region, "eu-west-2");
  });

  it("takes an empty region for none", () => {
    assert.equal("region" in connection({ "aws:region": "" }), false);
    assert.equal("region" in connection({ "appflow:region": "", "aws:region": "" }), false);
    assert.equal(connection({ "appflow:region": "", "aws:region": "eu-west-1" }).region, "eu-west-1");
  });

  it("takes a list of one role for that role", () => {
    const roles = JSON.stringify([role("a")]);
    assert.deepEqual(connection({ "aws:assumeRole": roles }).assumeRoles, [role("a")]);
  });

  it("reads static keys with and without a session token", () => {
    const keys = { "aws:accessKey": "AKIA", "aws:secretKey": "shh" };
    assert.deepEqual(connection(keys).keys, { accessKeyId: "AKIA", secretAccessKey: "shh" });
    assert.deepEqual(connection({ ...keys, "aws:token": "t" }).keys, {
      accessKeyId: "AKIA",
      secretAccessKey: "shh",
      sessionToken: "t",
    });
  });

  it("reads a role, a list of roles and a web identity", () => {
    const session = { ...role("a"), sessionName: "s", externalId: "e", durationSeconds: 900 };
    assert.deepEqual(connection({ "aws:assumeRole": JSON.stringify(session) }).assumeRoles, [session]);
    assert.deepEqual(connection({ "aws:assumeRoles": JSON.stringify([role("a"), role("b")]) }).assumeRoles, [
      role("a"),
      role("b"),
    ]);
    for (const token of [{ webIdentityTokenFile: "/run/token" }, { webIdentityToken: "t" }]) {
      const web = { ...role("w"), ...token };
      assert.deepEqual(connection({ "aws:assumeRoleWithWebIdentity": JSON.stringify(web) }).webIdentity, web);
    }
  });

  it("takes all credentials from one of the two blocks, never some from each", () => {
    const read = connection({
      "aws:profile": "theirs",
      "aws:accessKey": "AKIA",
      "aws:secretKey": "shh",
      "aws:assumeRole": JSON.stringify(role("theirs")),
      "aws:region": "eu-west-1",
      "appflow:profile": "ours",
    });
    assert.deepEqual(read, { ...nothing, region: "eu-west-1", profile: "ours" });
  });

  for (const name of CREDENTIALS)
    it(`takes none of aws's credentials where appflow:${name} is stated`, () => {
      const { keys, profile } = connected({
        "aws:profile": "theirs",
        [`appflow:${name}`]: "ours",
      }).connection;
      assert.deepEqual([keys, profile], [undefined, name === "profile" ? "ours" : undefined]);
    });

  it("reads endpoints of both spellings, the single one first", () => {
    const endpoints = JSON.stringify([{ appflow: "http://a", sts: "http://s", lambda: "" }]);
    assert.deepEqual(connection({ "aws:endpoints": endpoints }).endpoints, {
      appflow: "http://a",
      sts: "http://s",
    });
    assert.deepEqual(connection({ "aws:endpoints": endpoints, "appflow:endpoint": "http://b" }).endpoints, {
      appflow: "http://b",
      sts: "http://s",
    });
    assert.deepEqual(connection({ "aws:endpoints": endpoints, "appflow:endpoints": '{"sts":"http://t"}' }).endpoints, {
      sts: "http://t",
    });
  });

  it("counts attempts, which are the retries and one", () => {
    assert.equal(connection({ "aws:maxRetries": "0" }).maxAttempts, 1);
    assert.equal(connection({ "aws:maxRetries": "7" }).maxAttempts, 8);
    assert.equal(connection({ "aws:maxRetries": "7", "appflow:maxRetries": "2" }).maxAttempts, 3);
    assert.equal(connection({ "aws:maxRetries": "7", "appflow:maxAttempts": "2" }).maxAttempts, 2);
  });

  it("reads account ids that came as numbers, without their leading zeros", () => {
    const { allowedAccountIds } = connection({
      "aws:allowedAccountIds": '["123456789012", 1234567890, 210987654321]',
    });
    assert.deepEqual(allowedAccountIds, ["123456789012", "001234567890", "210987654321"]);
    assert.deepEqual(connection({ "appflow:forbiddenAccountIds": "[1]" }).forbiddenAccountIds, ["000000000001"]);
  });
});

describe("The account", () => {
  it("that a connection leads to is that of the last role, then of the web identity", () => {
    const web = { "aws:assumeRoleWithWebIdentity": JSON.stringify(role("w", "111111111111")) };
    assert.equal(findRoleAccount(connection({})), undefined);
    assert.equal(findRoleAccount(connection(web)), "111111111111");
    assert.equal(findRoleAccount(connection({ ...web, "aws:assumeRole": JSON.stringify(role("r")) })), "123456789012");
  });

  it("is excluded by a list that lacks it, or by one that has it", () => {
    const excluded = (allowed: string[] | undefined, forbidden?: string[]) =>
      findExclusion(
        {
          ...nothing,
          ...(allowed ? { allowedAccountIds: allowed } : {}),
          ...(forbidden ? { forbiddenAccountIds: forbidden } : {}),
        },
        "123456789012",
      );
    assert.equal(excluded(undefined), undefined);
    assert.equal(excluded([], []), undefined);
    assert.equal(excluded(["123456789012"], ["210987654321"]), undefined);
    assert.equal(excluded(["210987654321", "1"]), "allowedAccountIds (210987654321, 1)");
    assert.equal(excluded(undefined, ["123456789012", "1"]), "forbiddenAccountIds (123456789012, 1)");
  });
});

describe("The environment's region", () => {
  it("is AWS_REGION, then AWS_DEFAULT_REGION; empty ones don't count", () => {
    assert.equal(readAmbientRegion({ AWS_REGION: "a", AWS_DEFAULT_REGION: "b" }), "a");
    assert.equal(readAmbientRegion({ AWS_REGION: "", AWS_DEFAULT_REGION: "b" }), "b");
    assert.equal(readAmbientRegion({}), undefined);
  });
});
