import assert from "node:assert/strict";
import type { Lambda } from "../../../../provider/aws/lambda";
import { DESCRIBE_EVENT } from "../../../../provider/functions/describeResponse";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { ACCOUNT, arnOf, REGION } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";
import { OTHER } from "../../../support/inMemory/lifecycle";
import {
  askingPlan,
  desiring,
  openSession,
  openSessionWith,
  planOf,
  resourceOf,
  resourceWith,
  short,
  updatePlan,
} from "../../../support/inMemory/preview";

const CRM = arnOf("crm");
const DENYING = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"*"}}';
const ASIDE = "; if what this resource waits for changes that, there is nothing to do. ";

describe("functions in preview", () => {
  for (const [what, given, code] of [
    ["does not exist", undefined, "function-absent"],
    ["is not active", { shown: { state: "Pending" } }, "function-inactive"],
    ["keeps AppFlow out", { policy: null }, "function-not-invocable"],
    ["denies AppFlow", { policy: DENYING }, "function-denied"],
  ] as const)
    it(`are an error where one ${what}, and a warning where the resource waits for others`, async () => {
      const { lookUp } = openSessionWith(given ? { [CRM]: given } : {});
      const [error, ...more] = await lookUp(askingPlan("crm"), resourceOf());
      assert.deepEqual([error, ...more].map(short), [`error ${code}`]);
      assert.ok(!error.message.includes(ASIDE.trim()), error.message);
      const [warning] = await lookUp(askingPlan("crm"), resourceOf({ isWaiting: true }));
      assert.equal(short(warning), `warning ${code}`);
      assert.equal(warning.message.replace(ASIDE, ". "), error.message);
      assert.notEqual(warning.message, error.message);
    });

  it("are only warned of in the mode warn", async () => {
    const { findings } = openSessionWith({}, { mode: "warn" });
    assert.deepEqual(await findings(askingPlan("crm"), resourceOf()), ["warning function-absent"]);
  });

  it("add nothing where nothing is wrong", async () => {
    const { findings } = openSessionWith({ [CRM]: {} });
    assert.deepEqual(await findings(askingPlan("crm"), resourceOf()), []);
  });

  it("are looked up once each, at the same time or later, and reported on each resource that has them", async () => {
    const { lambda, lookUp } = openSessionWith({ [arnOf("erp")]: { policy: null } });
    const found = await Promise.all([
      lookUp(askingPlan("a1"), resourceOf()),
      lookUp(askingPlan("b2"), resourceOf()),
      lookUp(askingPlan("c3"), resourceWith(arnOf("erp"))),
    ]);
    found.push(await lookUp(updatePlan("d4"), resourceWith(arnOf("erp"))));
    const reported = found.map(([it]) => `${/connector "(..)"/.exec(it.message)?.[1]} ${it.code}`);
    assert.deepEqual(reported, [
      "a1 function-absent",
      "b2 function-absent",
      "c3 function-not-invocable",
      "d4 function-not-invocable",
    ]);
    assert.deepEqual([...lambda.calls].sort(), ["describe crm", "describe erp", "policy crm", "policy erp"]);
  });

  it("are all that is looked up where the registration is updated", async () => {
    const { appflow, findings } = openSessionWith({});
    appflow.put("crm");
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["error function-absent"]);
    assert.deepEqual(appflow.methods(), []);
  });

  it("are not looked up where AppFlow asks none", async () => {
    const { lambda, findings } = openSessionWith({});
    for (const plan of [planOf("crm"), planOf("crm", { isNew: false })])
      assert.deepEqual(await findings(plan, resourceOf()), []);
    assert.deepEqual(lambda.calls, []);
  });

  it("are reported beside the label, also while that is unknown", async () => {
    const { appflow, findings, lookUp } = openSessionWith({});
    appflow.put("crm");
    const both = ["error label-taken", "error function-absent"];
    assert.deepEqual(await findings(askingPlan("crm"), resourceOf()), both);
    const [finding] = await lookUp(askingPlan(undefined), resourceOf());
    assert.ok(finding.message.startsWith(`checking an AppFlow connector (${REGION}): there is no function`));
  });

  it("of a label to adopt are looked up only where the registration is written", async () => {
    const { appflow, findings } = openSessionWith({});
    appflow.put("crm");
    const adopting = askingPlan("crm", { adopt: true });
    assert.deepEqual(await findings(adopting, resourceOf()), ["warning adopts"]);
    for (const desired of [desiring(CRM, "new"), desiring(CRM, UNKNOWN), desiring(arnOf("other"))]) {
      const found = await findings(adopting, resourceOf({ desired }));
      assert.deepEqual(found, ["warning adopts", "error function-absent"]);
    }
    const free = await findings(askingPlan("erp", { adopt: true }), resourceOf());
    assert.deepEqual(free, ["error function-absent"]);
  });

  it("are not looked up where there is no Lambda to ask", async () => {
    const { appflow, findings, compareAge } = openSession();
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), []);
    const scope = { action: "checking", label: "crm" };
    assert.deepEqual(await compareAge({ scope, lambdaArn: CRM, listAskedAt: () => [] }), []);
    assert.deepEqual(appflow.methods(), []);
  });
});

describe("the account that a function's policy must let in", () => {
  const source = (account: string) => `--source-account ${account} `;

  it("is that of the role that the connection assumes, without a call", async () => {
    const assumeRoles = [{ roleArn: `arn:aws:iam::${OTHER}:role/deploy` }];
    const { appflow, lookUp } = openSessionWith({ [CRM]: {} }, { connection: { assumeRoles } });
    const [finding] = await lookUp(updatePlan("crm"), resourceOf());
    assert.equal(short(finding), "error function-not-invocable");
    assert.ok(finding.message.includes(source(OTHER)), finding.message);
    assert.deepEqual(appflow.methods(), []);
  });

  it("is that of the caller, asked for before a policy is reported", async () => {
    const { appflow, lookUp } = openSessionWith({ [CRM]: { policy: null } }, { account: OTHER });
    const [{ message }] = await lookUp(updatePlan("crm"), resourceOf());
    assert.ok(message.includes(source(OTHER)) && message.includes(`(${REGION}, ${OTHER})`), message);
    assert.deepEqual(appflow.methods(), ["account"]);
  });

  it("is the function's where the caller's is unknown", async () => {
    const { appflow, lookUp } = openSessionWith({ [CRM]: { policy: null } }, { account: OTHER });
    appflow.fail("account", { code: "access-denied" });
    const found = await lookUp(updatePlan("crm"), resourceOf());
    assert.deepEqual(found.map(short), ["error function-not-invocable"]);
    assert.ok(found[0].message.includes(source(ACCOUNT)), found[0].message);
  });
});

describe("a function that preview invokes", () => {
  const payload = { isSuccess: true, connectorName: "CRM", connectorVersion: "1.0", connectorOwner: "Acme" };
  const answering = { answer: { payload, isFailure: false } };

  it("is invoked once, and its answer is reported on each resource", async () => {
    const { lambda, lookUp } = openSessionWith({ [CRM]: answering }, { invokesFunctions: true });
    const [first] = await lookUp(updatePlan("crm"), resourceOf());
    assert.equal(short(first), "info connector-answers");
    const [second] = await lookUp(updatePlan("crm"), resourceOf({ isWaiting: true }));
    assert.deepEqual(second, first, "information has no aside");
    assert.match(second.message, /would be registered as CRM /);
    assert.deepEqual(lambda.calls, ["describe crm", "policy crm", "invoke crm"]);
  });

  it("is asked what AppFlow asks", async () => {
    const lambda = inMemoryLambda({ [CRM]: answering });
    const asked: unknown[] = [];
    const invoke: Lambda["invoke"] = (lambdaArn, event, signal) => {
      asked.push(lambdaArn, event);
      return lambda.invoke(lambdaArn, event, signal);
    };
    const { findings } = openSession({ lambda: { ...lambda, invoke }, invokesFunctions: true });
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["info connector-answers"]);
    assert.deepEqual(asked, [CRM, DESCRIBE_EVENT]);
  });

  it("is an error where its answer can't be registered, or a warning like any problem", async () => {
    const erp = arnOf("erp");
    const { findings } = openSessionWith({ [CRM]: {} }, { invokesFunctions: true });
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["error connector-unfit"]);
    const waiting = resourceOf({ isWaiting: true });
    assert.deepEqual(await findings(updatePlan("crm"), waiting), ["warning connector-unfit"]);
    const options = { invokesFunctions: true, mode: "warn" } as const;
    const warned = openSessionWith({ [CRM]: {}, [erp]: answering }, options);
    assert.deepEqual(await warned.findings(updatePlan("crm"), resourceOf()), ["warning connector-unfit"]);
    assert.deepEqual(await warned.findings(updatePlan("erp"), resourceWith(erp)), ["info connector-answers"]);
  });

  for (const [when, given, invokesFunctions] of [
    ["AppFlow may not invoke it", { ...answering, policy: null }, true],
    ["it is not active", { ...answering, shown: { state: "Failed" } }, true],
    ["nobody wants it", answering, false],
  ] as const)
    it(`is not invoked where ${when}`, async () => {
      const { lambda, findings } = openSessionWith({ [CRM]: given }, { invokesFunctions });
      await findings(updatePlan("crm"), resourceOf());
      assert.deepEqual(lambda.calls, ["describe crm", "policy crm"]);
    });
});

describe("the age of a function", () => {
  const scope = { action: "checking", label: "crm", region: REGION };
  const shown = { state: "Active", lastModified: "2026-02-01T00:00:00.000Z" };
  const askedAt = (...times: (string | undefined)[]) => ({ scope, lambdaArn: CRM, listAskedAt: () => times });

  it("is warned of where it changed after AppFlow asked it, from one description for all", async () => {
    const { lambda, findings, compareAge } = openSessionWith({ [CRM]: { shown } });
    const [finding, ...more] = await compareAge(askedAt("2026-01-01T00:00:00.000Z", undefined));
    assert.deepEqual([finding, ...more].map(short), ["warning function-newer"]);
    assert.ok(finding.message.includes("2026-02-01T00:00:00.000Z"), finding.message);
    const updated = askedAt("2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z");
    assert.deepEqual(await compareAge(updated), []);
    assert.deepEqual(await findings(updatePlan("erp"), resourceOf()), []);
    assert.deepEqual(lambda.calls, ["describe crm", "policy crm"]);
  });

  it("is left out where it can't be looked up, which is reported once", async () => {
    const { lambda, compareAge } = openSessionWith({ [CRM]: { shown } });
    lambda.fail("describe", "access-denied");
    const found = await compareAge(askedAt("2026-01-01T00:00:00.000Z"));
    assert.deepEqual(found.map(short), ["warning lookup-denied"]);
    assert.match(found[0].message, /lambda:GetFunction/);
    assert.deepEqual(await compareAge(askedAt("2026-01-01T00:00:00.000Z")), []);
  });
});
