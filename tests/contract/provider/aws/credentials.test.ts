import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { openAppFlow } from "../../provider/appflow";
import { readConnection } from "../../provider/connection";
import { connectionTo, emulated, failureOf, OTHER_ACCOUNT, REGION, subjectOf } from "../support/contract";

const subject = subjectOf();
const role = (account: string, name = "deployer") => ({ roleArn: `arn:aws:iam::${account}:role/${name}` });

describe("Credentials and regions, through the AWS SDK", () => {
  let emulator: Emulator;
  let folder = "";
  let kept: NodeJS.ProcessEnv = {};
  before(async () => {
    emulator = await emulated();
    folder = mkdtempSync(join(tmpdir(), "credentials-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await emulator.close();
  });
  beforeEach(() => {
    kept = { ...process.env };
    for (const name of Object.keys(process.env).filter((it) => it.startsWith("AWS_")))
      delete process.env[name];
    process.env["AWS_EC2_METADATA_DISABLED"] = "true";
    process.env["AWS_CONFIG_FILE"] = file("config", "");
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = file("credentials", "");
    emulator.journal.clear();
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, kept);
  });

  /** A file of its own for each test: the SDK remembers what it read. */
  let files = 0;
  const file = (name: string, text: string): string => {
    const path = join(folder, `${name}-${(files += 1)}`);
    writeFileSync(path, text);
    return path;
  };
  const accountWith = (configuration: Record<string, string>) =>
    openAppFlow(connectionTo(emulator, configuration), REGION).account(subject);
  /** Nothing configured but where the services are. */
  const ambient = () =>
    readConnection((name) =>
      name === "aws:endpoints" ? JSON.stringify([{ appflow: emulator.url, sts: emulator.url }]) : undefined,
    ).connection;

  it("work with a role, whose account counts from then on", async () => {
    const configuration = { "aws:assumeRole": JSON.stringify(role(OTHER_ACCOUNT)) };
    assert.equal(await accountWith(configuration), OTHER_ACCOUNT);
    emulator.connectors.put("crm", {}, OTHER_ACCOUNT);
    const appflow = openAppFlow(connectionTo(emulator, configuration), REGION);
    assert.equal((await appflow.describe("crm", subject))?.accountId, OTHER_ACCOUNT);
  });

  it("work with roles one after the other, each assumed with those of the one before", async () => {
    const roles = [role("111111111111", "hub"), role(OTHER_ACCOUNT)];
    assert.equal(await accountWith({ "aws:assumeRoles": JSON.stringify(roles) }), OTHER_ACCOUNT);
    const callers = emulator.journal.entries
      .filter(({ operation }) => operation === "AssumeRole")
      .map(({ caller }) => caller);
    assert.match(callers[0], /user\/emulator$/);
    assert.match(callers[1], /111111111111:assumed-role\/hub\/pulumi-appflow-connector$/);
  });

  it("that no role gives are role-refused, and name the permission that is missing for it", async () => {
    const web = { ...role(OTHER_ACCOUNT), webIdentityTokenFile: file("token", "a token") };
    for (const [operation, configuration] of [
      ["AssumeRole", { "aws:assumeRole": JSON.stringify(role(OTHER_ACCOUNT)) }],
      ["AssumeRoleWithWebIdentity", { "aws:assumeRoleWithWebIdentity": JSON.stringify(web) }],
    ] as const) {
      emulator.faults.add({ operation, kind: { error: { type: "AccessDenied", status: 403 } }, times: 2 });
      const appflow = openAppFlow(connectionTo(emulator, configuration), REGION);
      for (const call of [appflow.describe("crm", subjectOf("crm")), appflow.account(subject)]) {
        const { code, message } = await failureOf(call);
        assert.equal(code, "role-refused", message);
        assert.match(
          message,
          new RegExp(`^assuming the role: .*${operation} answered AccessDenied \\(403, `),
        );
        assert.match(message, new RegExp(`allow the caller sts:${operation}\\. See`));
      }
      emulator.faults.clear();
    }
  });

  it("work with the token of an identity provider, read from its file", async () => {
    const web = { ...role(OTHER_ACCOUNT), webIdentityTokenFile: file("token", "a token\n") };
    assert.equal(await accountWith({ "aws:assumeRoleWithWebIdentity": JSON.stringify(web) }), OTHER_ACCOUNT);
  });

  it("work with a session's name and length", async () => {
    const session = { ...role(OTHER_ACCOUNT), sessionName: "ci", durationSeconds: 900 };
    const appflow = openAppFlow(
      connectionTo(emulator, { "aws:assumeRole": JSON.stringify(session) }),
      REGION,
    );
    await appflow.list(subject);
    assert.match(emulator.journal.entries.at(-1)?.caller ?? "", /assumed-role\/deployer\/ci$/);
  });

  it("work with a profile of the shared files", async () => {
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = file(
      "credentials",
      `[theirs]\naws_access_key_id = ${OTHER_ACCOUNT}\naws_secret_access_key = shh\n`,
    );
    const connection = { ...ambient(), profile: "theirs" };
    assert.equal(await openAppFlow(connection, REGION).account(subject), OTHER_ACCOUNT);
  });

  it("work with the environment where nothing is configured", async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: OTHER_ACCOUNT,
      AWS_SECRET_ACCESS_KEY: "shh",
      AWS_REGION: "eu-west-3",
    });
    const appflow = openAppFlow(ambient());
    assert.equal(await appflow.account(subject), OTHER_ACCOUNT);
    assert.equal(await appflow.region(subject), "eu-west-3");
  });

  it("are asked for their account at the endpoint of that service alone", async () => {
    const endpoints = JSON.stringify([{ sts: emulator.url }]);
    assert.match(await accountWith({ "aws:endpoints": endpoints }), /^\d{12}$/);
  });

  it("are asked for their account once", async () => {
    const appflow = openAppFlow(connectionTo(emulator), REGION);
    await Promise.all([appflow.account(subject), appflow.account(subject)]);
    await appflow.account(subject);
    assert.equal(emulator.journal.entries.length, 1);
  });

  it("are asked for their account again after that failed", async () => {
    const appflow = openAppFlow(connectionTo(emulator), REGION);
    emulator.faults.add({ operation: "GetCallerIdentity", kind: { error: { type: "ExpiredToken" } } });
    assert.equal((await failureOf(appflow.account(subject))).code, "credentials-refused");
    assert.match(await appflow.account(subject), /^\d{12}$/);
  });

  it("that are missing are credentials-missing, and nothing is sent", async () => {
    for (const call of [
      () => openAppFlow(ambient(), REGION).describe("crm", subject),
      () => openAppFlow(ambient(), REGION).account(subject),
    ])
      assert.equal((await failureOf(call())).code, "credentials-missing");
    assert.deepEqual(emulator.journal.entries, []);
  });

  it("are not used without a region: each method says that none is known, and nothing is sent", async () => {
    const appflow = openAppFlow(connectionTo(emulator));
    const wish = { connectorLabel: "crm", lambdaArn: "arn", clientToken: "t" };
    for (const call of [
      appflow.describe("crm", subject),
      appflow.configuration("crm", subject),
      appflow.list(subject),
      appflow.register(wish, subject),
      appflow.update(wish, subject),
      appflow.unregister("crm", false, subject),
      appflow.profiles("crm", subject),
      appflow.region(subject),
    ])
      assert.equal((await failureOf(call)).code, "region-missing");
    assert.deepEqual(emulator.journal.entries, []);
  });

  it("are not looked for to know the region, which may be missing, too", async () => {
    assert.equal((await failureOf(openAppFlow(ambient()).region(subject))).code, "region-missing");
    assert.equal(await openAppFlow(ambient(), "eu-west-2").region(subject), "eu-west-2");
    process.env["AWS_CONFIG_FILE"] = file("config", "[default]\nregion = eu-north-1\n");
    assert.equal(await openAppFlow(ambient()).region(subject), "eu-north-1");
  });
});
