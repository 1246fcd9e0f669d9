import assert from "node:assert/strict";
import {
  AddPermissionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import type { Emulator } from "../../emulator";
import { ACCOUNT, ANSWER, arnOf, connection, emulated, instant, NODE, refused, REGION } from "./account";

describe("The embedded Lambda", () => {
  let emulator: Emulator;
  let lambda: LambdaClient;

  beforeEach(async () => {
    emulator = await emulated();
    lambda = new LambdaClient(connection(emulator));
  });

  afterEach(async () => {
    lambda.destroy();
    await emulator.close();
  });

  const get = (FunctionName: string, Qualifier?: string) =>
    lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }));
  const policy = async (FunctionName: string) =>
    (await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy ?? "";

  it("shows a function by ARN, by account and name, and by name", async () => {
    for (const name of [
      arnOf("instant"),
      `${ACCOUNT}:function:instant`,
      "instant",
      `${arnOf("instant")}:$LATEST`,
    ]) {
      const { Configuration } = await get(name);
      assert.deepEqual([Configuration?.FunctionArn, Configuration?.State], [arnOf("instant"), "Active"]);
    }
  });

  it("shows a function's state and when its code changed", async () => {
    const lastModified = new Date("2026-01-02T03:04:05.678Z");
    emulator.functions.register(arnOf("late"), instant, { state: "Pending", lastModified });
    const { Configuration } = await get(arnOf("late"));
    assert.deepEqual(
      [Configuration?.State, Configuration?.LastModified],
      ["Pending", "2026-01-02T03:04:05.678+0000"],
    );
  });

  it("knows versions and aliases only as functions of their own", async () => {
    emulator.functions.register(`${arnOf("instant")}:live`, instant);
    assert.equal(
      (await get(`${arnOf("instant")}:live`)).Configuration?.FunctionArn,
      `${arnOf("instant")}:live`,
    );
    assert.equal((await get("instant", "live")).Configuration?.FunctionArn, `${arnOf("instant")}:live`);
    await refused(get("instant", "7"), "ResourceNotFoundException", 404);
  });

  it("has no function of other regions, and shows none of other accounts", async () => {
    await refused(get(arnOf("instant", "us-east-1")), "ResourceNotFoundException", 404);
    emulator.functions.register(arnOf("theirs", REGION, "210987654321"), instant);
    await refused(get(arnOf("theirs", REGION, "210987654321")), "AccessDeniedException", 403);
    await refused(get("missing"), "ResourceNotFoundException", 404);
    await refused(get("a function"), "ValidationException", 400);
  });

  it("shows a policy, adds to it, and has none where there is none", async () => {
    assert.match(await policy("instant"), /appflow\.amazonaws\.com/);
    emulator.functions.register(arnOf("closed"), instant, { policy: "none" });
    await refused(policy("closed"), "ResourceNotFoundException", 404);
    const permission = new AddPermissionCommand({
      FunctionName: "closed",
      StatementId: "s1",
      Action: "lambda:InvokeFunction",
      Principal: "appflow.amazonaws.com",
      SourceAccount: ACCOUNT,
      SourceArn: `arn:aws:appflow:${REGION}:${ACCOUNT}:*`,
    });
    await lambda.send(permission);
    const { Statement } = JSON.parse(await policy("closed")) as { Statement: object[] };
    assert.deepEqual(Statement, emulator.functions.get(arnOf("closed"))?.statements);
    await refused(lambda.send(permission), "ResourceConflictException", 409);
  });

  it("invokes a function, and says when it crashed", async () => {
    const invoke = async (FunctionName: string) =>
      lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
    const { Payload, FunctionError } = await invoke("instant");
    assert.deepEqual([JSON.parse(Payload?.transformToString() ?? ""), FunctionError], [ANSWER, undefined]);
    emulator.functions.register(arnOf("crash"), { node: NODE, handler: "index.crash" });
    assert.equal((await invoke("crash")).FunctionError, "Unhandled");
  });

  it("fails on demand, for one function alone", async () => {
    emulator.functions.register(arnOf("other"), instant);
    emulator.faults.add({
      kind: { error: { type: "TooManyRequestsException" } },
      operation: "GetPolicy",
      functionArn: arnOf("other"),
    });
    await policy("instant");
    await refused(policy("other"), "TooManyRequestsException", 429);
    assert.equal(emulator.journal.entries.at(-1)?.functionArn, arnOf("other"));
  });

  it("takes permissions until the policy is as large as Lambda lets it be", async () => {
    const add = (n: number) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: "instant",
          StatementId: `s${n}`,
          Action: "lambda:InvokeFunction",
          Principal: "appflow.amazonaws.com",
          SourceArn: "x".repeat(4000),
        }),
      );
    for (let n = 0; n < 4; n += 1) await add(n);
    await refused(add(4), "PolicyLengthExceededException", 400);
    assert.equal(emulator.functions.get(arnOf("instant"))?.statements.length, 5);
  });
});
