import assert from "node:assert/strict";
import type { Emulator, FunctionDetails } from "../../emulator";
import { create, delete as remove, read, update } from "../../provider/connectorRegistration";
import type { ConnectorRegistrationInputs } from "../../provider/inputs";
import { openPreflight } from "../../provider/preflight";
import { openAppFlow } from "../../provider/appflow";
import { type Context, newRun } from "../../provider/context";
import { openLambda } from "../../provider/lambda";
import { systemClock } from "../../provider/settle";
import {
  arnOf,
  connectionTo,
  emulated,
  failureOf,
  ON_AWS,
  openTarget,
  REGION,
  type Target,
  within,
} from "../support/contract";

/** Runs against the emulator, and against AWS with `APPFLOW_CONTRACT=aws` and `APPFLOW_CONTRACT_FUNCTION_ARN`. */
describe(`The lifecycle of a registration, on ${ON_AWS ? "AWS" : "the emulator"}`, function () {
  this.timeout(ON_AWS ? 300_000 : 20_000);
  let target: Target;
  before(async () => (target = await openTarget()));
  after(() => target.close());

  const inputs = (name: string, changes: Partial<ConnectorRegistrationInputs> = {}) => ({
    connectorLabel: target.label(name),
    connectorProvisioningConfig: { lambda: { lambdaArn: target.functionArn } },
    connectorProvisioningType: "LAMBDA",
    region: target.region,
    ...changes,
  });

  it("runs from create to delete, and the service shows what the program states after each step", async () => {
    const { appflow, context } = target;
    const stated = inputs("whole", { description: "first" });
    const subject = { doing: "looking at", label: stated.connectorLabel };
    const { id, outputs } = await create(context, stated);
    assert.equal(id, stated.connectorLabel);
    assert.deepEqual({ ...outputs, ...stated }, outputs);
    assert.match(outputs.connectorArn ?? "", /^arn:aws[a-z-]*:appflow:/);
    assert.match(outputs.registeredAt ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(outputs.connectorName && outputs.connectorVersion && outputs.connectorModes?.length);

    assert.deepEqual(await read(context, id, { ...outputs }), { id, outputs, inputs: stated });
    const changed = await update(context, id, outputs, { ...stated, description: "second", triggers: [1] });
    assert.equal((await appflow.describe(id, subject))?.description, "second");
    const bare = inputs("whole", { triggers: [1] });
    const removed = await update(context, id, changed, bare);
    assert.equal((await appflow.describe(id, subject))?.description ?? "", "");
    assert.equal(removed.description, "");

    // Another run: this one holds what it registered.
    context.held.clear();
    await remove(context, id, removed);
    assert.equal(await appflow.describe(id, subject), undefined);
    assert.equal(await read(context, id, { ...removed }), undefined);
    await remove(context, id, removed);
  });

  it("refuses a label that is taken, in preview and in create, and takes it over with adopt", async () => {
    const { context, appflow } = target;
    const stated = inputs("taken", { description: "ours" });
    await create(context, stated);
    const { connectorLabel: label, region } = stated;
    const { lookUp } = openPreflight(
      (signal) => ({ appflow, lambda: context.openLambda?.(region, signal) }),
      {
        connection: context.connection,
        mode: "error",
        invokes: false,
        isProvidersEnvironment: true,
      },
    );
    const note = { isNew: true, asks: true, label, region, adopt: false, description: "stated" } as const;
    const own = { lambdaArn: target.functionArn, description: "ours" };
    const found = await lookUp(note, { own, deletesFirst: false, waits: false });
    assert.deepEqual(
      found.map(({ code }) => code),
      ["label-taken"],
    );
    assert.equal((await failureOf(create(context, stated))).code, "label-taken");
    const { outputs } = await create(context, { ...stated, adopt: true, description: "taken over" });
    assert.equal(outputs.description, "taken over");
  });

  it("gets a registration by its ARN alone", async () => {
    const { context } = target;
    const { id, outputs } = await create(context, inputs("got"));
    const found = await read(context, outputs.connectorArn ?? "", {});
    assert.equal(found?.id, id);
    assert.deepEqual(found?.inputs.connectorProvisioningConfig, outputs.connectorProvisioningConfig);
  });

  it("lists custom connectors alone, and answers that an unknown label isn't there", async () => {
    const { appflow, context } = target;
    const { id } = await create(context, inputs("listed"));
    const subject = { doing: "looking" };
    const listed = await appflow.list(subject);
    assert.ok(listed.some(({ connectorLabel }) => connectorLabel === id));
    assert.ok(listed.every(({ connectorType }) => connectorType === "CustomConnector"));
    assert.equal(await appflow.describe(target.label("absent"), subject), undefined);
    assert.equal(await appflow.configuration(target.label("absent"), subject), undefined);
    await appflow.unregister(target.label("absent"), false, subject);
    assert.deepEqual(await appflow.profiles(id, subject), []);
    assert.match(await appflow.account(subject), /^\d{12}$/);
    assert.equal(await appflow.region(subject), target.region);
  });

  it("keeps the service's own refusal of a function that doesn't exist", async () => {
    const stated = inputs("nowhere");
    stated.connectorProvisioningConfig.lambda.lambdaArn += "-that-does-not-exist";
    const { code, message, partial } = await failureOf(create(target.context, stated));
    assert.ok(
      ["function-absent", "function-not-found", "access-denied", "rejected", "connector-failed"].includes(
        code,
      ),
      message,
    );
    assert.match(message, /RegisterConnector answered \w+ \(4\d\d, request [0-9a-f-]+\)/);
    assert.equal(partial, undefined);
  });
});

type Unfit = readonly [details: FunctionDetails | undefined, code: string, service: string, says: RegExp];

/** Functions that can't be registered, and what a refusal says of them beside the service's own words. */
const UNFIT: readonly Unfit[] = [
  [undefined, "function-absent", "ResourceNotFoundException", /there is no function .*:unfit\. /],
  [{ policy: "none" }, "function-not-invocable", "AccessDeniedException", /Run `aws lambda add-permission /],
  [{ state: "Failed" }, "function-inactive", "ConnectorServerException", /:unfit is Failed \(.*\)\. /],
];

describe("A write that AppFlow refuses", () => {
  let emulator: Emulator;
  let context: Context;
  beforeEach(async () => {
    emulator = await emulated();
    const connection = connectionTo(emulator);
    context = {
      ...{ connection, findings: [], clock: systemClock, ...newRun() },
      open: (region) => openAppFlow(connection, region),
      openLambda: (region, signal) => openLambda(connection, region, signal),
      tell: () => undefined,
    };
  });
  afterEach(() => emulator.close());

  const stated = (name: string, changes: Partial<ConnectorRegistrationInputs> = {}) => ({
    connectorLabel: "crm",
    connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
    connectorProvisioningType: "LAMBDA",
    region: REGION,
    ...changes,
  });
  const writes: Record<string, (name: string) => Promise<unknown>> = {
    RegisterConnector: (name) => create(context, stated(name)),
    UpdateConnectorRegistration: async (name) => {
      const { id, outputs } = await create(context, stated("crm"));
      return update(context, id, outputs, stated(name));
    },
    "UpdateConnectorRegistration, to adopt": (name) => {
      emulator.connectors.put("crm");
      return create(context, stated(name, { adopt: true }));
    },
  };
  const refuse = (operation: string, type: string) =>
    emulator.faults.add({ operation, kind: { error: { type, message: "on demand" } }, times: "always" });

  for (const [name, write] of Object.entries(writes))
    for (const [details, code, service, says] of UNFIT)
      it(`says ${code}, which is behind ${service} (${name}), and keeps the service's words`, async () => {
        if (details) emulator.functions.register(arnOf("unfit"), { answer: {} }, details);
        const { outcome, message, words, ...found } = await failureOf(write("unfit"));
        assert.deepEqual([found.code, outcome], [code, "definite"], message);
        const operation = name.split(",")[0];
        assert.match(
          words,
          new RegExp(`^${operation} answered ${service} \\(\\d{3}, request [0-9a-f-]{36}\\): `),
        );
        assert.ok(message.includes(`. ${words}`), message);
        assert.match(message, says);
      });

  for (const [name, write] of Object.entries(writes))
    it(`stays as AppFlow said it where nothing is wrong with the function (${name})`, async () => {
      refuse(name.split(",")[0], "AccessDeniedException");
      const { code, message } = await within({ spread: 0 }, () => failureOf(write("erp")));
      assert.equal(code, "registration-denied");
      assert.match(
        message,
        /AccessDeniedException \(403, request .*\): on demand\. Allow the caller appflow:/,
      );
    });

  it("stays as AppFlow said it where the function can't be looked at", async () => {
    for (const operation of ["GetFunction", "GetPolicy"]) refuse(operation, "AccessDeniedException");
    assert.equal((await failureOf(create(context, stated("unfit")))).code, "function-not-found");
    const blind = { ...context, openLambda: undefined };
    assert.equal((await failureOf(create(blind, stated("unfit")))).code, "function-not-found");
  });

  it("stays as AppFlow said it where the function can't be looked at in time", async () => {
    for (const operation of ["GetFunction", "GetPolicy"])
      emulator.faults.add({ operation, kind: "hangBefore", times: "always" });
    const refused = within({ cause: 300 }, () => failureOf(create(context, stated("unfit"))));
    assert.equal((await refused).code, "function-not-found");
  });

  it("for the quota says how many connectors there are, if that can be listed", async () => {
    for (const label of ["one", "two", "three"]) emulator.connectors.put(label);
    refuse("RegisterConnector", "ServiceQuotaExceededException");
    const counted = await failureOf(create(context, stated("crm")));
    assert.equal(counted.code, "quota-exceeded");
    assert.match(
      counted.message,
      /\): custom connectors in .*: 3\. RegisterConnector answered ServiceQuotaExceededException \(402, .*\): on demand\. Unregister/,
    );
    refuse("ListConnectors", "AccessDeniedException");
    const { code, message } = await failureOf(create(context, stated("crm")));
    assert.equal(code, "quota-exceeded");
    assert.match(message, /\): RegisterConnector answered ServiceQuotaExceededException/);
  });
});
