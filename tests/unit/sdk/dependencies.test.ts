import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { waitsForOthers, watchRegistrations } from "../../../sdk/waiting";

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

const MOCKS: pulumi.runtime.Mocks = {
  call: () => ({}),
  newResource: ({ name, inputs }) => ({
    id: `${name}-id`,
    state: { outputs: { arn: "theirs" }, ...(inputs as object) },
  }),
};

/** Begins a run, and returns what stands for the engine in it. */
async function begin(): Promise<object> {
  await pulumi.runtime.setMocks(MOCKS, "project", "stack", true);
  return pulumi.runtime.getMonitor() as object;
}

const urnOf = (resource: pulumi.Resource): Promise<pulumi.URN> =>
  new Promise((resolve) => {
    resource.urn.apply(resolve);
  });

/** Whether a resource of a program, which is watched from its beginning, waits for others. */
async function waits(program: () => pulumi.Resource): Promise<boolean> {
  const monitor = await begin();
  watchRegistrations(monitor);
  return waitsForOthers(monitor, await urnOf(program()));
}

describe("A resource waits for others", () => {
  const other = () => new Custom("other");

  it("by its own dependsOn", async () => {
    assert.equal(await waits(() => new Custom("own", { dependsOn: [other()] })), true);
    assert.equal(await waits(() => new Custom("own", { dependsOn: other() })), true);
  });

  it("by an input that is another one's output", async () => {
    assert.equal(await waits(() => new Custom("own", {}, other().value)), true);
    assert.equal(await waits(() => new Custom("own", {}, pulumi.interpolate`${other().value}:live`)), true);
  });

  it("as the child of a component that does", async () => {
    const program = () => new Custom("own", { parent: new Component("around", { dependsOn: [other()] }) });
    assert.equal(await waits(program), true);
  });

  it("as the grandchild of a component that does", async () => {
    const program = () => {
      const outer = new Component("outer", { dependsOn: [other()] });
      return new Custom("own", { parent: new Component("inner", { parent: outer }) });
    };
    assert.equal(await waits(program), true);
  });

  it("as the child of a component that depends on what is in another component", async () => {
    const program = () => {
      const first = new Component("first");
      new Custom("within", { parent: first });
      return new Custom("own", { parent: new Component("second", { dependsOn: [first] }) });
    };
    assert.equal(await waits(program), true);
  });

  it("as the child, or the grandchild, of a resource that is no component", async () => {
    assert.equal(await waits(() => new Custom("own", { parent: other() })), true);
    const program = () => new Custom("own", { parent: new Component("around", { parent: other() }) });
    assert.equal(await waits(program), true);
  });

  it("perhaps, where it or what is around it was registered before anybody watched", async () => {
    const monitor = await begin();
    const early = new Custom("early");
    const around = new Component("around");
    for (const urn of await Promise.all([early, around].map(urnOf))) assert.ok(urn);
    watchRegistrations(monitor);
    assert.equal(waitsForOthers(monitor, await urnOf(early)), true);
    assert.equal(waitsForOthers(monitor, await urnOf(new Custom("own", { parent: around }))), true);
    assert.equal(waitsForOthers(monitor, await urnOf(new Custom("late"))), false);
  });

  it("perhaps, where nobody watches", async () => {
    assert.equal(waitsForOthers({}, await begin().then(() => urnOf(new Custom("own")))), true);
  });
});

describe("A resource waits for no other", () => {
  it("on its own, beside others, or where another one waits for it", async () => {
    const program = () => {
      new Custom("beside", { dependsOn: [new Custom("other")] });
      const own = new Custom("own");
      new Custom("after", { dependsOn: [own] }, own.value);
      return own;
    };
    assert.equal(await waits(program), false);
  });

  it("in components that wait for none", async () => {
    const program = () => {
      const outer = new Component("outer");
      return new Custom("own", { parent: new Component("inner", { parent: outer }) });
    };
    assert.equal(await waits(program), false);
  });

  it("in a component in which another one waits", async () => {
    const program = () => {
      const around = new Component("around");
      new Custom("beside", { parent: around, dependsOn: [new Custom("other")] });
      return new Custom("own", { parent: around });
    };
    assert.equal(await waits(program), false);
  });

  it("for the output of a stack reference, which is there before the run", async () => {
    const output = () => new pulumi.StackReference("organization/network/dev").requireOutput("arn");
    assert.equal(await waits(() => new Custom("own", {}, output() as pulumi.Output<string>)), false);
    const both = () => [new pulumi.StackReference("organization/network/dev"), new Custom("other")];
    assert.equal(await waits(() => new Custom("own", { dependsOn: both() })), true);
  });

  it("because the stack is around it, which was there before anybody watched", async () => {
    const monitor = await begin();
    await pulumi.runtime.runInPulumiStack(async () => {
      const stack = pulumi.runtime.getStackResource();
      assert.ok(stack && (await urnOf(stack)));
      watchRegistrations(monitor);
      const [own, around] = [new Custom("own"), new Component("around")];
      const within = new Custom("within", { parent: around });
      assert.match(await urnOf(own), /::pulumi:pulumi:Stack\$test:index:Custom::own$/);
      for (const resource of [own, within])
        assert.equal(waitsForOthers(monitor, await urnOf(resource)), false);
      return {};
    });
  });
});

/** A monitor that answers every request alike, and keeps what it was asked. */
function monitorOf(error: unknown, response?: { getUrn(): string }) {
  const asked: unknown[] = [];
  return {
    asked,
    registerResource(this: unknown, request: unknown, answer: (...args: unknown[]) => void) {
      asked.push(this, request);
      answer(error, response);
    },
  };
}

const request = { getParent: () => "", getCustom: () => true, getDependenciesList: () => [] };

describe("Watching what a run registers", () => {
  /** What a monitor answers the SDK once it is watched. */
  const answered = (monitor: ReturnType<typeof monitorOf>): unknown[] => {
    let given: unknown[] = [];
    monitor.registerResource(request, (...args) => (given = args));
    return given;
  };

  it("passes each request on to the monitor, and each answer back, as they are", () => {
    const response = { getUrn: () => "urn:own" };
    const monitor = monitorOf(null, response);
    watchRegistrations(monitor);
    const [error, given] = answered(monitor);
    assert.equal(error, null);
    assert.equal(given, response);
    assert.equal(monitor.asked[0], monitor);
    assert.equal(monitor.asked[1], request);
    assert.equal(waitsForOthers(monitor, "urn:own"), false);
  });

  it("passes a failing registration on, and takes it for no resource", () => {
    const failure = new Error("refused");
    const monitor = monitorOf(failure);
    watchRegistrations(monitor);
    assert.deepEqual(answered(monitor), [failure, undefined]);
    assert.equal(waitsForOthers(monitor, ""), true);
  });

  it("is begun once for a monitor, and anew for each", async () => {
    const first = await begin();
    const untouched = (first as { registerResource: unknown }).registerResource;
    watchRegistrations(first);
    const watched = (first as { registerResource: unknown }).registerResource;
    assert.notEqual(watched, untouched);
    const urn = await urnOf(new Custom("own"));
    watchRegistrations(first);
    assert.equal((first as { registerResource: unknown }).registerResource, watched);
    assert.equal(waitsForOthers(first, urn), false, "what was seen is kept");

    const second = await begin();
    watchRegistrations(second);
    assert.equal(waitsForOthers(second, urn), true, "another run knows nothing of it");
  });
});
