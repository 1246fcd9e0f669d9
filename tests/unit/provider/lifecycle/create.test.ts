import assert from "node:assert/strict";
import { create } from "../../../../provider/lifecycle/create";
import { lambdaArnOf } from "../../../../provider/resource/path";
import {
  ACCOUNT,
  arnOf,
  connected,
  contextOf,
  failureOf,
  inMemoryAppFlow,
  inputsOf,
  invoking,
  REGION,
} from "../../../support/inMemory/context";
import { bench, CREATED } from "../../../support/inMemory/lifecycle";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe("create registers", () => {
  it("a free label: observes, registers, observes again and returns what that shows", async () => {
    const { appflow, create } = bench();
    assert.deepEqual(await create(), { id: "crm", outputs: CREATED });
    assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
  });

  it("what the program states, and leaves an empty description out", async () => {
    const { appflow, create } = bench();
    await create({ description: "of sales" });
    await create({ connectorLabel: "erp", description: "" });
    const [first, second] = appflow.requests("register");
    assert.deepEqual({ ...first, clientToken: "" }, { ...inputsOf({ description: "of sales" }), clientToken: "" });
    assert.equal("description" in second, false);
  });

  it("with a fresh token each time, or with the stated one", async () => {
    const { appflow, create } = bench();
    await create();
    await create({ connectorLabel: "erp" });
    await create({ connectorLabel: "hrm", clientToken: "mine" });
    const [one, two, stated] = appflow.requests("register").map(({ clientToken }) => clientToken);
    assert.match(one, UUID);
    assert.match(two, UUID);
    assert.notEqual(one, two);
    assert.equal(stated, "mine");
  });

  it("and records the region that it worked in, and what only delete and diff read", async () => {
    const stated = { forceDelete: true, triggers: [{ a: 1 }], adopt: false, description: "d" };
    const { outputs } = await bench().create(stated);
    assert.deepEqual(outputs, { ...CREATED, region: REGION, ...stated });
  });

  it("in the stated region", async () => {
    const opened: unknown[] = [];
    const context = contextOf(inMemoryAppFlow(), { opened: (region) => opened.push(region) });
    await create(context, inputsOf({ region: "eu-west-2" }));
    await create(context, inputsOf({ connectorLabel: "erp" }));
    assert.deepEqual(opened, ["eu-west-2", undefined]);
  });

  it("and waits until DescribeConnector shows it", async () => {
    const { appflow, clock, create } = bench();
    appflow.lag(3);
    assert.equal((await create()).outputs.connectorName, "CRM");
    assert.deepEqual(clock.waits, [200, 400, 800]);
  });

  it("nothing while the configuration has an error, and makes no call", async () => {
    const { appflow, create } = bench(ACCOUNT, connected({ "aws:insecure": "x" }));
    assert.equal((await failureOf(create())).code, "configuration-unsupported");
    assert.deepEqual(appflow.methods(), []);
  });
});

describe("create of a label that is taken", () => {
  it("is refused without a write, and says whose it is", async () => {
    const { appflow, create } = bench();
    appflow.put("crm", { ...invoking("theirs"), description: "of marketing" });
    const { code, message } = await failureOf(create());
    assert.equal(code, "label-taken");
    for (const part of [arnOf("theirs"), "of marketing", "2026-01-01", "user/somebody", "adopt: true", ACCOUNT])
      assert.ok(message.includes(part), `${part}: ${message}`);
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("doesn't print the program's own description, which may be a secret", async () => {
    const { appflow, create } = bench();
    appflow.put("crm", { description: "shh" });
    const { message } = await failureOf(create({ description: "shh" }));
    assert.doesNotMatch(message, /shh|retainOnDelete/);
  });
});

describe("create with adopt", () => {
  it("adopts an equal registration without a write", async () => {
    const { appflow, create } = bench();
    appflow.put("crm", { description: "same" });
    const { outputs } = await create({ adopt: true, description: "same" });
    assert.deepEqual(outputs, { ...CREATED, adopt: true, description: "same" });
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("changes in place what differs, with a fresh token: the stated one is for a registration", async () => {
    const { appflow, clock, create } = bench();
    appflow.put("crm", { description: "theirs", ...invoking("theirs") });
    appflow.lag(1);
    const { outputs } = await create({ adopt: true, description: "ours", clientToken: "mine" });
    assert.deepEqual([clock.passed(), outputs.askedAt], [200, "2026-01-01T00:00:00.000Z"]);
    assert.equal(lambdaArnOf({ ...appflow.registrations.get("crm") }), arnOf("crm"));
    assert.equal(outputs.description, "ours");
    assert.deepEqual(appflow.methods(), ["region", "describe", "update", "describe", "describe"]);
    assert.match(appflow.requests("update")[0].clientToken, UUID);
  });

  it("leaves a description alone that the program doesn't state, and doesn't manage it", async () => {
    const { appflow, create } = bench();
    appflow.put("crm", { description: "theirs", ...invoking("theirs") });
    const { outputs } = await create({ adopt: true });
    assert.equal(appflow.registrations.get("crm")?.description, "theirs");
    assert.equal("description" in outputs, false);
  });

  it("observes twice before it takes a label for free", async () => {
    const { appflow, clock, create } = bench();
    appflow.lag(1);
    appflow.put("crm");
    await create({ adopt: true });
    assert.deepEqual([appflow.requests("register"), clock.waits], [[], [1_000]]);
  });

  it("registers a label that is free", async () => {
    const { appflow, create } = bench();
    assert.equal((await create({ adopt: true })).outputs.adopt, true);
    assert.deepEqual(appflow.methods(), ["region", "describe", "describe", "register", "describe"]);
  });
});
