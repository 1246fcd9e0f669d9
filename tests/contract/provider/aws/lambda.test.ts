import assert from "node:assert/strict";
import type { Emulator, FunctionDetails, FunctionSource } from "../../../../emulator/index";
import { openLambda } from "../../../../provider/aws/lambda";
import type { Connection } from "../../../../provider/config/connection";
import { compact } from "../../../../provider/resource/path";
import { arnOf, connectionTo, emulated, failureOf, REGION, within } from "../../../support/contract/target";

const CRM = arnOf("crm");
const ANSWER = { answer: { isSuccess: true } };

describe("Lambda, through the AWS SDK", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const open = (configuration: Record<string, string> = {}) =>
    openLambda(connectionTo(emulator, configuration), REGION);
  /** A connection that says nothing of attempts. */
  const unstated = (): Connection => compact({ ...connectionTo(emulator), maxAttempts: undefined });
  const deploy = (arn: string, details: FunctionDetails, source: FunctionSource = ANSWER) =>
    emulator.functions.register(arn, source, details);
  const calls = (operation: string) => emulator.journal.entries.filter((it) => it.operation === operation);

  it("shows a function with its state and the time of its last change, as ISO 8601", async () => {
    deploy(CRM, { lastModified: "2026-01-31T09:30:00.123Z" });
    const shown = await open().describe(CRM);
    assert.deepEqual(shown, { state: "Active", lastModified: "2026-01-31T09:30:00.123Z" });
  });

  for (const state of ["Pending", "Inactive", "Failed"] as const)
    it(`shows why a function is ${state}, in Lambda's words`, async () => {
      deploy(CRM, { state });
      const shown = await open().describe(CRM);
      assert.deepEqual([shown?.state, shown?.reason], [state, `The function is ${state.toLowerCase()}.`]);
    });

  for (const [lastModified, expected] of [
    ["2026-01-31T11:30:00.000+0200", "2026-01-31T09:30:00.000Z"],
    ["2026-01-31T04:00:00.000-05:30", "2026-01-31T09:30:00.000Z"],
    ["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000Z"],
    ["the day before yesterday", undefined],
    [undefined, undefined],
  ])
    it(`takes ${lastModified ?? "nothing"} for ${expected ?? "no time at all"}`, async () => {
      const body = JSON.stringify({ Configuration: { LastModified: lastModified } });
      emulator.faults.add({ operation: "GetFunction", kind: { body } });
      const expectedFunction = expected ? { lastModified: expected } : {};
      assert.deepEqual(await open().describe(CRM), expectedFunction);
    });

  it("shows nothing of a function that isn't there, or an answer that says nothing", async () => {
    assert.equal(await open().describe(arnOf("absent")), undefined);
    emulator.faults.add({ operation: "GetFunction", kind: { body: "{}" } });
    assert.deepEqual(await open().describe(CRM), {});
  });

  it("tells a version or an alias from the function that it is of", async () => {
    const lambda = open();
    assert.equal(await lambda.describe(`${CRM}:live`), undefined);
    deploy(`${CRM}:live`, { state: "Pending" });
    assert.equal((await lambda.describe(`${CRM}:live`))?.state, "Pending");
    assert.equal((await lambda.describe(CRM))?.state, "Active");
    emulator.functions.removePermission(`${CRM}:live`);
    assert.equal(await lambda.policy(`${CRM}:live`), undefined);
    assert.ok(await lambda.policy(CRM));
  });

  it("gives a resource policy as it stands, and nothing where there is none", async () => {
    const lambda = open();
    const { Statement } = JSON.parse((await lambda.policy(CRM)) ?? "") as { Statement: unknown };
    assert.deepEqual(Statement, emulator.functions.get(CRM)?.statements);
    deploy(arnOf("shut"), { policy: "none" });
    for (const name of ["shut", "absent"]) assert.equal(await lambda.policy(arnOf(name)), undefined);
  });

  it("invokes a function with an event, and gives its answer", async () => {
    const { payload, isFailure } = await open().invoke(CRM, { type: "an event" });
    assert.equal(isFailure, false);
    assert.equal((payload as { connectorName: string }).connectorName, "CRM");
    assert.equal(emulator.functions.get(CRM)?.invocations, 1);
  });

  it("tells a function that fails from one that answers", async () => {
    deploy(CRM, {}, { url: "http://127.0.0.1:9" });
    const { payload, isFailure } = await open().invoke(CRM, {});
    assert.equal(isFailure, true);
    assert.equal((payload as { errorType: string }).errorType, "not reachable");
  });

  it("takes an answer that is no JSON for none", async () => {
    for (const kind of ["notJson", "empty"] as const) {
      emulator.faults.add({ operation: "Invoke", kind });
      assert.deepEqual(await open().invoke(CRM, {}), { payload: undefined, isFailure: false });
    }
  });

  for (const [operation, action, call] of [
    ["GetFunction", "lambda:GetFunction", () => open().describe(CRM)],
    ["GetPolicy", "lambda:GetPolicy", () => open().policy(CRM)],
    ["Invoke", "lambda:InvokeFunction", () => open().invoke(CRM, {})],
  ] as const) {
    it(`says that the caller lacks ${action} when IAM denies it`, async () => {
      emulator.faults.add({ operation, kind: { error: { type: "AccessDeniedException" } } });
      const { code, message, serviceMessage } = await failureOf(call());
      assert.equal(code, "access-denied");
      assert.match(serviceMessage, new RegExp(`^${operation} answered AccessDeniedException \\(4\\d\\d, request `));
      assert.match(message, new RegExp(`Allow the caller ${action}\\.`));
    });

    it(`doesn't take another refusal of ${operation} for absence`, async () => {
      emulator.faults.add({ operation, kind: { error: { type: "ExpiredTokenException" } } });
      assert.equal((await failureOf(call())).code, "credentials-refused");
    });
  }

  it("is tried again as often as the limit says, unless the configuration says another", async () => {
    const failing = async (connection: ReturnType<typeof connectionTo>) => {
      emulator.faults.add({ operation: "GetPolicy", kind: "status500", times: "always" });
      emulator.journal.clear();
      const lambda = openLambda(connection, REGION);
      const { code } = await within({ attempts: 2 }, () => failureOf(lambda.policy(CRM)));
      return [code, calls("GetPolicy").length];
    };
    assert.deepEqual(await failing(unstated()), ["service-failed", 2]);
    assert.deepEqual(await failing(connectionTo(emulator)), ["service-failed", 1]);
    assert.deepEqual(await failing(connectionTo(emulator, { "appflow:maxAttempts": "3" })), ["service-failed", 3]);
  });

  it("slows down to a service that throttles: many calls at once come through, few of them refused twice", async function () {
    this.timeout(60_000);
    const names = Array.from({ length: 60 }, (_, n) => arnOf(`f${n}`));
    for (const name of names) deploy(name, {});
    emulator.faults.add({ operation: "GetPolicy", kind: { throttlePerSecond: 15 }, times: "always" });
    const lambda = openLambda(unstated(), REGION);
    const policies = await Promise.all(names.map((name) => lambda.policy(name)));
    assert.ok(policies.every((policy) => policy?.includes("appflow.amazonaws.com")));
    const refused = calls("GetPolicy").filter(({ status }) => status === 429);
    assert.ok(refused.length > 0, "none was throttled");
    // Who doesn't slow down is refused some thirty times more.
    const again = refused.filter(({ attempt = 1 }) => attempt > 1);
    assert.ok(again.length < 12, `${again.length} of ${refused.length} were refused before`);
  });

  it("ends a call that hangs when its signal says so, and sends nothing more", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const lambda = open();
    for (const operation of ["GetFunction", "GetPolicy", "Invoke"])
      emulator.faults.add({ operation, kind: "hangBefore" });
    const hanging = [
      failureOf(lambda.describe(CRM, signal)),
      failureOf(lambda.policy(CRM, signal)),
      failureOf(lambda.invoke(CRM, {}, signal)),
    ];
    while (emulator.faults.list().length > 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    for (const { code } of await Promise.all(hanging)) assert.equal(code, "timed-out");
    assert.equal((await failureOf(lambda.describe(CRM, signal))).code, "timed-out");
    assert.equal(emulator.journal.entries.length, 3);
  });
});
