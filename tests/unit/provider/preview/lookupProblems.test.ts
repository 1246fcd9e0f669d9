import assert from "node:assert/strict";
import { DiagnosticError } from "../../../provider/findings";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { arnOf } from "./given";
import { asking, looked, never, note, previewing, short, updating, withFunctions } from "./previewing";

const CRM = arnOf("crm");

/** What a message says that the caller lacks, and that is not checked. */
const deniedIn = (message = "") => {
  const [, actions, what] =
    /: the caller lacks (.*), so preview can't check (.*)\. Allow /.exec(message) ?? [];
  return { actions: actions?.split(", ").sort(), what: what?.split("; ").sort() };
};

describe("A look-up that IAM denies", () => {
  it("is told once for all, with each action that is lacking and what is not checked without it", async () => {
    const { appflow, lambda, lookUp } = withFunctions({});
    appflow.fail("list", { code: "access-denied" });
    lambda.fail("describe", "access-denied");
    lambda.fail("policy", "access-denied");
    const labels = ["a1", "b2", "c3"];
    const found = (await Promise.all(labels.map((label) => lookUp(asking(label), looked())))).flat();
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
    assert.match(
      message,
      / Allow .*appflow:ListConnectors.* to see such conflicts in preview\. .*#lookup-denied$/,
    );
    assert.deepEqual(await lookUp(asking("d4"), looked()), []);
  });

  it("is told again with a later one, and that again only once", async () => {
    const { appflow, lambda, lookUp } = withFunctions({ [CRM]: {} });
    appflow.fail("list", { code: "access-denied" });
    const [first] = await lookUp(note("crm"), looked());
    assert.deepEqual(deniedIn(first.message).actions, ["appflow:ListConnectors"]);
    lambda.fail("policy", "access-denied");
    const [later] = await lookUp(asking("erp"), looked());
    assert.deepEqual(deniedIn(later.message).actions, ["appflow:ListConnectors", "lambda:GetPolicy"]);
    assert.deepEqual(await lookUp(asking("hrm"), looked()), []);
  });

  for (const [call, action, what] of [
    ["list", "appflow:ListConnectors", "whether labels are taken"],
    ["holder", "appflow:DescribeConnector", "who holds a taken label"],
    ["describe", "lambda:GetFunction", "whether functions exist and are active"],
    ["policy", "lambda:GetPolicy", "whether AppFlow may invoke functions"],
    ["invoke", "lambda:InvokeFunction", "what the connectors answer"],
  ] as const)
    it(`lacks ${action} to check ${what}`, async () => {
      const { appflow, lambda, lookUp } = withFunctions({ [CRM]: {} }, { invokes: true });
      appflow.put("crm");
      if (call === "list") appflow.fail("list", { code: "access-denied" });
      else if (call === "holder") appflow.fail("describe", { code: "access-denied" });
      else lambda.fail(call, "access-denied");
      const found = await lookUp(asking("crm"), looked());
      const denied = found.filter(({ code }) => code === "lookup-denied");
      assert.deepEqual(denied.map(short), ["warning lookup-denied"]);
      assert.deepEqual(deniedIn(denied[0].message), { actions: [action], what: [what] });
    });

  it("waits until nothing is under way any more", async () => {
    const lambda = inMemoryLambda({ [CRM]: {} });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const describe = () => held.then(() => ({ state: "Active" }));
    const { appflow, told } = previewing({ lambda: { ...lambda, describe } });
    appflow.fail("list", { code: "access-denied" });
    const updated = told(updating("erp"), looked());
    assert.deepEqual(await told(note("crm"), looked()), []);
    release();
    assert.deepEqual(await updated, ["warning lookup-denied"]);
    assert.deepEqual(await told(note("crm"), looked()), []);
  });
});

/** Failures that a run meets as well. */
const FATAL = [
  "credentials-missing",
  "credentials-refused",
  "role-refused",
  "account-not-allowed",
  "configuration-invalid",
  "endpoint-unreachable",
  "region-missing",
] as const;

describe("A look-up that fails as the run will", () => {
  for (const code of FATAL)
    it(`is told once, as an error, in its own words: ${code}`, async () => {
      const { appflow, lookUp, told } = previewing();
      appflow.fail("list", { code });
      const [finding, ...more] = await lookUp(note("crm"), looked());
      assert.deepEqual([finding, ...more].map(short), [`error ${code}`]);
      assert.equal(
        finding.message,
        `calling AppFlow connector: the service's words on ${code} (500, request 1f2e).`,
      );
      assert.deepEqual(await told(note("erp"), looked()), []);
    });

  for (const code of FATAL)
    it(`is only a warning where this process has another environment than the provider's: ${code}`, async () => {
      const { appflow, lookUp, told } = previewing({ isProvidersEnvironment: false });
      appflow.fail("list", { code });
      const [finding, ...more] = await lookUp(note("crm"), looked());
      assert.deepEqual([finding, ...more].map(short), ["warning lookup-unavailable"]);
      assert.ok(finding.message.includes(`check whether labels are taken: the service's words on ${code} (`));
      assert.deepEqual(await told(note("erp"), looked()), []);
    });

  it("is told at once, whatever is still under way, and nothing else beside it", async () => {
    const lambda = { ...inMemoryLambda(), describe: never };
    const { appflow, told } = previewing({ lambda });
    void told(updating("erp"), looked());
    appflow.fail("list", { code: "credentials-missing" });
    assert.deepEqual(await told(note("crm"), looked()), ["error credentials-missing"]);
    const denied = withFunctions({});
    denied.appflow.fail("list", { code: "credentials-refused" });
    denied.lambda.fail("describe", "access-denied");
    denied.lambda.fail("policy", "throttled");
    assert.deepEqual(await denied.told(asking("crm"), looked()), ["error credentials-refused"]);
  });

  it("is the first that failed so", async () => {
    const { lambda, told } = withFunctions({});
    lambda.fail("describe", "credentials-refused");
    lambda.fail("policy", "credentials-missing");
    assert.deepEqual(await told(updating("crm"), looked()), ["error credentials-refused"]);
    assert.deepEqual(await told(updating("erp"), looked()), []);
  });

  it("is an error of Lambda's too, apart from an endpoint, which the run doesn't need", async () => {
    for (const [code, expected] of [
      ["credentials-refused", "error credentials-refused"],
      ["endpoint-unreachable", "warning lookup-unavailable"],
    ] as const)
      for (const method of ["describe", "policy", "invoke"] as const) {
        const { lambda, told } = withFunctions({ [CRM]: {} }, { invokes: method === "invoke" });
        lambda.fail(method, code);
        assert.deepEqual(await told(updating("crm"), looked()), [expected], method);
      }
  });

  it("is a warning where the program wants no errors", async () => {
    const { appflow, told } = previewing({ mode: "warn" });
    appflow.fail("list", { code: "credentials-missing" });
    assert.deepEqual(await told(note("crm"), looked()), ["warning credentials-missing"]);
  });
});

describe("A look-up that fails in another way", () => {
  it("is told once, the first one with its words, and does not hide what is denied", async () => {
    const { appflow, lambda, lookUp, told } = withFunctions({});
    appflow.fail("list", { code: "throttled" });
    lambda.fail("describe", "access-denied");
    lambda.fail("policy", "timed-out");
    const found = await lookUp(asking("crm"), looked());
    assert.deepEqual(found.map(short), ["warning lookup-denied", "warning lookup-unavailable"]);
    const [, { message }] = found;
    assert.match(message, /could not check whether labels are taken: the service's words on throttled \(/);
    assert.deepEqual(await told(asking("erp"), looked()), []);
    lambda.fail("describe", "connection-lost");
    assert.deepEqual(
      await told(updating("hrm"), looked({ own: { description: "", lambdaArn: arnOf("hrm") } })),
      [],
    );
  });

  it("is told with its message where the service said nothing", async () => {
    const { appflow, lookUp } = previewing();
    const silent = new DiagnosticError("answer-unreadable", "listing AppFlow connectors: it has no shape.");
    appflow.list = () => Promise.reject(silent);
    const [{ message }] = await lookUp(note("crm"), looked());
    assert.match(message, /labels are taken: listing AppFlow connectors: it has no shape\. Preview again/);
  });

  for (const isProvidersEnvironment of [true, false])
    it(`is an error of this package, without a stack, when it is none of a service's (${isProvidersEnvironment})`, async () => {
      const { appflow, lookUp, told } = previewing({ isProvidersEnvironment });
      appflow.list = () => Promise.reject(new TypeError("broken"));
      const [finding, ...more] = await lookUp(note("crm"), looked());
      assert.deepEqual([finding, ...more].map(short), ["error internal-error"]);
      assert.match(
        finding.message,
        /^previewing AppFlow connectors: .* TypeError: broken\. .*#internal-error$/,
      );
      assert.doesNotMatch(finding.message, /\n|\bat .*:\d+/);
      assert.deepEqual(await told(note("erp"), looked()), []);
    });

  it("is the same where looking itself breaks, and nothing of the time", async () => {
    const { told } = withFunctions({});
    const broken = undefined as unknown as ReturnType<typeof looked>;
    assert.deepEqual(await told(asking("crm"), broken), ["error internal-error"]);
    assert.deepEqual(await told(note("erp"), looked()), []);
  });

  it("is the same of a call that throws at once", async () => {
    const lambda = inMemoryLambda({ [CRM]: {} });
    const policy = () => {
      throw new RangeError("too far");
    };
    const { lookUp } = previewing({ lambda: { ...lambda, policy } });
    const [finding] = await lookUp(updating("crm"), looked());
    assert.equal(short(finding), "error internal-error");
    assert.match(finding.message, /RangeError: too far/);
  });
});
