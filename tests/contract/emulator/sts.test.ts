import assert from "node:assert/strict";
import { AppflowClient, ListConnectorsCommand } from "@aws-sdk/client-appflow";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { assertRefused, connection, eachTestEmulator } from "../../support/emulator/testEmulator";

const RoleArn = "arn:aws:iam::222222222222:role/deploy/ci";

describe("The embedded STS", () => {
  let now: number;
  const clients: { destroy(): void }[] = [];
  const aws = eachTestEmulator(() => {
    now = Date.now();
    const accounts = { AKIATEAM: { accountId: "333333333333", arn: "arn:aws:iam::333333333333:user/team" } };
    return { accounts, clock: () => new Date(now) };
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });

  function sts(accessKeyId?: string, given?: Credentials): STSClient {
    const client = new STSClient({ ...connection(aws, accessKeyId), ...session(given) });
    clients.push(client);
    return client;
  }

  const session = (given?: Credentials) =>
    given
      ? {
          credentials: {
            accessKeyId: given.AccessKeyId ?? "",
            secretAccessKey: given.SecretAccessKey ?? "",
            sessionToken: given.SessionToken ?? "",
          },
        }
      : {};

  const identity = async (...given: Parameters<typeof sts>) => {
    const { Account, Arn } = await sts(...given).send(new GetCallerIdentityCommand({}));
    return [Account, Arn];
  };

  it("knows the account of a key by the emulator's table, by the key itself, or takes the default", async () => {
    assert.deepEqual(await identity("AKIATEAM"), ["333333333333", "arn:aws:iam::333333333333:user/team"]);
    assert.deepEqual(await identity("444444444444"), [
      "444444444444",
      "arn:aws:iam::444444444444:user/emulator",
    ]);
    assert.deepEqual(await identity("AKIASOMEBODY"), [
      "123456789012",
      "arn:aws:iam::123456789012:user/emulator",
    ]);
  });

  it("gives credentials of a role's account, until they expire", async () => {
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "up", DurationSeconds: 900 }),
    );
    assert.ok(Credentials);
    assert.deepEqual(await identity(undefined, Credentials), [
      "222222222222",
      "arn:aws:sts::222222222222:assumed-role/ci/up",
    ]);
    const appflow = new AppflowClient({ ...connection(aws), ...session(Credentials) });
    clients.push(appflow);
    await appflow.send(new ListConnectorsCommand({}));
    assert.equal(aws.journal.entries.at(-1)?.accountId, "222222222222");
    now += 900_000;
    await assertRefused(appflow.send(new ListConnectorsCommand({})), "ExpiredTokenException", 403);
    await assert.rejects(identity(undefined, Credentials), /expired/);
  });

  it("gives credentials for a web identity, without any", async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn,
      RoleSessionName: "ci",
      WebIdentityToken: "canary-token",
    });
    const { Credentials } = await sts().send(command);
    assert.deepEqual(await identity(undefined, Credentials), [
      "222222222222",
      "arn:aws:sts::222222222222:assumed-role/ci/ci",
    ]);
    assert.doesNotMatch(JSON.stringify(aws.journal.entries), /canary/);
  });

  it("refuses what it can't read", async () => {
    const assume = (RoleSessionName: string, arn = RoleArn) =>
      sts().send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName }));
    await assertRefused(assume("a b"), "ValidationError", 400);
    await assertRefused(assume("up", "arn:aws:iam::1:role/x"), "ValidationError", 400);
    await assertRefused(
      assume("up", `arn:aws:iam::222222222222:role/${"x".repeat(65)}`),
      "ValidationError",
      400,
    );
    const unknown = await fetch(aws.url, {
      method: "POST",
      body: new URLSearchParams({ Action: "GetSessionToken" }),
    });
    assert.equal(unknown.status, 400);
    assert.match(await unknown.text(), /<Code>InvalidAction<\/Code>/);
    await assertRefused(sts("ASIAGONE").send(new GetCallerIdentityCommand({})), "InvalidClientTokenId", 403);
  });

  it("fails on demand in its own format", async () => {
    aws.faults.add({
      kind: { error: { type: "ExpiredToken", message: "expired <today>" } },
      operation: "GetCallerIdentity",
    });
    const failure = await assertRefused(
      sts().send(new GetCallerIdentityCommand({})),
      "ExpiredToken",
      403,
    ).catch((error: Error) => error);
    assert.match(failure.message, /expired <today>/);
    assert.equal(aws.journal.entries[0]?.errorType, "ExpiredToken");
  });
});
