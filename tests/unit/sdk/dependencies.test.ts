import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { areDependenciesUnknown, isWaitingForOthers, watchRegistrations } from "../../../sdk/dependencies";
import { beginRun, valueOf } from "../../support/program";

/** A custom resource; what it is given is an input. */
class Custom extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions = {}, value: pulumi.Input<string> = "known") {
    super("test:index:Custom", name, { value }, opts);
  }
}

class Component extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Component", name, {}, opts);
  }
}

/** Begins a preview, and returns the monitor, which stands for the engine in it. */
async function begin(): Promise<object> {
  await beginRun({ isPreview: true, answer: ({ inputs }) => ({ outputs: { arn: "theirs" }, ...inputs }) });
  return pulumi.runtime.getMonitor() as object;
}

const urnOf = ({ urn }: pulumi.Resource): Promise<pulumi.URN> => valueOf(urn);

/** Whether a resource of a program, which is watched from its beginning, waits for others. */
async function isWaiting(program: () => pulumi.Resource): Promise<boolean> {
  const monitor = await begin();
  watchRegistrations(monitor);
  const isWaiting = isWaitingForOthers(monitor, await urnOf(program()));
  assert.equal(areDependenciesUnknown(monitor), false);
  return isWaiting;
}

const own = (opts?: pulumi.CustomResourceOptions, value?: pulumi.Input<string>) => new Custom("own", opts, value);
const around = (opts?: pulumi.ComponentResourceOptions) => new Component("around", opts);
const other = () => new Custom("other");
const network = () => new pulumi.StackReference("organization/network/dev");

/** What a program says of a resource, and the program, which returns that resource. */
type Case = readonly [what: string, program: () => pulumi.Resource];

const WAITING: readonly Case[] = [
  ["has a list in dependsOn", () => own({ dependsOn: [other()] })],
  ["has one in dependsOn", () => own({ dependsOn: other() })],
  ["has a stack reference and another one in dependsOn", () => own({ dependsOn: [network(), other()] })],
  ["has another one's output as an input", () => own({}, other().value)],
  ["has an input made of another one's output", () => own({}, pulumi.interpolate`${other().value}:live`)],
  ["is the child of a component that waits", () => own({ parent: around({ dependsOn: [other()] }) })],
  [
    "is the grandchild of a component that waits",
    () => own({ parent: new Component("inner", { parent: around({ dependsOn: [other()] }) }) }),
  ],
  [
    "is the child of a component that waits for what is in another component",
    () => {
      const first = new Component("first");
      new Custom("within", { parent: first });
      return own({ parent: around({ dependsOn: [first] }) });
    },
  ],
  ["is the child of a resource that is no component", () => own({ parent: other() })],
  ["is the grandchild of a resource that is no component", () => own({ parent: around({ parent: other() }) })],
];

const ALONE: readonly Case[] = [
  [
    "stands beside others, or another one waits for it",
    () => {
      new Custom("beside", { dependsOn: [other()] });
      const resource = own();
      new Custom("after", { dependsOn: [resource] }, resource.value);
      return resource;
    },
  ],
  [
    "is in components that wait for none",
    () => own({ parent: new Component("inner", { parent: new Component("outer") }) }),
  ],
  [
    "is in a component in which another one waits",
    () => {
      const parent = around();
      new Custom("beside", { parent, dependsOn: [other()] });
      return own({ parent });
    },
  ],
  [
    "has the output of a stack reference, which is there before the run",
    () => own({}, network().requireOutput("arn") as pulumi.Output<string>),
  ],
];

describe("a resource waits for others", () => {
  for (const [what, program] of WAITING)
    it(`where it ${what}`, async () => assert.equal(await isWaiting(program), true));

  it("perhaps, where it or what is around it was registered before anybody watched", async () => {
    const monitor = await begin();
    const [early, parent] = [new Custom("early"), around()];
    for (const urn of await Promise.all([early, parent].map(urnOf))) assert.ok(urn);
    watchRegistrations(monitor);
    assert.equal(isWaitingForOthers(monitor, await urnOf(early)), true);
    assert.equal(isWaitingForOthers(monitor, await urnOf(own({ parent }))), true);
    assert.equal(isWaitingForOthers(monitor, await urnOf(new Custom("late"))), false);
  });

  it("perhaps, where nobody watches", async () => {
    await begin();
    assert.equal(isWaitingForOthers({}, await urnOf(own())), true);
  });
});

describe("a resource waits for no other", () => {
  for (const [what, program] of ALONE)
    it(`where it ${what}`, async () => assert.equal(await isWaiting(program), false));

  it("because the stack is around it, which was there before anybody watched", async () => {
    const monitor = await begin();
    await pulumi.runtime.runInPulumiStack(async () => {
      const stack = pulumi.runtime.getStackResource();
      assert.ok(stack && (await urnOf(stack)));
      watchRegistrations(monitor);
      const [resource, parent] = [own(), around()];
      const within = new Custom("within", { parent });
      assert.match(await urnOf(resource), /::pulumi:pulumi:Stack\$test:index:Custom::own$/);
      for (const it of [resource, within]) assert.equal(isWaitingForOthers(monitor, await urnOf(it)), false);
      return {};
    });
  });
});
