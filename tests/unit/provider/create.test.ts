import assert from "node:assert/strict";
import { CREATED, creating } from "./bench";
import { create } from "../../../provider/connectorRegistration";
import { finding } from "../../../provider/findings";
import { arnOf, contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION } from "./given";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe("create registers", () => {
  it("a label that is free: looks, registers, looks again, and returns what it then sees", async () => {
    const { appflow, run } = creating();
    assert.deepEqual(await run(), { id: "crm", outputs: CREATED });
    assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
  });

  it("with what the program states, and leaves an empty description out", async () => {
    const { appflow, run } = creating();
    await run({ description: "of sales" });
    await run({ connectorLabel: "erp", description: "" });
    const [first, second] = appflow.wishes("register");
    assert.deepEqual(
      { ...first, clientToken: "" },
      {
        connectorLabel: "crm",
        connectorProvisioningType: "LAMBDA",
        lambdaArn: arnOf("crm"),
        description: "of sales",
        clientToken: "",
      },
    );
    assert.equal("description" in second, false);
  });

  it("with a fresh token each time, or with the one that is stated", async () => {
    const { appflow, run } = creating();
    await run();
    await run({ connectorLabel: "erp" });
    await run({ connectorLabel: "hrm", clientToken: "mine" });
    const [one, two, stated] = appflow.wishes("register").map(({ clientToken }) => clientToken);
    assert.match(one, UUID);
    assert.match(two, UUID);
    assert.notEqual(one, two);
    assert.equal(stated, "mine");
  });

  it("and records the region that it worked in, and what only delete and diff read", async () => {
    const { run } = creating();
    const { outputs } = await run({
      forceDelete: true,
      triggers: [{ a: 1 }],
      adopt: false,
      description: "d",
    });
    const { region, forceDelete, triggers, adopt, description } = outputs;
    assert.deepEqual(
      { region, forceDelete, triggers, adopt, description },
      { region: REGION, forceDelete: true, triggers: [{ a: 1 }], adopt: false, description: "d" },
    );
  });

  it("in the region that is stated", async () => {
    const opened: unknown[] = [];
    const context = contextOf(inMemoryAppFlow(), { opened: (region) => opened.push(region) });
    await create(context, inputsOf({ region: "eu-west-2" }));
    await create(context, inputsOf({ connectorLabel: "erp" }));
    assert.deepEqual(opened, ["eu-west-2", undefined]);
  });

  it("and waits until DescribeConnector shows it", async () => {
    const { appflow, clock, run } = creating();
    appflow.lag(3);
    assert.equal((await run()).outputs.connectorName, "CRM");
    assert.deepEqual(clock.waits, [200, 400, 800]);
  });

  it("nothing in an account that the configuration excludes", async () => {
    for (const configuration of [
      { "aws:allowedAccountIds": '["210987654321"]' },
      { "aws:forbiddenAccountIds": '["123456789012"]' },
    ] as Record<string, string>[]) {
      const { appflow, run } = creating();
      assert.equal((await failureOf(run({}, configuration))).code, "account-not-allowed");
      assert.deepEqual(appflow.wishes("register"), []);
    }
    const { run } = creating();
    await run({}, { "aws:allowedAccountIds": '["123456789012"]' });
  });

  it("nothing while the configuration is in doubt, and makes no call", async () => {
    const { appflow, run } = creating();
    assert.equal((await failureOf(run({}, { "aws:insecure": "x" }))).code, "configuration-unsupported");
    assert.deepEqual(appflow.methods(), []);
  });

  it("although the configuration has a warning", async () => {
    const findings = [finding("warning", "label-hash", { doing: "checking" }, {})];
    assert.equal((await create(contextOf(undefined, { findings }), inputsOf())).id, "crm");
  });
});

describe("create meets a label that is taken", () => {
  it("and refuses, saying by whom, without a write", async () => {
    const { appflow, run } = creating();
    appflow.put("crm", { lambdaArn: arnOf("theirs"), description: "of marketing" });
    const { code, message } = await failureOf(run());
    assert.equal(code, "label-taken");
    for (const part of [
      arnOf("theirs"),
      "of marketing",
      "2026-01-01",
      "user/somebody",
      "adopt: true",
      "123456789012",
    ])
      assert.ok(message.includes(part), `${part}: ${message}`);
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("and doesn't repeat the program's own description, which may be a secret", async () => {
    const { appflow, run } = creating();
    appflow.put("crm", { description: "shh" });
    assert.ok(!(await failureOf(run({ description: "shh" }))).message.includes("shh"));
  });

  it("with adopt: takes an equal one over without a write", async () => {
    const { appflow, run } = creating();
    appflow.put("crm", { description: "same" });
    const { outputs } = await run({ adopt: true, description: "same" });
    assert.deepEqual(outputs, { ...CREATED, adopt: true, description: "same" });
    assert.deepEqual(appflow.methods(), ["region", "describe"]);
  });

  it("with adopt: changes what differs, in place", async () => {
    const { appflow, clock, run } = creating();
    appflow.put("crm", { description: "theirs", lambdaArn: arnOf("theirs") });
    appflow.lag(1);
    const { outputs } = await run({ adopt: true, description: "ours" });
    assert.deepEqual([clock.passed(), outputs.askedAt], [200, "2026-01-01T00:00:00.000Z"]);
    assert.equal(appflow.registrations.get("crm")?.lambdaArn, arnOf("crm"));
    assert.equal(outputs.description, "ours");
    assert.deepEqual(appflow.methods(), ["region", "describe", "update", "describe", "describe"]);
    assert.match(appflow.wishes("update")[0].clientToken, UUID);
  });

  it("with adopt: leaves a description alone that the program doesn't state, and doesn't manage it", async () => {
    const { appflow, run } = creating();
    appflow.put("crm", { description: "theirs", lambdaArn: arnOf("theirs") });
    const { outputs } = await run({ adopt: true });
    assert.equal(appflow.registrations.get("crm")?.description, "theirs");
    assert.equal("description" in outputs, false);
  });

  it("with adopt: never uses the stated client token, which is for a registration", async () => {
    const { appflow, run } = creating();
    appflow.put("crm", { lambdaArn: arnOf("theirs") });
    await run({ adopt: true, clientToken: "mine" });
    assert.match(appflow.wishes("update")[0].clientToken, UUID);
  });
});
