import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { Emulator } from "../../../../emulator/index";
import { openAppFlow } from "../../../../provider/aws/appflow";
import { readConnection } from "../../../../provider/config/connection";
import { withoutAwsEnvironment } from "../../../support/contract/environment";
import {
  ACCOUNT,
  connectionTo,
  credentialsForAMinute,
  emulated,
  failureOf,
  OTHER_ACCOUNT,
  REGION,
  settingsOf,
  within,
} from "../../../support/contract/target";
import { type FuzzService, openFuzzService } from "../../../support/fuzz/service";

const HUB = "111111111111";
const role = (account: string, name = "deployer") => ({ roleArn: `arn:aws:iam::${account}:role/${name}` });
const assumeRole = (stated: object) => ({ "aws:assumeRole": JSON.stringify(stated) });
const signIn = (stated: object) => ({ "aws:assumeRoleWithWebIdentity": JSON.stringify(stated) });

describe("Credentials, through the AWS SDK", () => {
  let emulator: Emulator;
  let service: FuzzService;
  before(async () => {
    emulator = await emulated();
    service = await openFuzzService(emulator);
  });
  after(async () => {
    await service.close();
    await emulator.close();
  });
  beforeEach(() => {
    emulator.faults.clear();
    emulator.journal.clear();
    service.clear();
  });
  const file = withoutAwsEnvironment();

  /** A service that all calls pass on their way to the emulator. */
  const onTheWay = () => ({ ...emulator, url: service.url });
  const open = (configuration: Record<string, string>) => openAppFlow(connectionTo(onTheWay(), configuration), REGION);
  /** Nothing is stated but where the services are, and this. */
  const openWithoutKeys = (configuration: Record<string, string> = {}) => {
    const noKeys = { "aws:accessKey": "", "aws:secretKey": "", ...configuration };
    return openAppFlow(readConnection(settingsOf(onTheWay(), noKeys)).connection, REGION);
  };
  const callersOf = (operation: string) =>
    emulator.journal.entries.filter((entry) => entry.operation === operation).map(({ caller }) => caller);
  const requestsOf = (action: string) =>
    service
      .requests()
      .map((body) => Object.fromEntries(new URLSearchParams(body)))
      .filter(({ Action }) => Action === action);

  const answerForAMinute = (operation: string) => {
    const kind = credentialsForAMinute(operation, OTHER_ACCOUNT);
    emulator.faults.add({ operation, kind, times: "always" });
  };

  it("work with a role, whose account counts from then on", async () => {
    emulator.connectors.put("crm", {}, OTHER_ACCOUNT);
    const appflow = open(assumeRole(role(OTHER_ACCOUNT)));
    assert.equal(await appflow.account(), OTHER_ACCOUNT);
    assert.equal((await appflow.describe("crm"))?.accountId, OTHER_ACCOUNT);
  });

  it("work with roles one after the other, each assumed with those of the one before", async () => {
    const roles = [role(HUB, "hub"), role(OTHER_ACCOUNT)];
    assert.equal(await open({ "aws:assumeRoles": JSON.stringify(roles) }).account(), OTHER_ACCOUNT);
    const callers = callersOf("AssumeRole");
    assert.equal(callers.length, 2);
    assert.match(callers[0], /user\/emulator$/);
    assert.match(callers[1], new RegExp(`${HUB}:assumed-role/hub/pulumi-appflow-connector$`));
  });

  it("work with an identity provider's token, and then with roles", async () => {
    const web = { ...role(HUB, "hub"), webIdentityToken: "a token" };
    const roles = JSON.stringify([role(OTHER_ACCOUNT)]);
    assert.equal(await open({ ...signIn(web), "aws:assumeRoles": roles }).account(), OTHER_ACCOUNT);
    assert.match(callersOf("AssumeRole")[0], new RegExp(`${HUB}:assumed-role/hub/`));
  });

  it("ask STS for the session that a role states, and for no more", async () => {
    const { roleArn } = role(OTHER_ACCOUNT);
    await open(assumeRole({ roleArn })).list();
    const session = { sessionName: "ci", externalId: "an id", durationSeconds: 900 };
    const appflow = open(assumeRole({ roleArn, ...session }));
    await appflow.list();
    assert.match(callersOf("ListConnectors")[1], /assumed-role\/deployer\/ci$/);
    const common = { Action: "AssumeRole", Version: "2011-06-15", RoleArn: roleArn };
    assert.deepEqual(requestsOf("AssumeRole"), [
      { ...common, RoleSessionName: "pulumi-appflow-connector" },
      { ...common, RoleSessionName: "ci", ExternalId: "an id", DurationSeconds: "900" },
    ]);
  });

  it("ask STS for the session of a token, stated or in a file", async () => {
    const { roleArn } = role(OTHER_ACCOUNT);
    const inFile = { roleArn, webIdentityTokenFile: file("token", "a token\n") };
    const stated = { roleArn, webIdentityToken: "a token", sessionName: "ci", durationSeconds: 900 };
    for (const web of [inFile, stated]) assert.equal(await open(signIn(web)).account(), OTHER_ACCOUNT);
    const common = {
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: roleArn,
      WebIdentityToken: "a token",
    };
    assert.deepEqual(requestsOf("AssumeRoleWithWebIdentity"), [
      { ...common, RoleSessionName: "pulumi-appflow-connector" },
      { ...common, RoleSessionName: "ci", DurationSeconds: "900" },
    ]);
  });

  for (const [operation, configuration] of [
    ["AssumeRole", assumeRole(role(OTHER_ACCOUNT))],
    ["AssumeRoleWithWebIdentity", signIn({ ...role(OTHER_ACCOUNT), webIdentityToken: "a token" })],
  ] as const) {
    it(`are asked for once while they last (${operation})`, async () => {
      const appflow = open(configuration);
      await Promise.all([appflow.list(), appflow.list()]);
      await appflow.list();
      assert.equal(requestsOf(operation).length, 1);
    });

    it(`are renewed before they expire (${operation})`, async () => {
      answerForAMinute(operation);
      const appflow = open(configuration);
      await appflow.list();
      const first = requestsOf(operation).length;
      await appflow.list();
      assert.ok(requestsOf(operation).length > first);
      assert.deepEqual(callersOf("ListConnectors"), Array(2).fill(`arn:aws:iam::${OTHER_ACCOUNT}:user/emulator`));
    });

    it(`that no role gives are role-refused, and name the permission that is missing (${operation})`, async () => {
      emulator.faults.add({
        operation,
        kind: { error: { type: "AccessDenied", status: 403 } },
        times: "always",
      });
      const appflow = open(configuration);
      for (const call of [appflow.describe("crm"), appflow.account()]) {
        const { code, outcome, message } = await failureOf(call);
        assert.equal(`${outcome} ${code}`, "definite role-refused", message);
        assert.match(message, new RegExp(`^assuming the role: .*${operation} answered AccessDenied \\(403, `));
        assert.match(message, new RegExp(`allow the caller sts:${operation}\\. See`));
      }
    });

    it(`are asked for as often as the configuration says, each time for as long as the limit (${operation})`, async () => {
      emulator.faults.add({ operation, kind: "hangBefore", times: "always" });
      const late = await within({ request: 200 }, () =>
        failureOf(open({ ...configuration, "appflow:maxAttempts": "2" }).list()),
      );
      // What hangs is STS: AppFlow was not asked.
      assert.equal(`${late.outcome} ${late.code}`, "definite timed-out");
      assert.match(late.message, new RegExp(`^assuming the role: .*${operation}: ETIMEDOUT`));
      assert.equal(requestsOf(operation).length, 2);
    });

    it(`don't keep a call longer than its limit (${operation})`, async () => {
      emulator.faults.add({ operation, kind: "hangBefore", times: "always" });
      const late = within({ call: 300 }, () => failureOf(open(configuration).list()));
      assert.match((await late).message, /^assuming the role: .*#timed-out$/);
    });

    it(`of an answer without any fail the call that needs them (${operation})`, async () => {
      emulator.faults.add({ operation, kind: { body: `<${operation}Response/>` } });
      const { outcome, message } = await failureOf(open(configuration).list());
      assert.equal(outcome, "definite");
      assert.match(message, new RegExp(`^assuming the role: .*${operation}: \\w*Error: .*${OTHER_ACCOUNT}`));
    });
  }

  it("are renewed with the token that its file then holds", async () => {
    answerForAMinute("AssumeRoleWithWebIdentity");
    const webIdentityTokenFile = file("token", "first");
    const appflow = open(signIn({ ...role(OTHER_ACCOUNT), webIdentityTokenFile }));
    await appflow.list();
    writeFileSync(webIdentityTokenFile, "second");
    await appflow.list();
    const tokens = requestsOf("AssumeRoleWithWebIdentity").map(({ WebIdentityToken }) => WebIdentityToken);
    assert.deepEqual([...new Set(tokens)], ["first", "second"]);
  });

  it("of a token's file that can't be read are configuration-invalid", async () => {
    const web = { ...role(OTHER_ACCOUNT), webIdentityTokenFile: "/no/such/file" };
    const { code, message } = await failureOf(open(signIn(web)).list());
    assert.equal(code, "configuration-invalid");
    assert.match(message, /^assuming the role: .*webIdentityTokenFile.*can't be read \(ENOENT\)/);
    assert.deepEqual(service.requests(), []);
  });

  it("work with a profile of the shared files, by itself and to assume a role", async () => {
    const keysOf = (account: string) => `aws_access_key_id = ${account}\naws_secret_access_key = shh\n`;
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = file(
      "credentials",
      `[default]\n${keysOf(ACCOUNT)}[theirs]\n${keysOf(HUB)}`,
    );
    const theirs = { "aws:profile": "theirs" };
    assert.equal(await openWithoutKeys(theirs).account(), HUB);
    const assumed = openWithoutKeys({ ...theirs, ...assumeRole(role(OTHER_ACCOUNT)) });
    assert.equal(await assumed.account(), OTHER_ACCOUNT);
    assert.deepEqual(callersOf("AssumeRole"), [`arn:aws:iam::${HUB}:user/emulator`]);
  });

  it("work with the environment where nothing is stated, by itself and to assume a role", async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: HUB, AWS_SECRET_ACCESS_KEY: "shh" });
    assert.equal(await openWithoutKeys().account(), HUB);
    assert.equal(await openWithoutKeys(assumeRole(role(OTHER_ACCOUNT))).account(), OTHER_ACCOUNT);
    assert.deepEqual(callersOf("AssumeRole"), [`arn:aws:iam::${HUB}:user/emulator`]);
  });

  it("that nobody has are credentials-missing, by themselves and to assume a role, and nothing is sent", async () => {
    for (const configuration of [{}, assumeRole(role(OTHER_ACCOUNT))]) {
      const appflow = openWithoutKeys(configuration);
      for (const call of [appflow.describe("crm"), appflow.account()]) {
        const { code, outcome } = await failureOf(call);
        assert.equal(`${outcome} ${code}`, "definite credentials-missing");
      }
    }
    assert.deepEqual(service.requests(), []);
  });
});
