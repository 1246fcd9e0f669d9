import assert from "node:assert/strict";
import { render } from "../../../../provider/diagnostics/render";
import { findFunctionProblems, type FunctionCheck } from "../../../../provider/functions/health";
import { ACCOUNT, arnOf, REGION } from "../../../support/inMemory/context";
import { type Given, inMemoryLambda, policyOf } from "../../../support/inMemory/lambda";

const ARN = arnOf("crm");
const OTHER = "999999999999";
const SCOPE = { action: "checking", label: "crm", region: REGION };

interface Options {
  readonly lambdaArn?: string;
  readonly accountId?: string;
  /** The account of the credentials. */
  readonly caller?: string | undefined;
  /** The calls of Lambda that are denied. */
  readonly denied?: readonly ("describe" | "policy")[];
}

/** Checks a function; undefined is one that does not exist. */
async function checkFunction(given: Given | undefined, options: Options = {}) {
  const { lambdaArn = ARN, caller, denied = [], ...rest } = options;
  const lambda = inMemoryLambda(given && { [lambdaArn]: given, [lambdaArn.replace(":$LATEST", "")]: given });
  for (const method of denied) lambda.fail(method, "access-denied");
  const lookups: string[] = [];
  const lookUp: FunctionCheck["lookUp"] = (name, call) => {
    lookups.push(name);
    return call().then(
      (value) => ({ value }),
      () => undefined,
    );
  };
  const findCaller = () => {
    lambda.calls.push("findCaller");
    return Promise.resolve(caller);
  };
  const problems = await findFunctionProblems({ lambda, lambdaArn, lookUp, findCaller, ...rest });
  const messages = problems.map(({ code, facts, accountId }) =>
    render(code, { ...SCOPE, accountId }, { ...facts, aside: "" }),
  );
  const codes = problems.map(({ code }) => code);
  return { calls: lambda.calls, lookups, codes, message: messages.join() };
}

/** What a message wants the user to run or to declare. */
const quotedIn = (message: string) => [...message.matchAll(/`([^`]+)`/g)].map(([, text]) => text);

const CALLS = ["describe crm", "policy crm"];

describe("a function that AppFlow could register", () => {
  it("has no problem, which takes two calls", async () => {
    const { codes, calls, lookups } = await checkFunction({});
    assert.deepEqual([codes, calls], [[], CALLS]);
    assert.deepEqual(lookups, ["functions", "policies"]);
  });

  it("lets in the account of the caller, or the one that is stated", async () => {
    const policy = policyOf(arnOf("crm", REGION, OTHER)).replace(arnOf("crm", REGION, OTHER), ARN);
    const called = await checkFunction({ policy }, { caller: OTHER });
    assert.deepEqual([called.codes, called.calls], [[], [...CALLS, "findCaller"]]);
    const stated = await checkFunction({ policy }, { accountId: OTHER, caller: ACCOUNT });
    assert.deepEqual([stated.codes, stated.calls], [[], CALLS]);
  });

  it("may be a version or an alias", async () => {
    const { codes, calls } = await checkFunction({}, { lambdaArn: `${ARN}:prod` });
    assert.deepEqual([codes, calls], [[], ["describe crm:prod", "policy crm:prod"]]);
  });
});

describe("a function whose ARN ends in :$LATEST", () => {
  const lambdaArn = `${ARN}:$LATEST`;
  const calls = ["describe crm:$LATEST", "policy crm"];

  it("is described as such, but has the policy of the function without a version", async () => {
    const found = await checkFunction({}, { lambdaArn });
    assert.deepEqual([found.codes, found.calls], [[], calls]);
    const bound = await checkFunction({ policy: policyOf(lambdaArn) }, { lambdaArn });
    assert.deepEqual(bound.codes, ["function-not-invocable"]);
    const { message } = await checkFunction(undefined, { lambdaArn });
    assert.match(message, /: there is no function .*:crm:\$LATEST\. /);
  });

  it("gets its permission without the qualifier", async () => {
    const found = await checkFunction({ policy: null }, { lambdaArn, caller: ACCOUNT });
    assert.deepEqual(found.calls, [...calls, "findCaller"]);
    assert.equal(found.message, (await checkFunction({ policy: null }, { caller: ACCOUNT })).message);
    assert.ok(!/qualifier|LATEST/.test(found.message), found.message);
  });

  it("loses a statement that denies the invocation without the qualifier", async () => {
    const denial = { Sid: "keepOut", Effect: "Deny", Principal: "*", Action: "*", Resource: ARN };
    const policy = JSON.stringify({ Statement: denial });
    const { codes, message } = await checkFunction({ policy }, { lambdaArn });
    assert.deepEqual(codes, ["function-denied"]);
    assert.deepEqual(quotedIn(message), [
      `aws lambda remove-permission --region ${REGION} --function-name ${ARN} --statement-id keepOut`,
    ]);
  });
});

describe("a function that does not exist", () => {
  it("is the one problem, after both lookups", async () => {
    const { codes, calls, message } = await checkFunction(undefined);
    assert.deepEqual([codes, calls], [["function-absent"], CALLS]);
    const beginning = `checking AppFlow connector "crm" (${REGION}): there is no function ${ARN}.`;
    assert.ok(message.startsWith(beginning), message);
  });
});

describe("a function that AppFlow may not invoke", () => {
  it("is reported beside a problem of its state", async () => {
    const { codes } = await checkFunction({ shown: { state: "Pending" }, policy: null });
    assert.deepEqual(codes, ["function-inactive", "function-not-invocable"]);
  });

  it("is no problem where its policy can't be judged", async () => {
    const { codes, calls } = await checkFunction({ policy: "{" }, { accountId: OTHER });
    assert.deepEqual([codes, calls], [[], CALLS]);
  });

  it("comes with the command and the resource that let AppFlow in", async () => {
    const { codes, message, calls } = await checkFunction({ policy: null }, { caller: ACCOUNT });
    assert.deepEqual([codes, calls], [["function-not-invocable"], [...CALLS, "findCaller"]]);
    assert.ok(message.includes(`AppFlow may not invoke the function ${ARN}: it has no resource policy.`));
    assert.deepEqual(quotedIn(message).slice(0, 2), [
      `aws lambda add-permission --region eu-west-1 --function-name ${ARN} --statement-id appflow --action lambda:InvokeFunction --principal appflow.amazonaws.com --source-account 123456789012 --source-arn 'arn:aws:appflow:eu-west-1:123456789012:*'`,
      `new aws.lambda.Permission("appflow", { action: "lambda:InvokeFunction", function: "${ARN}", principal: "appflow.amazonaws.com", sourceAccount: "123456789012", sourceArn: "arn:aws:appflow:eu-west-1:123456789012:*" })`,
    ]);
  });

  it("gets the permission on its version or alias", async () => {
    const { message } = await checkFunction({ policy: null }, { lambdaArn: `${ARN}:prod` });
    const [command = "", permission = ""] = quotedIn(message);
    assert.ok(command.includes(` --function-name ${ARN} --qualifier 'prod' --statement-id `), command);
    assert.ok(permission.includes(` function: "${ARN}", qualifier: "prod", principal: `), permission);
    assert.ok(message.includes(`the function ${ARN}:prod: it has`), message);
  });

  it("gets it in its own region and partition", async () => {
    const lambdaArn = arnOf("crm", "us-gov-west-1").replace("aws", "aws-us-gov");
    const source = `arn:aws-us-gov:appflow:us-gov-west-1:${ACCOUNT}:*`;
    const { message } = await checkFunction({ policy: null }, { lambdaArn });
    const [command = "", permission = ""] = quotedIn(message);
    assert.ok(command.startsWith("aws lambda add-permission --region us-gov-west-1 "), command);
    assert.ok(command.endsWith(` --source-arn '${source}'`), command);
    assert.ok(permission.includes(` sourceArn: "${source}" `), permission);
  });

  it("gets it under a statement id that no other statement has", async () => {
    const other = { Sid: "appflow", Effect: "Allow", Principal: "*", Action: "s3:*" };
    const { message } = await checkFunction({ policy: JSON.stringify({ Statement: other }) });
    assert.match(message, /: no statement of its resource policy lets .* --statement-id appflow-2 --action /);
  });

  for (const [whose, options, account] of [
    ["of the credentials", { caller: OTHER }, OTHER],
    ["that is stated, whatever the credentials", { accountId: OTHER, caller: ACCOUNT }, OTHER],
    ["of the function, where no other is known", { caller: undefined }, ACCOUNT],
  ] as const)
    it(`gets it for the account ${whose}`, async () => {
      const { message, calls } = await checkFunction({ policy: null }, options);
      assert.ok(message.startsWith(`checking AppFlow connector "crm" (${REGION}, ${account}): `), message);
      const source = `arn:aws:appflow:${REGION}:${account}:*`;
      const [command = "", permission = ""] = quotedIn(message);
      assert.ok(command.endsWith(` --source-account ${account} --source-arn '${source}'`), command);
      assert.ok(permission.includes(` sourceAccount: "${account}", sourceArn: "${source}" `), permission);
      assert.equal(calls.includes("findCaller"), !("accountId" in options));
    });

  it("is judged for the account that is stated, and not for the function's", async () => {
    const { codes, calls, message } = await checkFunction({}, { accountId: OTHER });
    assert.deepEqual([codes, calls], [["function-not-invocable"], CALLS]);
    const why = ` only where StringEquals AWS:SourceAccount ${ACCOUNT} and ArnLike `;
    assert.ok(message.includes(why), message);
  });

  it("is no problem because of its account where the caller's is unknown", async () => {
    const policy = policyOf(arnOf("crm", REGION, OTHER)).replace(arnOf("crm", REGION, OTHER), ARN);
    assert.deepEqual((await checkFunction({ policy }, { caller: undefined })).codes, []);
  });
});

describe("a function whose policy denies AppFlow the invocation", () => {
  const denying = (Sid?: string) => {
    const denial = { Sid, Effect: "Deny", Principal: "*", Action: "lambda:*", Resource: "*" };
    return { policy: JSON.stringify({ Statement: [denial] }) };
  };

  for (const [lambdaArn, qualifier] of [
    [ARN, ""],
    [`${ARN}:7`, " --qualifier '7'"],
  ] as const)
    it(`comes with the command that takes the statement away from ${lambdaArn}`, async () => {
      const { codes, message } = await checkFunction(denying("keepOut"), { lambdaArn, caller: OTHER });
      assert.deepEqual(codes, ["function-denied"]);
      assert.ok(message.startsWith(`checking AppFlow connector "crm" (${REGION}, ${OTHER}): `), message);
      const why = `the function ${lambdaArn}: the statement "keepOut" of its resource policy`;
      assert.ok(message.includes(why), message);
      assert.deepEqual(quotedIn(message), [
        `aws lambda remove-permission --region ${REGION} --function-name ${ARN}${qualifier} --statement-id keepOut`,
      ]);
    });

  it("leaves the id of a statement without one to the user", async () => {
    const [command = ""] = quotedIn((await checkFunction(denying())).message);
    assert.ok(command.endsWith(" --statement-id <its id>"), command);
  });
});

describe("what can't be looked up of a function", () => {
  for (const [denied, codes] of [
    [["describe", "policy"], []],
    [["describe"], ["function-not-invocable"]],
    [["policy"], ["function-inactive"]],
  ] as const)
    it(`is no problem, and hides no other: ${denied.join(" and ")}`, async () => {
      const found = await checkFunction({ shown: { state: "Pending" }, policy: null }, { denied });
      assert.deepEqual(found.codes, codes);
      const lookups = found.calls.filter((call) => call !== "findCaller");
      assert.deepEqual(lookups, CALLS);
    });
});
