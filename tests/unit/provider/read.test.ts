import assert from "node:assert/strict";
import { OTHER, bench, stateOf } from "./bench";
import { ACCOUNT, arnOf, failureOf, inputsOf, REGION, without, withoutAmbientRegion } from "./given";

describe("read", () => {
  withoutAmbientRegion();

  it("returns what is there, and inputs that leave nothing to change", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm", { description: "d" });
    const state = stateOf({
      description: "d",
      triggers: [1],
      adopt: true,
      forceDelete: true,
      clientToken: "t",
    });
    const found = await read(state);
    const { connectorName, accountId, registeredBy } = found!.outputs;
    assert.deepEqual(
      [connectorName, accountId, registeredBy],
      ["CRM", ACCOUNT, "arn:aws:iam::123456789012:user/somebody"],
    );
    const inputs = inputsOf({
      region: REGION,
      description: "d",
      triggers: [1],
      adopt: true,
      forceDelete: true,
      clientToken: "t",
    });
    assert.deepEqual(found!.inputs, inputs);
    assert.equal((await diff(found!.outputs, inputs)).changes, false);
  });

  it("keeps when an update last had the function asked, which is no input", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm");
    const { outputs, inputs } = (await read(stateOf({ askedAt: "2026-02-03T10:00:00.000Z" })))!;
    assert.equal(outputs.askedAt, "2026-02-03T10:00:00.000Z");
    assert.ok(!("askedAt" in inputs));
    assert.equal((await diff(outputs, inputs)).changes, false);
  });

  it("shows drift of function and description, in outputs and inputs", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm", { lambdaArn: arnOf("theirs"), description: "theirs" });
    const { outputs, inputs } = (await read())!;
    for (const shown of [outputs, inputs]) {
      assert.equal(shown.connectorProvisioningConfig.lambda.lambdaArn, arnOf("theirs"));
      assert.equal(shown.description, "theirs");
    }
    assert.equal((await diff(outputs, inputsOf())).changes, true);
  });

  it("shows a description that was taken away", async () => {
    const { appflow, read, diff } = bench();
    appflow.put("crm");
    const { outputs, inputs } = (await read(stateOf({ description: "ours" })))!;
    assert.equal(outputs.description, "");
    assert.equal("description" in inputs, false);
    assert.equal((await diff(outputs, inputsOf({ description: "ours" }))).changes, true);
  });

  it("stays silent about a description that isn't managed", async () => {
    const { appflow, read } = bench();
    appflow.put("crm", { description: "theirs" });
    const adopted = without(stateOf(), "description");
    const { outputs, inputs } = (await read(adopted))!;
    assert.deepEqual(["description" in outputs, "description" in inputs], [false, false]);
  });

  for (const name of [
    "connectorName",
    "connectorOwner",
    "connectorVersion",
    "connectorModes",
    "registeredAt",
    "registeredBy",
  ] as const)
    it(`lets go of ${name} that is no longer shown`, async () => {
      const { appflow, read } = bench();
      appflow.registrations.set("crm", without(appflow.put("crm"), name));
      const { outputs } = (await read(stateOf({ [name]: "before" })))!;
      assert.ok(!(name in outputs));
    });

  it("says that a registration is gone only after a second look, and in the right account", async () => {
    const { appflow, clock, read } = bench();
    assert.equal(await read(), undefined);
    assert.deepEqual(appflow.methods(), ["region", "describe", "account", "describe"]);
    assert.deepEqual(clock.waits, [1_000]);
  });

  it("believes the second look when that finds it", async () => {
    const { appflow, read } = bench();
    appflow.lag(1);
    appflow.put("crm");
    assert.equal((await read())?.id, "crm");
  });

  it("says that somebody registered the label anew, and by whom", async () => {
    const told: string[] = [];
    const { appflow, read } = bench(ACCOUNT, { tell: (message) => told.push(message) });
    appflow.put("crm");
    await read();
    assert.deepEqual(told, []);
    appflow.put("crm", { registeredAt: "2026-02-02T00:00:00.000Z", registeredBy: "eve" });
    assert.equal((await read())?.outputs.registeredAt, "2026-02-02T00:00:00.000Z");
    assert.match(told.join(), /^reading AppFlow connector "crm" \(eu-west-1, 123456789012\)/);
    assert.match(told.join(), /at 2026-02-02\S+ by eve, and the state's at 2026-01-01.*#registered-anew$/);
  });

  it("never says gone in another account", async () => {
    const { code, message } = await failureOf(bench(OTHER).read());
    assert.equal(code, "account-changed");
    assert.ok(message.includes(ACCOUNT) && message.includes(OTHER));
  });

  it("never shows another account's registration", async () => {
    const { appflow, read } = bench(OTHER);
    appflow.put("crm");
    assert.equal((await failureOf(read())).code, "account-changed");
  });

  it("never says gone when the account can't be asked", async () => {
    const { appflow, read } = bench();
    appflow.fail("account", { code: "access-denied" });
    assert.equal((await failureOf(read())).code, "access-denied");
  });

  it("gets a registration by its label, from the configured region or the environment's", async () => {
    const opened: unknown[] = [];
    const { appflow, read } = bench(ACCOUNT, {
      connection: { region: "eu-west-2" },
      opened: (it) => opened.push(it),
    });
    appflow.put("crm", { description: "d" });
    const { id, inputs, outputs } = (await read({}))!;
    assert.equal(id, "crm");
    assert.deepEqual(inputs, inputsOf({ region: REGION, description: "d" }));
    assert.equal(outputs.description, "d");
    process.env["AWS_REGION"] = "eu-north-1";
    const elsewhere = bench(ACCOUNT, { opened: (it) => opened.push(it) });
    elsewhere.appflow.put("crm");
    await elsewhere.read({});
    assert.deepEqual(opened, ["eu-west-2", "eu-north-1"]);
  });

  it("looks in the state's region, whatever is configured", async () => {
    const opened: unknown[] = [];
    const connection = { region: "eu-west-2" };
    const { appflow, read } = bench(ACCOUNT, { connection, opened: (it) => opened.push(it) });
    appflow.put("crm");
    await read(stateOf({ region: "eu-west-3" }));
    assert.deepEqual(opened, ["eu-west-3"]);
  });

  it("gets a registration by its ARN, whose region and account hold", async () => {
    const opened: unknown[] = [];
    const arn = (account: string) => `arn:aws:appflow:ap-south-1:${account}:connector/crm`;
    const { appflow, read } = bench(ACCOUNT, {
      connection: { region: "eu-west-2" },
      opened: (it) => opened.push(it),
    });
    appflow.put("crm");
    assert.equal((await read({}, arn(ACCOUNT)))?.id, "crm");
    assert.deepEqual(opened, ["ap-south-1"]);
    assert.equal((await failureOf(read({}, arn(OTHER)))).code, "account-changed");
  });
});
