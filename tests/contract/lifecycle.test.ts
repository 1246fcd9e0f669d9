import assert from "node:assert/strict";
import { create, delete as remove, read, update } from "../../provider/connectorRegistration";
import type { ConnectorRegistrationInputs } from "../../provider/inputs";
import { openPreflight } from "../../provider/preflight";
import { failureOf, ON_AWS, openTarget, type Target } from "../support/contract";

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
    const note = { isNew: true, label, region, adopt: false };
    const [found] = await openPreflight(appflow, context.connection, true).lookUp(note, {
      ownDescription: undefined,
      ownFunction: undefined,
      deletesFirst: false,
    });
    assert.equal(found?.code, "label-taken");
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
    assert.equal(await appflow.unregister(target.label("absent"), false, subject), false);
    assert.deepEqual(await appflow.profiles(id, subject), []);
    assert.match(await appflow.account(subject), /^\d{12}$/);
    assert.equal(await appflow.region(subject), target.region);
  });

  it("keeps the service's own refusal of a function that doesn't exist", async () => {
    const stated = inputs("nowhere");
    stated.connectorProvisioningConfig.lambda.lambdaArn += "-that-does-not-exist";
    const { code, message, partial } = await failureOf(create(target.context, stated));
    assert.ok(
      ["function-not-found", "access-denied", "rejected", "connector-failed"].includes(code),
      message,
    );
    assert.match(message, /RegisterConnector answered \w+ \(4\d\d, request [0-9a-f-]+\)/);
    assert.equal(partial, undefined);
  });
});
