import assert from "node:assert/strict";
import { DiagnosticError } from "../../../../provider/diagnostics/diagnostic";
import { arnOf } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";
import {
  askingPlan,
  never,
  openSession,
  openSessionWith,
  planOf,
  resourceOf,
  resourceWith,
  short,
  updatePlan,
} from "../../../support/inMemory/preview";

const CRM = arnOf("crm");

/** What a message says that the caller lacks, and that stays unchecked. */
const deniedIn = (message = "") => {
  const [, actions, what] = /: the caller lacks (.*), so preview can't check (.*)\. Allow /.exec(message) ?? [];
  return { actions: actions?.split(", ").sort(), what: what?.split("; ").sort() };
};

describe("a lookup that IAM denies", () => {
  it("is reported once for all, with each action that is lacking and what stays unchecked", async () => {
    const { appflow, lambda, lookUp } = openSessionWith({});
    appflow.fail("list", { code: "access-denied" });
    lambda.fail("describe", "access-denied");
    lambda.fail("policy", "access-denied");
    const labels = ["a1", "b2", "c3"];
    const found = (await Promise.all(labels.map((label) => lookUp(askingPlan(label), resourceOf())))).flat();
    assert.deepEqual(found.map(short), ["warning lookup-denied"]);
    const [{ message }] = found;
    assert.deepEqual(deniedIn(message), {
      actions: ["appflow:ListConnectors", "lambda:GetFunction", "lambda:GetPolicy"],
      what: [
        "whether AppFlow may invoke functions",
        "whether functions exist and are active",
        "whether labels are taken",
      ],
    });
    assert.match(message, / Allow .*appflow:ListConnectors.* to see such conflicts in preview\. .*#lookup-denied$/);
    assert.deepEqual(await lookUp(askingPlan("d4"), resourceOf()), []);
  });

  it("is reported again with a later one, and that again only once", async () => {
    const { appflow, lambda, lookUp } = openSessionWith({ [CRM]: {} });
    appflow.fail("list", { code: "access-denied" });
    const [first] = await lookUp(planOf("crm"), resourceOf());
    assert.deepEqual(deniedIn(first.message).actions, ["appflow:ListConnectors"]);
    lambda.fail("policy", "access-denied");
    const [later] = await lookUp(askingPlan("erp"), resourceOf());
    assert.deepEqual(deniedIn(later.message).actions, ["appflow:ListConnectors", "lambda:GetPolicy"]);
    assert.deepEqual(await lookUp(askingPlan("hrm"), resourceOf()), []);
  });

  for (const [call, action, what] of [
    ["list", "appflow:ListConnectors", "whether labels are taken"],
    ["owner", "appflow:DescribeConnector", "who holds a taken label"],
    ["describe", "lambda:GetFunction", "whether functions exist and are active"],
    ["policy", "lambda:GetPolicy", "whether AppFlow may invoke functions"],
    ["invoke", "lambda:InvokeFunction", "what the connectors answer"],
  ] as const)
    it(`lacks ${action} to check ${what}`, async () => {
      const { appflow, lambda, lookUp } = openSessionWith({ [CRM]: {} }, { invokesFunctions: true });
      appflow.put("crm");
      if (call === "list") appflow.fail("list", { code: "access-denied" });
      else if (call === "owner") appflow.fail("describe", { code: "access-denied" });
      else lambda.fail(call, "access-denied");
      const found = await lookUp(askingPlan("crm"), resourceOf());
      const denied = found.filter(({ code }) => code === "lookup-denied");
      assert.deepEqual(denied.map(short), ["warning lookup-denied"]);
      assert.deepEqual(deniedIn(denied[0].message), { actions: [action], what: [what] });
    });

  it("is reported when no lookup is under way any more", async () => {
    const lambda = inMemoryLambda({ [CRM]: {} });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const describe = () => released.then(() => ({ state: "Active" }));
    const { appflow, findings } = openSession({ lambda: { ...lambda, describe } });
    appflow.fail("list", { code: "access-denied" });
    const updated = findings(updatePlan("erp"), resourceOf());
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), []);
    release();
    assert.deepEqual(await updated, ["warning lookup-denied"]);
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), []);
  });
});

/** Failures that the run meets as well. */
const FATAL = [
  "credentials-missing",
  "credentials-refused",
  "role-refused",
  "account-not-allowed",
  "configuration-invalid",
  "endpoint-unreachable",
  "region-missing",
  "request-not-sent",
] as const;

describe("a lookup that fails as the run will", () => {
  for (const code of FATAL)
    it(`is an error, reported once, where this process has the provider's environment, else a warning: ${code}`, async () => {
      const { appflow, lookUp, findings } = openSession();
      appflow.fail("list", { code });
      const [error, ...more] = await lookUp(planOf("crm"), resourceOf());
      assert.deepEqual([error, ...more].map(short), [`error ${code}`]);
      assert.match(error.message, new RegExp(`^listing AppFlow connectors \\(eu-west-1\\): .*#${code}$`));
      assert.deepEqual(await findings(planOf("erp"), resourceOf()), []);

      const elsewhere = openSession({ hasProviderEnvironment: false });
      elsewhere.appflow.fail("list", { code });
      const [warning, ...others] = await elsewhere.lookUp(planOf("crm"), resourceOf());
      assert.deepEqual([warning, ...others].map(short), ["warning lookup-unavailable"]);
      const words = `check whether labels are taken: the service's words on ${code} (`;
      assert.ok(warning.message.includes(words), warning.message);
      assert.deepEqual(await elsewhere.findings(planOf("erp"), resourceOf()), []);
    });

  it("is reported at once, whatever is still under way, and nothing else beside it", async () => {
    const lambda = { ...inMemoryLambda(), describe: never };
    const { appflow, findings } = openSession({ lambda });
    void findings(updatePlan("erp"), resourceOf());
    appflow.fail("list", { code: "credentials-missing" });
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["error credentials-missing"]);
    const denied = openSessionWith({});
    denied.appflow.fail("list", { code: "credentials-refused" });
    denied.lambda.fail("describe", "access-denied");
    denied.lambda.fail("policy", "throttled");
    assert.deepEqual(await denied.findings(askingPlan("crm"), resourceOf()), ["error credentials-refused"]);
  });

  it("names the resource that it is reported on, not the one that asked first", async () => {
    const { appflow, lambda, findings, lookUp } = openSessionWith({});
    appflow.list = never;
    lambda.fail("describe", "credentials-refused");
    void findings(askingPlan("crm"), resourceOf());
    const [finding] = await lookUp(updatePlan("erp"), resourceOf());
    assert.deepEqual(lambda.calls, ["describe crm", "policy crm"], "both ask for one function");
    assert.match(finding.message, /^checking AppFlow connector "erp" \(eu-west-1\): /);
  });

  it("is the first that failed so", async () => {
    const { lambda, findings } = openSessionWith({});
    lambda.fail("describe", "credentials-refused");
    lambda.fail("policy", "credentials-missing");
    assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["error credentials-refused"]);
    assert.deepEqual(await findings(updatePlan("erp"), resourceOf()), []);
  });

  for (const [code, expected] of [
    ["credentials-refused", "error credentials-refused"],
    // The run needs no endpoint of Lambda.
    ["endpoint-unreachable", "warning lookup-unavailable"],
  ] as const)
    it(`is one of Lambda's, too: ${code} is an ${expected}`, async () => {
      for (const method of ["describe", "policy", "invoke"] as const) {
        const { lambda, findings } = openSessionWith({ [CRM]: {} }, { invokesFunctions: method === "invoke" });
        lambda.fail(method, code);
        assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), [expected], method);
      }
    });

  it("is a warning in the mode warn", async () => {
    const { appflow, findings } = openSession({ mode: "warn" });
    appflow.fail("list", { code: "credentials-missing" });
    assert.deepEqual(await findings(planOf("crm"), resourceOf()), ["warning credentials-missing"]);
  });
});

describe("a lookup that fails in another way", () => {
  it("is reported once, the first one with AWS's words, and does not hide what is denied", async () => {
    const { appflow, lambda, lookUp, findings } = openSessionWith({});
    appflow.fail("list", { code: "throttled" });
    lambda.fail("describe", "access-denied");
    lambda.fail("policy", "timed-out");
    const found = await lookUp(askingPlan("crm"), resourceOf());
    assert.deepEqual(found.map(short), ["warning lookup-denied", "warning lookup-unavailable"]);
    const [, { message }] = found;
    assert.match(message, /could not check whether labels are taken: the service's words on throttled \(/);
    assert.deepEqual(await findings(askingPlan("erp"), resourceOf()), []);
    lambda.fail("describe", "connection-lost");
    assert.deepEqual(await findings(updatePlan("hrm"), resourceWith(arnOf("hrm"))), []);
  });

  it("is reported with its message where the service said nothing", async () => {
    const { appflow, lookUp } = openSession();
    const silent = new DiagnosticError("answer-unreadable", { service: "It has no shape." });
    appflow.list = () => Promise.reject(silent);
    const [{ message }] = await lookUp(planOf("crm"), resourceOf());
    assert.match(message, /labels are taken: .*can't be read as AppFlow's\. It has no shape\..*Preview again/);
  });

  for (const hasProviderEnvironment of [true, false])
    it(`is a defect of this package, without a stack, where no service failed (${hasProviderEnvironment})`, async () => {
      const { appflow, lookUp, findings } = openSession({ hasProviderEnvironment });
      appflow.list = () => Promise.reject(new TypeError("broken"));
      const [finding, ...more] = await lookUp(planOf("crm"), resourceOf());
      assert.deepEqual([finding, ...more].map(short), ["error internal-error"]);
      assert.match(finding.message, /^previewing AppFlow connectors: .* TypeError: broken\. .*#internal-error$/);
      assert.doesNotMatch(finding.message, /\n|\bat .*:\d+/);
      assert.deepEqual(await findings(planOf("erp"), resourceOf()), []);
    });

  it("is the same where the check itself breaks, and is no matter of time", async () => {
    const { findings } = openSessionWith({});
    const broken = undefined as unknown as ReturnType<typeof resourceOf>;
    assert.deepEqual(await findings(askingPlan("crm"), broken), ["error internal-error"]);
    assert.deepEqual(await findings(planOf("erp"), resourceOf()), []);
  });

  it("is the same where a call throws at once", async () => {
    const policy = () => {
      throw new RangeError("too far");
    };
    const { lookUp } = openSession({ lambda: { ...inMemoryLambda({ [CRM]: {} }), policy } });
    const [finding] = await lookUp(updatePlan("crm"), resourceOf());
    assert.equal(short(finding), "error internal-error");
    assert.match(finding.message, /RangeError: too far/);
  });
});
