import assert from "node:assert/strict";
import { STS } from "@aws-sdk/client-sts";
import { assertRefused, connection, eachTestEmulator, REGION } from "../../support/emulator/testEmulator";

const RoleArn = "arn:aws:iam::222222222222:role/deploy/ci";

describe("The embedded STS", () => {
  let now: number;
  const clients: STS[] = [];
  const aws = eachTestEmulator(() => {
    now = Date.now();
    const accounts = { AKIATEAM: { accountId: "333333333333", arn: "arn:aws:iam::333333333333:user/team" } };
    return { accounts, clock: () => new Date(now) };
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });

  function sts(accessKeyId?: string): STS {
    const client = new STS(connection(aws, accessKeyId));
    clients.push(client);
    return client;
  }

  async function identityOf(accessKeyId = ""): Promise<(string | undefined)[]> {
    const { Account, Arn } = await sts(accessKeyId).getCallerIdentity({});
    return [Account, Arn];
  }

  const assume = (RoleSessionName: string, more: object = {}) =>
    sts().assumeRole({ RoleArn, RoleSessionName, ...more });

  it("knows the account of a key by the emulator's table, by the key itself, or takes the default", async () => {
    const user = (account: string, name: string) => [account, `arn:aws:iam::${account}:user/${name}`];
    assert.deepEqual(await identityOf("AKIATEAM"), user("333333333333", "team"));
    assert.deepEqual(await identityOf("444444444444"), user("444444444444", "emulator"));
    assert.deepEqual(await identityOf("AKIASOMEBODY"), user("123456789012", "emulator"));
  });

  it("gives credentials of a role's account, until they expire", async () => {
    const { Credentials: session } = await assume("up", { DurationSeconds: 900 });
    const role = ["222222222222", "arn:aws:sts::222222222222:assumed-role/ci/up"];
    assert.deepEqual(await identityOf(session?.AccessKeyId), role);
    const appflow = aws.client(session?.AccessKeyId, REGION);
    await appflow.listConnectors({});
    assert.equal(aws.journal.entries.at(-1)?.accountId, "222222222222");
    now += 900_000;
    await assertRefused(appflow.listConnectors({}), "ExpiredTokenException", 403);
    await assertRefused(identityOf(session?.AccessKeyId), "ExpiredToken", 403);
  });

  it("gives credentials for a web identity, without any", async () => {
    const WebIdentityToken = "canary-token";
    const input = { RoleArn, RoleSessionName: "ci", WebIdentityToken };
    const { Credentials: session } = await sts().assumeRoleWithWebIdentity(input);
    const role = ["222222222222", "arn:aws:sts::222222222222:assumed-role/ci/ci"];
    assert.deepEqual(await identityOf(session?.AccessKeyId), role);
    assert.doesNotMatch(JSON.stringify(aws.journal.entries), /canary/);
  });

  it("refuses what it can't read", async () => {
    await assertRefused(assume("a b"), "ValidationError", 400);
    for (const arn of ["arn:aws:iam::1:role/x", `arn:aws:iam::222222222222:role/${"x".repeat(65)}`])
      await assertRefused(assume("up", { RoleArn: arn }), "ValidationError", 400);
    await assertRefused(identityOf("ASIAGONE"), "InvalidClientTokenId", 403);
    for (const Action of ["GetSessionToken", "constructor"]) {
      const unknown = await fetch(aws.url, { method: "POST", body: new URLSearchParams({ Action }) });
      assert.equal(unknown.status, 400);
      assert.match(await unknown.text(), /<Code>InvalidAction<\/Code>/);
    }
  });

  it("fails on demand in its own format", async () => {
    const kind = { error: { type: "ExpiredToken", message: "expired <today>" } };
    aws.faults.add({ kind, operation: "GetCallerIdentity" });
    const { message } = await assertRefused(identityOf("444444444444"), "ExpiredToken", 403);
    assert.match(message, /expired <today>/);
    assert.equal(aws.journal.entries[0]?.errorType, "ExpiredToken");
  });
});
