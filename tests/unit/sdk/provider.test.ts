import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import execa from "execa";
import { readConnection } from "../../../provider/config/connection";
import * as appflow from "../../../sdk";
import { beginRun, refusalOf, valueOf } from "../../support/program";

type Settings = Record<string, string>;

/** The settings that the engine gets for an appflow.Provider, in a stack with a configuration. */
async function settingsOf(args: object | undefined, stack: Settings = {}): Promise<Settings> {
  pulumi.runtime.setAllConfig(stack);
  const requests = await beginRun();
  await valueOf(new appflow.Provider("ireland", args).urn);
  assert.equal(requests[0].type, "pulumi:providers:pulumi-nodejs");
  return requests[0].inputs as Settings;
}

const refusal = (args: object, stack: Settings = {}) => refusalOf(() => settingsOf(args, stack));

const connectionOf = async (args: appflow.ProviderArgs, stack: Settings = {}) => {
  const settings = await settingsOf(args, stack);
  const { connection, errors } = readConnection((name) => settings[name]);
  assert.deepEqual(errors, []);
  return connection;
};

describe("an appflow.Provider", () => {
  after(() => pulumi.runtime.setAllConfig({}));

  it("hands its settings over as text, as a stack's configuration has them", async () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/r", durationSeconds: 900 };
    const settings = await settingsOf({
      region: pulumi.output("eu-west-1"),
      maxAttempts: 3,
      assumeRole: role,
      allowedAccountIds: ["123456789012"],
      endpoints: [{ sts: "http://sts" }],
    });
    assert.deepEqual(settings, {
      "appflow:region": "eu-west-1",
      "appflow:maxAttempts": "3",
      "appflow:assumeRole": JSON.stringify(role),
      "appflow:allowedAccountIds": '["123456789012"]',
      "appflow:endpoints": '[{"sts":"http://sts"}]',
    });
  });

  it("leads where its arguments say", async () => {
    const connection = await connectionOf({
      region: "eu-west-1",
      endpoint: "http://a",
      maxAttempts: 3,
      profile: "p",
    });
    assert.deepEqual(connection, {
      region: "eu-west-1",
      profile: "p",
      maxAttempts: 3,
      endpoints: { appflow: "http://a" },
      assumeRoles: [],
    });
  });

  it("takes what it doesn't state from the stack's configuration", async () => {
    const stack = {
      "aws:region": "eu-west-2",
      "appflow:maxRetries": "2",
      "aws:allowedAccountIds": '["123456789012"]',
    };
    const connection = await connectionOf({ region: "eu-west-1" }, stack);
    assert.deepEqual(
      [connection.region, connection.maxAttempts, connection.allowedAccountIds],
      ["eu-west-1", 3, ["123456789012"]],
    );
  });

  it("takes no credentials from the stack when it has its own", async () => {
    const stack = {
      "aws:assumeRole": '{"roleArn":"arn:aws:iam::210987654321:role/theirs"}',
      "aws:profile": "theirs",
    };
    assert.deepEqual((await connectionOf({}, stack)).profile, "theirs");
    const { profile, assumeRoles } = await connectionOf({ profile: "ours" }, stack);
    assert.deepEqual([profile, assumeRoles], ["ours", []]);
  });

  it("has the settings with which lookups connect, the same that the engine gets", async () => {
    const stack = { "aws:allowedAccountIds": '["123456789012"]' };
    const handed = await settingsOf({ region: pulumi.output("eu-west-1"), maxAttempts: 2 }, stack);
    const { connectionSettings } = new appflow.Provider("same", { region: "eu-west-1", maxAttempts: 2 });
    const settings = await valueOf(connectionSettings);
    assert.deepEqual(settings, handed);
    assert.deepEqual(settings, {
      "appflow:region": "eu-west-1",
      "appflow:maxAttempts": "2",
      "appflow:allowedAccountIds": '["123456789012"]',
    });
  });

  it("assumes its role with the stack's profile, and with none of the stack's roles", async () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/ours" };
    const stack = {
      "aws:profile": "theirs",
      "aws:assumeRole": '{"roleArn":"arn:aws:iam::210987654321:role/theirs"}',
    };
    for (const args of [{ assumeRole: role }, { assumeRoles: [role] }]) {
      const { profile, assumeRoles } = await connectionOf(args, stack);
      assert.deepEqual([profile, assumeRoles], ["theirs", [role]]);
      assert.equal((await connectionOf({ ...args, profile: "ours" }, stack)).profile, "ours");
    }
    const web = { ...role, webIdentityTokenFile: "/run/token" };
    const { profile, webIdentity } = await connectionOf({ assumeRoleWithWebIdentity: web }, stack);
    assert.deepEqual([profile, webIdentity], [undefined, web]);
  });

  it("reaches AppFlow where its own list says, else where the stack's single endpoint does", async () => {
    const stack = { "appflow:endpoint": "http://stack" };
    const endpointsOf = async (args: appflow.ProviderArgs) => (await connectionOf(args, stack)).endpoints;
    assert.deepEqual(await endpointsOf({ endpoints: [{ appflow: "http://own", sts: "http://sts" }] }), {
      appflow: "http://own",
      sts: "http://sts",
    });
    assert.deepEqual(await endpointsOf({ endpoints: [{ sts: "http://sts" }] }), {
      appflow: "http://stack",
      sts: "http://sts",
    });
    assert.deepEqual(await endpointsOf({ endpoint: "http://one", endpoints: [{ appflow: "http://two" }] }), {
      appflow: "http://one",
    });
    assert.deepEqual(await endpointsOf({}), { appflow: "http://stack" });
  });

  it("counts attempts, never retries", async () => {
    const message = await refusal({ maxRetries: 3 });
    assert.match(message, /`maxRetries` is not an argument.*#argument-unknown$/);
    assert.equal(message.split("maxRetries").length, 2, "it isn't among those it has");
  });

  it("takes null and undefined as left out", async () => {
    assert.deepEqual(await settingsOf({ region: null, profile: undefined }), {});
  });

  it("refuses an argument that it doesn't have, by name", async () => {
    const message = await refusal({ regoin: "eu-west-1" });
    assert.match(message, /^declaring the appflow.Provider ireland: `regoin` .*region, profile.*#argument-unknown$/);
    for (const name of ["accessKey", "secretKey", "token"])
      assert.match(await refusal({ [name]: "shh" }), /#argument-unknown$/);
  });

  it("ignores what isn't supported of the stack's configuration, which doesn't reach its resources", async () => {
    const stack = { "aws:insecure": "true", "aws:httpProxy": "http://proxy", "aws:region": "eu-west-1" };
    assert.deepEqual(await settingsOf({}, stack), { "appflow:region": "eu-west-1" });
  });

  it("refuses a stack whose configuration can't be followed", async () => {
    assert.match(await refusal({}, { "aws:assumeRole": "text" }), /#configuration-invalid$/);
    const both = { "aws:insecure": "true", "aws:allowedAccountIds": '["production"]' };
    assert.match(await refusal({}, both), /`aws:allowedAccountIds`.*#configuration-invalid$/);
  });

  it("refuses to lose the stack's static keys, unless it has a profile", async () => {
    const stack = { "aws:accessKey": "AKIA", "aws:secretKey": "shh" };
    const message = await refusal({ region: "eu-west-1" }, stack);
    assert.match(message, /#provider-credentials$/);
    assert.ok(!message.includes("shh"));
    const settings = await settingsOf({ profile: "p" }, stack);
    assert.ok(!JSON.stringify(settings).includes("shh"));
  });

  it("refuses a web identity token in clear of its own, which ends the program and never reaches the engine", async () => {
    const program = `
      require("ts-node/register/transpile-only");
      const pulumi = require("@pulumi/pulumi");
      const newResource = ({ inputs }) => (console.log("handed over"), { id: "id", state: inputs });
      pulumi.runtime.setMocks({ call: () => ({}), newResource }).then(() => {
        const { Provider } = require(${JSON.stringify(require.resolve("../../../sdk"))});
        const role = { roleArn: "arn:aws:iam::123456789012:role/ci", ...JSON.parse(process.argv[1]) };
        new Provider("ci", { assumeRoleWithWebIdentity: role });
      });`;
    const run = (role: object) => execa(process.execPath, ["-e", program, JSON.stringify(role)], { reject: false });
    const [token, file] = await Promise.all([
      run({ webIdentityToken: "canary" }),
      run({ webIdentityTokenFile: "/run/token" }),
    ]);
    assert.notEqual(token.exitCode, 0);
    assert.match(token.stderr, /declaring the appflow\.Provider ci: .*#provider-credentials/);
    assert.ok(!token.stderr.includes("canary"), token.stderr);
    assert.equal(token.stdout, "");
    assert.deepEqual([file.exitCode, file.stdout], [0, "handed over"]);
  });

  it("refuses the stack's web identity token in clear, and takes its file", async () => {
    const roleArn = "arn:aws:iam::123456789012:role/ci";
    const stack = (role: object) => ({
      "aws:assumeRoleWithWebIdentity": JSON.stringify({ roleArn, ...role }),
    });
    const message = await refusal({}, stack({ webIdentityToken: "shh" }));
    assert.match(message, /#provider-credentials$/);
    assert.ok(!message.includes("shh"));
    const { webIdentity } = await connectionOf({}, stack({ webIdentityTokenFile: "/run/token" }));
    assert.deepEqual(webIdentity, { roleArn, webIdentityTokenFile: "/run/token" });
  });
});
