import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { DiagnosticError } from "../../../../provider/diagnostics/diagnostic";
import { check } from "../../../../provider/lifecycle/check";
import type { LifecycleContext } from "../../../../provider/lifecycle/context";
import { create } from "../../../../provider/lifecycle/create";
import { delete as remove } from "../../../../provider/lifecycle/delete";
import { diff } from "../../../../provider/lifecycle/diff";
import { read } from "../../../../provider/lifecycle/read";
import { update } from "../../../../provider/lifecycle/update";
import type { ConnectorRegistrationInputs, ConnectorRegistrationState } from "../../../../provider/resource/types";
import { newContext, ON_AWS, openTarget, type Target } from "../../../support/contract/target";

/** One resource during the steps of a row. */
interface Scene {
  readonly target: Target;
  /** What the program states now. */
  inputs: ConnectorRegistrationInputs;
  /** What the last step left; before `create`, the state of a registration that never was. */
  state: ConnectorRegistrationState;
}

/** Does one thing in a run of its own, and says what comes of it. */
type Step = (scene: Scene, context: LifecycleContext) => Promise<string> | string;

const STEPS = {
  create: async (scene, context) => {
    const { id, outputs } = await create(context, scene.inputs);
    assert.deepEqual({ id, ...outputs }, { id: scene.inputs.connectorLabel, ...outputs, ...scene.inputs });
    scene.state = outputs;
    return "created";
  },
  read: async ({ inputs, state }, context) => {
    const found = await read(context, state.connectorLabel, { ...state });
    if (!found) return "gone";
    assert.deepEqual(found.inputs, inputs);
    return "as stated";
  },
  get: async ({ inputs }, context) => {
    const found = await read(context, inputs.connectorLabel, { region: inputs.region });
    return found ? "found" : "gone";
  },
  update: async (scene, context) => {
    scene.inputs = { ...scene.inputs, description: "updated", triggers: [2] };
    const { connectorLabel: id } = scene.state;
    assert.deepEqual(await diff(context, id, { ...scene.state }, { ...scene.inputs }), {
      changes: true,
      replaces: [],
    });
    const outputs = await update(context, id, scene.state, scene.inputs);
    assert.equal(outputs.connectorArn, scene.state.connectorArn);
    assert.deepEqual(outputs, { ...outputs, ...scene.inputs });
    scene.state = outputs;
    return "updated";
  },
  "update to the same": async ({ inputs, state }, context) => {
    const { changes } = await diff(context, state.connectorLabel, { ...state }, { ...inputs });
    // A write would leave its time in `askedAt`.
    assert.deepEqual(await update(context, state.connectorLabel, state, inputs), state);
    return changes ? "changed" : "unchanged";
  },
  delete: async ({ state }, context) => {
    await remove(context, state.connectorLabel, state);
    return "deleted";
  },
  list: async ({ target, inputs }) => {
    const listed = await target.appflow.list();
    const isListed = listed.some(({ connectorLabel }) => connectorLabel === inputs.connectorLabel);
    return isListed ? "listed" : "not listed";
  },
  "give a client token": (scene) => {
    scene.inputs = { ...scene.inputs, clientToken: randomUUID() };
    return "given";
  },
  "change what is create-only": async ({ inputs, state }, context) => {
    const changed = {
      connectorLabel: `${inputs.connectorLabel}-2`,
      region: "mars-north-1",
      connectorProvisioningType: "OTHER",
    };
    const { replaces } = await diff(context, state.connectorLabel, { ...state }, { ...inputs, ...changed });
    return replaces.join(", ");
  },
  "state what is read-only": ({ inputs, state }, context) => {
    const readOnly = {
      connectorArn: state.connectorArn,
      registeredBy: "somebody",
      accountId: "123456789012",
    };
    const { findings } = check(context, {}, { ...inputs, ...readOnly });
    return findings.map(({ code }) => code).join(", ");
  },
} as const satisfies Record<string, Step>;

type Row = readonly [test: string, steps: readonly (keyof typeof STEPS)[], expected: string];

/**
 * The contract that CloudFormation has each resource type keep, as far as it applies: the tests of its CLI by their names
 * (docs.aws.amazon.com/cloudformation-cli/latest/userguide/contract-tests.html), then what its handler contract demands
 * beside them. Expected is what the last step comes to. Where Pulumi's contract is another than CloudFormation's, the row
 * says so.
 *
 * These don't apply:
 * - contract_create_taggable, contract_update_tag_updatable: a registration has no tags of its own in the API.
 * - contract_check_asserts_work: it is about Python.
 * - The schema's, the input files' and the live state's validation of `cfn test --v2`: there is no schema, and what
 *   Cloud Control would read is what DescribeConnector shows.
 * - Events in progress and stabilization within 60 s: a method of a dynamic provider answers once, when it is done.
 * - Read-only primary identifiers: the label is the program's.
 */
const CONTRACT: readonly Row[] = [
  // AlreadyExists.
  ["contract_create_create", ["create", "create"], "label-taken"],
  ["contract_create_read", ["create", "read"], "as stated"],
  ["contract_create_delete", ["create", "delete"], "deleted"],
  ["contract_create_list", ["create", "list"], "listed"],
  ["contract_update_read", ["create", "update", "read"], "as stated"],
  ["contract_update_list", ["create", "update", "list"], "listed"],
  // NotFound. An upsert would hide that somebody removed it.
  ["contract_update_without_create", ["update"], "registration-gone"],
  ["contract_delete_create", ["create", "delete", "create"], "created"],
  ["contract_delete_update", ["create", "delete", "update"], "registration-gone"],
  // NotFound in CloudFormation; for Pulumi an absent id, which takes the resource out of the state.
  ["contract_delete_read", ["create", "delete", "read"], "gone"],
  ["contract_delete_list", ["create", "delete", "list"], "not listed"],
  // NotFound in CloudFormation; for Pulumi success, since what is gone needs no deletion.
  ["contract_delete_delete", ["create", "delete", "delete"], "deleted"],
  ["contract_read_without_create, of a state", ["read"], "gone"],
  ["contract_read_without_create, of a program", ["get"], "registration-absent"],
  // In CloudFormation the first answer again, since it repeats requests. Pulumi's engine does not: who has the label is asked.
  ["create again with one client token", ["give a client token", "create", "create"], "label-taken"],
  ["update without a change", ["create", "update to the same"], "unchanged"],
  // NotUpdatable in CloudFormation; for Pulumi a replacement.
  [
    "update of create-only properties",
    ["create", "change what is create-only"],
    "connectorLabel, connectorProvisioningType, region",
  ],
  // InvalidRequest.
  [
    "create with read-only properties",
    ["state what is read-only"],
    "argument-unknown, argument-unknown, argument-unknown",
  ],
];

describe(`CloudFormation's contract of resource types, on ${ON_AWS ? "AWS" : "the emulator"}`, function () {
  this.timeout(ON_AWS ? 300_000 : 20_000);
  let target: Target;
  before(async () => (target = await openTarget()));
  after(() => target.close());

  for (const [index, [test, steps, expected]] of CONTRACT.entries())
    it(`${test}: ${steps.join(", ")} -> ${expected}`, async () => {
      const scene = await sceneOf(target, `cfn-${index}`);
      const doing = steps.map((name) => () => STEPS[name](scene, newContext(target.context)));
      const last = doing.pop();
      for (const step of doing) await step();
      assert.equal(last && (await endOf(last)), expected);
    });
});

async function sceneOf(target: Target, name: string): Promise<Scene> {
  const { region, functionArn, appflow } = target;
  const inputs = {
    connectorLabel: target.label(name),
    connectorProvisioningConfig: { lambda: { lambdaArn: functionArn } },
    connectorProvisioningType: "LAMBDA",
    region,
    description: "created",
    forceDelete: false,
    triggers: [1],
  };
  const accountId = await appflow.account();
  const partition = functionArn.split(":")[1] ?? "";
  const connectorArn = `arn:${partition}:appflow:${region}:${accountId}:connector/${inputs.connectorLabel}`;
  return { target, inputs, state: { ...inputs, accountId, connectorArn } };
}

/** What a step comes to: its own word, or the code that it fails with. */
async function endOf(step: () => Promise<string> | string): Promise<string> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.code;
    throw error;
  }
}
