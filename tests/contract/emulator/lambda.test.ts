import assert from "node:assert/strict";
import { Lambda } from "@aws-sdk/client-lambda";
import {
  ACCOUNT,
  ANSWER,
  arnOf,
  assertRefused,
  connection,
  eachTestEmulator,
  instant,
  BAD,
  REGION,
} from "../../support/emulator/testEmulator";

describe("The embedded Lambda", () => {
  const aws = eachTestEmulator();
  let lambda: Lambda;

  beforeEach(() => {
    lambda = new Lambda(connection(aws));
  });

  afterEach(() => lambda.destroy());

  const get = (FunctionName: string, Qualifier?: string) => lambda.getFunction({ FunctionName, Qualifier });
  const policy = async (FunctionName: string) => (await lambda.getPolicy({ FunctionName })).Policy ?? "";

  it("shows a function by ARN, by account and name, and by name", async () => {
    const arn = arnOf("instant");
    for (const name of [arn, `${ACCOUNT}:function:instant`, "instant", `${arn}:$LATEST`]) {
      const { Configuration } = await get(name);
      assert.deepEqual([Configuration?.FunctionArn, Configuration?.State], [arnOf("instant"), "Active"]);
    }
  });

  it("shows a function's state and when its code changed", async () => {
    const lastModified = new Date("2026-01-02T03:04:05.678Z");
    aws.functions.register(arnOf("late"), instant, { state: "Pending", lastModified });
    const { Configuration } = await get(arnOf("late"));
    assert.equal(Configuration?.State, "Pending");
    assert.equal(Configuration.LastModified, "2026-01-02T03:04:05.678+0000");
  });

  it("knows versions and aliases only as functions of their own", async () => {
    const live = `${arnOf("instant")}:live`;
    aws.functions.register(live, instant);
    assert.equal((await get(live)).Configuration?.FunctionArn, live);
    assert.equal((await get("instant", "live")).Configuration?.FunctionArn, live);
    await assertRefused(get("instant", "7"), "ResourceNotFoundException", 404);
  });

  it("has no function of other regions, and shows none of other accounts", async () => {
    const abroad = arnOf("abroad", "us-east-1");
    aws.functions.register(abroad, instant);
    await assertRefused(get(abroad), "ResourceNotFoundException", 404);
    const theirs = arnOf("theirs", REGION, "210987654321");
    aws.functions.register(theirs, instant);
    await assertRefused(get(theirs), "AccessDeniedException", 403);
    await assertRefused(get("missing"), "ResourceNotFoundException", 404);
    await assertRefused(get("a function"), "ValidationException", 400);
  });

  it("shows a policy, adds to it, and has none where there is none", async () => {
    assert.match(await policy("instant"), /appflow\.amazonaws\.com/);
    aws.functions.register(arnOf("closed"), instant, { policy: "none" });
    await assertRefused(policy("closed"), "ResourceNotFoundException", 404);
    const permission = {
      FunctionName: "closed",
      StatementId: "s1",
      Action: "lambda:InvokeFunction",
      Principal: "appflow.amazonaws.com",
      SourceAccount: ACCOUNT,
      SourceArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:*`,
    };
    await lambda.addPermission(permission);
    const { Statement } = JSON.parse(await policy("closed")) as { Statement: object[] };
    assert.deepEqual(Statement, aws.functions.get(arnOf("closed"))?.statements);
    await assertRefused(lambda.addPermission(permission), "ResourceConflictException", 409);
  });

  it("invokes a function, and says when it crashed", async () => {
    const invoke = async (FunctionName: string) => lambda.invoke({ FunctionName, Payload: "{}" });
    const { Payload, FunctionError } = await invoke("instant");
    assert.deepEqual([JSON.parse(Payload?.transformToString() ?? ""), FunctionError], [ANSWER, undefined]);
    aws.functions.register(arnOf("crash"), { node: BAD, handler: "index.crash" });
    assert.equal((await invoke("crash")).FunctionError, "Unhandled");
  });

  it("fails on demand, for one function alone", async () => {
    const functionArn = arnOf("other");
    aws.functions.register(functionArn, instant);
    const kind = { error: { type: "TooManyRequestsException" } };
    aws.faults.add({ kind, operation: "GetPolicy", functionArn });
    await policy("instant");
    await assertRefused(policy("other"), "TooManyRequestsException", 429);
    assert.equal(aws.journal.entries.at(-1)?.functionArn, functionArn);
  });

  it("takes permissions until the policy is as large as Lambda lets it be", async () => {
    const add = (n: number) =>
      lambda.addPermission({
        FunctionName: "instant",
        StatementId: `s${n}`,
        Action: "lambda:InvokeFunction",
        Principal: "appflow.amazonaws.com",
        SourceArn: "x".repeat(4000),
      });
    for (let n = 0; n < 4; n += 1) await add(n);
    await assertRefused(add(4), "PolicyLengthExceededException", 400);
    assert.equal(aws.functions.get(arnOf("instant"))?.statements.length, 5);
  });
});
