import assert from "node:assert/strict";
import { DESCRIBE_EVENT } from "../../../provider/connectorAnswer";
import type { Lambda } from "../../../provider/lambda";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { OTHER } from "./bench";
import { ACCOUNT, arnOf, REGION, within } from "./given";
import {
  asking,
  aTurn,
  calling,
  looked,
  note,
  previewing,
  short,
  updating,
  withFunctions,
} from "./previewing";

const CRM = arnOf("crm");
const ASIDE = "; if what this resource waits for changes that, there is nothing to do. ";

describe("What preview looks up of functions", () => {
  for (const [what, given, code] of [
    ["does not exist", undefined, "function-absent"],
    ["is not active", { shown: { state: "Pending" } }, "function-inactive"],
    ["keeps AppFlow out", { policy: null }, "function-not-invocable"],
  ] as const)
    it(`is an error where the function ${what}, and a warning where the resource waits for others`, async () => {
      const { lookUp } = withFunctions(given ? { [CRM]: given } : {});
      const [error, ...more] = await lookUp(asking("crm"), looked());
      assert.deepEqual([error, ...more].map(short), [`error ${code}`]);
      assert.ok(!error.message.includes(ASIDE.trim()), error.message);
      const [warning] = await lookUp(asking("crm"), looked({ waits: true }));
      assert.equal(short(warning), `warning ${code}`);
      assert.equal(warning.message.replace(ASIDE, ". "), error.message);
      assert.notEqual(warning.message, error.message);
    });

  it("is only a warning where the program wants no errors", async () => {
    const { told } = withFunctions({}, { mode: "warn" });
    assert.deepEqual(await told(asking("crm"), looked()), ["warning function-absent"]);
  });

  it("is nothing where nothing is wrong", async () => {
    const { told } = withFunctions({ [CRM]: {} });
    assert.deepEqual(await told(asking("crm"), looked()), []);
  });

  it("is each function once, at the same time or later, told on each resource that needs it", async () => {
    const { lambda, lookUp } = withFunctions({ [arnOf("erp")]: { policy: null } });
    const found = await Promise.all([
      lookUp(asking("a1"), looked()),
      lookUp(asking("b2"), looked()),
      lookUp(asking("c3"), calling(arnOf("erp"))),
    ]);
    found.push(await lookUp(updating("d4"), calling(arnOf("erp"))));
    const told = found.map(([it]) => `${/connector "(..)"/.exec(it.message)?.[1]} ${it.code}`);
    assert.deepEqual(told, [
      "a1 function-absent",
      "b2 function-absent",
      "c3 function-not-invocable",
      "d4 function-not-invocable",
    ]);
    assert.deepEqual([...lambda.calls].sort(), ["describe crm", "describe erp", "policy crm", "policy erp"]);
  });

  it("is the function alone where the registration is updated", async () => {
    const { appflow, told } = withFunctions({});
    appflow.put("crm", { lambdaArn: arnOf("theirs") });
    assert.deepEqual(await told(updating("crm"), looked()), ["error function-absent"]);
    assert.deepEqual(appflow.methods(), []);
  });

  it("is nothing of a function that is unknown, or that AppFlow won't ask", async () => {
    const { lambda, told } = withFunctions({});
    assert.deepEqual(await told(note("crm"), looked()), []);
    assert.deepEqual(await told(note("crm", { isNew: false }), looked()), []);
    assert.deepEqual(await told(asking("crm"), calling(null)), []);
    assert.deepEqual(lambda.calls, []);
  });

  it("is told beside the label, also while that is unknown", async () => {
    const { appflow, told, lookUp } = withFunctions({});
    appflow.put("crm");
    assert.deepEqual(await told(asking("crm"), looked()), ["error label-taken", "error function-absent"]);
    const [finding] = await lookUp(asking(undefined), looked());
    assert.ok(finding.message.startsWith(`checking an AppFlow connector (${REGION}): there is no function`));
  });

  it("is told of a label that is adopted only where the registration is written", async () => {
    const { appflow, told } = withFunctions({});
    appflow.put("crm");
    const adopting = asking("crm", { adopt: true });
    assert.deepEqual(await told(adopting, looked()), ["warning adopts"]);
    for (const own of [
      { description: "new", lambdaArn: CRM },
      { description: null, lambdaArn: CRM },
    ])
      assert.deepEqual(await told(adopting, looked({ own })), ["warning adopts", "error function-absent"]);
    const other = calling(arnOf("other"));
    assert.deepEqual(await told(adopting, other), ["warning adopts", "error function-absent"]);
    assert.deepEqual(await told(asking("erp", { adopt: true }), looked()), ["error function-absent"]);
  });

  it("is nothing at all where there is no Lambda to look in", async () => {
    const { appflow, told, compareAge } = previewing();
    assert.deepEqual(await told(updating("crm"), looked()), []);
    const aged = { subject: { doing: "checking", label: "crm" }, lambdaArn: CRM, asked: () => [] };
    assert.deepEqual(await compareAge(aged), []);
    assert.deepEqual(appflow.methods(), []);
  });
});

describe("The account that a function's policy must let in", () => {
  const source = (account: string) => `--source-account ${account} `;

  it("is that of the role that the connection assumes, and nobody is asked", async () => {
    const assumeRoles = [{ roleArn: `arn:aws:iam::${OTHER}:role/deployer` }];
    const { appflow, lookUp } = withFunctions({ [CRM]: {} }, { connection: { assumeRoles } });
    const [finding] = await lookUp(updating("crm"), looked());
    assert.equal(short(finding), "error function-not-invocable");
    assert.ok(finding.message.includes(source(OTHER)), finding.message);
    assert.deepEqual(appflow.methods(), []);
  });

  it("is that of the caller, who is asked before a policy is called wrong", async () => {
    const { appflow, lookUp } = withFunctions({ [CRM]: { policy: null } }, { account: OTHER });
    const [{ message }] = await lookUp(updating("crm"), looked());
    assert.ok(message.includes(source(OTHER)) && message.includes(`(${REGION}, ${OTHER})`), message);
    assert.deepEqual(appflow.methods(), ["account"]);
  });

  it("is the function's where the caller can't be asked", async () => {
    const { appflow, lookUp } = withFunctions({ [CRM]: { policy: null } }, { account: OTHER });
    appflow.fail("account", { code: "access-denied" });
    const found = await lookUp(updating("crm"), looked());
    assert.deepEqual(found.map(short), ["error function-not-invocable"]);
    assert.ok(found[0].message.includes(source(ACCOUNT)), found[0].message);
  });
});

describe("A function that preview invokes", () => {
  const payload = { isSuccess: true, connectorName: "CRM", connectorVersion: "1.0", connectorOwner: "Acme" };
  const answering = { answer: { payload, failed: false } };

  it("is told with what it answers, once invoked, on each resource", async () => {
    const { lambda, lookUp } = withFunctions({ [CRM]: answering }, { invokes: true });
    const lookAgain = async (waits: boolean) => (await lookUp(updating("crm"), looked({ waits })))[0];
    assert.equal(short(await lookAgain(false)), "info connector-answers");
    assert.match((await lookAgain(true)).message, /would be registered as CRM /);
    assert.deepEqual(lambda.calls, ["describe crm", "policy crm", "invoke crm"]);
  });

  it("is asked what AppFlow would ask it", async () => {
    const lambda = inMemoryLambda({ [CRM]: answering });
    const asked: unknown[] = [];
    const invoke: Lambda["invoke"] = (lambdaArn, event, subject) => {
      asked.push(lambdaArn, event);
      return lambda.invoke(lambdaArn, event, subject);
    };
    const { told } = previewing({ lambda: { ...lambda, invoke }, invokes: true });
    assert.deepEqual(await told(updating("crm"), looked()), ["info connector-answers"]);
    assert.deepEqual(asked, [CRM, DESCRIBE_EVENT]);
  });

  it("is a fault where its answer can't be registered: an error, or a warning like any", async () => {
    const erp = arnOf("erp");
    const { told } = withFunctions({ [CRM]: {} }, { invokes: true });
    assert.deepEqual(await told(updating("crm"), looked()), ["error connector-unfit"]);
    assert.deepEqual(await told(updating("crm"), looked({ waits: true })), ["warning connector-unfit"]);
    const warning = withFunctions({ [CRM]: {}, [erp]: answering }, { invokes: true, mode: "warn" });
    assert.deepEqual(await warning.told(updating("crm"), looked()), ["warning connector-unfit"]);
    assert.deepEqual(await warning.told(updating("erp"), calling(erp)), ["info connector-answers"]);
  });

  it("is invoked neither where something is wrong with it, nor where that isn't wanted", async () => {
    for (const [given, invokes] of [
      [{ ...answering, policy: null }, true],
      [{ ...answering, shown: { state: "Failed" } }, true],
      [answering, false],
    ] as const) {
      const { lambda, told } = withFunctions({ [CRM]: given }, { invokes });
      await told(updating("crm"), looked());
      assert.deepEqual(lambda.calls, ["describe crm", "policy crm"]);
    }
  });
});

describe("The look-ups of a preview", () => {
  /** Runs 40 resources whose calls end in no hurry, and counts how many calls are under way at a time. */
  async function mostAtATime(): Promise<number> {
    const names = Array.from({ length: 40 }, (_, n) => `crm-${n}`);
    let [underWay, most] = [0, 0];
    const counted =
      <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
      async (...args: A) => {
        most = Math.max(most, (underWay += 1));
        await aTurn();
        underWay -= 1;
        return call(...args);
      };
    const lambda = inMemoryLambda();
    const { describe, policy, invoke } = lambda;
    const slow = { describe: counted(describe), policy: counted(policy), invoke };
    const { appflow, told } = previewing({ lambda: slow });
    for (const name of names) appflow.put(name);
    appflow.describe = counted(appflow.describe.bind(appflow));
    const all = names.map((name) => told(asking(name), calling(arnOf(name))));
    const expected = ["error label-taken", "error function-absent"];
    assert.deepEqual(
      await Promise.all(all),
      names.map(() => expected),
    );
    return most;
  }

  it("are 16 calls at a time at most, AppFlow's and Lambda's together", async () => {
    assert.equal(await mostAtATime(), 16);
    assert.equal(await within({ lookUps: 3 }, mostAtATime), 3);
  });
});

describe("The age of a function", () => {
  const subject = { doing: "checking", label: "crm", region: REGION };
  const shown = { state: "Active", lastModified: "2026-02-01T00:00:00.000Z" };
  const aged = (...asked: (string | undefined)[]) => ({ subject, lambdaArn: CRM, asked: () => asked });

  it("is told where it changed after it was asked, and shares the look at it", async () => {
    const { lambda, told, compareAge } = withFunctions({ [CRM]: { shown } });
    const [finding, ...more] = await compareAge(aged("2026-01-01T00:00:00.000Z", undefined));
    assert.deepEqual([finding, ...more].map(short), ["warning function-newer"]);
    assert.ok(finding.message.includes("2026-02-01T00:00:00.000Z"), finding.message);
    assert.deepEqual(await compareAge(aged("2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z")), []);
    assert.deepEqual(await told(updating("erp"), looked()), []);
    assert.deepEqual(lambda.calls, ["describe crm", "policy crm"]);
  });

  it("is nothing to tell where it can't be looked at, but that", async () => {
    const { lambda, compareAge } = withFunctions({ [CRM]: { shown } });
    lambda.fail("describe", "access-denied");
    const found = await compareAge(aged("2026-01-01T00:00:00.000Z"));
    assert.deepEqual(found.map(short), ["warning lookup-denied"]);
    assert.match(found[0].message, /lambda:GetFunction/);
    assert.deepEqual(await compareAge(aged("2026-01-01T00:00:00.000Z")), []);
  });
});
