import assert from "node:assert/strict";
import { create } from "../../../../provider/lifecycle/create";
import { delete as remove } from "../../../../provider/lifecycle/delete";
import { read } from "../../../../provider/lifecycle/read";
import { update } from "../../../../provider/lifecycle/update";
import { openPreviewSession } from "../../../../provider/preview/session";
import type { ConnectorRegistrationInputs } from "../../../../provider/resource/types";
import { failureOf, newContext, ON_AWS, openTarget, type Target } from "../../../support/contract/target";
import { askingPlan, desiring, resourceOf } from "../../../support/inMemory/preview";

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
    const { id, outputs } = await create(context, stated);
    assert.equal(id, stated.connectorLabel);
    assert.deepEqual({ ...outputs, ...stated }, outputs);
    assert.match(outputs.connectorArn ?? "", /^arn:aws[a-z-]*:appflow:/);
    assert.match(outputs.registeredAt ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(outputs.connectorName && outputs.connectorVersion && outputs.connectorModes?.length);

    assert.deepEqual(await read(context, id, { ...outputs }), { id, outputs, inputs: stated });
    const changed = await update(context, id, outputs, { ...stated, description: "second", triggers: [1] });
    assert.equal((await appflow.describe(id))?.description, "second");
    const bare = inputs("whole", { triggers: [1] });
    const removed = await update(context, id, changed, bare);
    assert.equal((await appflow.describe(id))?.description ?? "", "");
    assert.equal(removed.description, "");

    // Another run: this one manages what it registered.
    const next = newContext(context);
    await remove(next, id, removed);
    assert.equal(await appflow.describe(id), undefined);
    assert.equal(await read(next, id, { ...removed }), undefined);
    await remove(next, id, removed);
  });

  it("refuses a label that has an owner, in preview and in create, and adopts its registration with `adopt`", async () => {
    const { context } = target;
    const stated = inputs("owned", { description: "ours" });
    await create(context, stated);
    const { connectorLabel: label, region } = stated;
    const options = { mode: "error", invokesFunctions: false, hasProviderEnvironment: true } as const;
    const { lookUp } = openPreviewSession(context, region, options);
    const found = await lookUp(
      askingPlan(label, { region, description: "stated" }),
      resourceOf({ desired: desiring(target.functionArn, "ours") }),
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      ["label-taken"],
    );
    assert.equal((await failureOf(create(context, stated))).code, "label-taken");
    const { outputs } = await create(context, { ...stated, adopt: true, description: "adopted" });
    assert.equal(outputs.description, "adopted");
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
    const listed = await appflow.list();
    assert.ok(listed.some(({ connectorLabel }) => connectorLabel === id));
    assert.ok(listed.every(({ connectorType }) => connectorType === "CustomConnector"));
    assert.equal(await appflow.describe(target.label("absent")), undefined);
    assert.equal(await appflow.configuration(target.label("absent")), undefined);
    await appflow.unregister(target.label("absent"), false);
    assert.deepEqual(await appflow.profiles(id), []);
    assert.match(await appflow.account(), /^\d{12}$/);
    assert.equal(await appflow.region(), target.region);
  });

  it("keeps AWS's own refusal of a function that doesn't exist", async () => {
    const stated = inputs("nowhere");
    stated.connectorProvisioningConfig.lambda.lambdaArn += "-that-does-not-exist";
    const { code, message, partial } = await failureOf(create(target.context, stated));
    assert.ok(
      ["function-absent", "function-not-found", "access-denied", "rejected", "connector-failed"].includes(code),
      message,
    );
    assert.match(message, /RegisterConnector answered \w+ \(4\d\d, request [0-9a-f-]+\)/);
    assert.equal(partial, undefined);
  });
});
