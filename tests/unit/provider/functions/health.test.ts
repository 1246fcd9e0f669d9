import assert from "node:assert/strict";
import type { Finding, Subject } from "../../../provider/findings";
import { type FunctionLook, functionFaults } from "../../../provider/functionFaults";
import { type Given, inMemoryLambda, policyOf } from "../../support/inMemoryLambda";
import { ACCOUNT, arnOf, REGION } from "./given";

const ARN = arnOf("crm");
const OTHER = "999999999999";
const SUBJECT: Subject = { doing: "checking", label: "crm", region: REGION };

interface Bench {
  readonly lambdaArn?: string;
  readonly accountId?: string;
  /** The account of the credentials. */
  readonly caller?: string | undefined;
  /** The calls of Lambda that are denied. */
  readonly denied?: readonly ("describe" | "policy")[];
}

/** Looks at a function; undefined for one that does not exist. */
async function look(given: Given | undefined, bench: Bench = {}) {
  const { lambdaArn = ARN, caller, denied = [], ...rest } = bench;
  const lambda = inMemoryLambda(given && { [lambdaArn]: given, [lambdaArn.replace(":$LATEST", "")]: given });
  for (const method of denied) lambda.fail(method, "access-denied");
  const looks: string[] = [];
  const see: FunctionLook["see"] = async (name, call) => {
    looks.push(name);
    return call().then(
      (seen) => ({ seen }),
      () => undefined,
    );
  };
  const callerAccount = () => {
    lambda.calls.push("callerAccount");
    return Promise.resolve(caller);
  };
  const faults = await functionFaults({ lambda, lambdaArn, subject: SUBJECT, see, callerAccount, ...rest });
  const told = (severity: Finding["severity"] = "error", aside = "") =>
    faults.map((fault) => fault(severity, SUBJECT, aside));
  const messages = told().map(({ message }) => message);
  return {
    calls: lambda.calls,
    looks,
    told,
    codes: told().map(({ code }) => code),
    message: messages.join(),
  };
}

/** What a message wants the user to run or to declare. */
const quoted = (message: string) => [...message.matchAll(/`([^`]+)`/g)].map(([, text]) => text);

const POLICY_CALLS = ["describe crm", "policy crm"];

describe("A function that AppFlow could register", () => {
  it("has no fault, and is looked at with two calls", async () => {
    const { codes, calls, looks } = await look({});
    assert.deepEqual(codes, []);
    assert.deepEqual(calls, POLICY_CALLS);
    assert.deepEqual(looks, ["functions", "policies"]);
  });

  it("is of no account but those that its policy lets in", async () => {
    const policy = policyOf(arnOf("crm", REGION, OTHER));
    const given = { policy: policy.replace(arnOf("crm", REGION, OTHER), ARN) };
    const { codes, calls } = await look(given, { caller: OTHER });
    assert.deepEqual(codes, []);
    assert.deepEqual(calls, [...POLICY_CALLS, "callerAccount"]);
    const stated = await look(given, { accountId: OTHER, caller: ACCOUNT });
    assert.deepEqual([stated.codes, stated.calls], [[], POLICY_CALLS]);
  });

  it("may be a version or an alias", async () => {
    const lambdaArn = `${ARN}:prod`;
    const { codes, calls } = await look({}, { lambdaArn });
    assert.deepEqual([codes, calls], [[], ["describe crm:prod", "policy crm:prod"]]);
  });
});

describe("A function whose ARN ends in :$LATEST", () => {
  const lambdaArn = `${ARN}:$LATEST`;
  const calls = ["describe crm:$LATEST", "policy crm"];

  it("is looked at as such, but has the policy of the function without a version", async () => {
    const found = await look({}, { lambdaArn });
    assert.deepEqual([found.codes, found.calls], [[], calls]);
    const bound = await look({ policy: policyOf(lambdaArn) }, { lambdaArn });
    assert.deepEqual(bound.codes, ["function-not-invocable"]);
    const { message } = await look(undefined, { lambdaArn });
    assert.match(message, /: there is no function .*:crm:\$LATEST\. /);
  });

  it("gets its permission without the qualifier", async () => {
    const found = await look({ policy: null }, { lambdaArn, caller: ACCOUNT });
    assert.deepEqual(found.calls, [...calls, "callerAccount"]);
    assert.equal(found.message, (await look({ policy: null })).message);
    assert.ok(!/qualifier|LATEST/.test(found.message), found.message);
  });

  it("is freed without the qualifier of a statement that denies the invocation", async () => {
    const denial = { Sid: "keepOut", Effect: "Deny", Principal: "*", Action: "*", Resource: ARN };
    const { codes, message } = await look({ policy: JSON.stringify({ Statement: denial }) }, { lambdaArn });
    assert.deepEqual(codes, ["function-denied"]);
    assert.deepEqual(quoted(message), [
      `aws lambda remove-permission --region ${REGION} --function-name ${ARN} --statement-id keepOut`,
    ]);
  });
});

describe("A function that does not exist", () => {
  it("is the one fault, after one look at it and one at its policy", async () => {
    const { codes, calls, message } = await look(undefined);
    assert.deepEqual([codes, calls], [["function-absent"], ["describe crm", "policy crm"]]);
    assert.ok(
      message.startsWith(`checking AppFlow connector "crm" (${REGION}): there is no function ${ARN}.`),
      message,
    );
  });
});

describe("A function that AppFlow may not invoke", () => {
  it("is told beside a fault of its state", async () => {
    const { codes } = await look({ shown: { state: "Pending" }, policy: null });
    assert.deepEqual(codes, ["function-inactive", "function-not-invocable"]);
  });

  it("is not told of when its policy can't be judged", async () => {
    const { codes, calls } = await look({ policy: "{" }, { accountId: OTHER });
    assert.deepEqual([codes, calls], [[], POLICY_CALLS]);
  });

  it("comes with the command and the resource that let AppFlow in", async () => {
    const { codes, message, calls } = await look({ policy: null }, { caller: ACCOUNT });
    assert.deepEqual([codes, calls], [["function-not-invocable"], [...POLICY_CALLS, "callerAccount"]]);
    assert.ok(message.includes(`AppFlow may not invoke the function ${ARN}: it has no resource policy.`));
    assert.deepEqual(quoted(message).slice(0, 2), [
      `aws lambda add-permission --region eu-west-1 --function-name ${ARN} --statement-id appflow --action lambda:InvokeFunction --principal appflow.amazonaws.com --source-account 123456789012 --source-arn 'arn:aws:appflow:eu-west-1:123456789012:*'`,
      `new aws.lambda.Permission("appflow", { action: "lambda:InvokeFunction", function: "${ARN}", principal: "appflow.amazonaws.com", sourceAccount: "123456789012", sourceArn: "arn:aws:appflow:eu-west-1:123456789012:*" })`,
    ]);
  });

  it("gets the permission on its version or alias", async () => {
    const { message } = await look({ policy: null }, { lambdaArn: `${ARN}:prod` });
    const [command = "", permission = ""] = quoted(message);
    assert.ok(command.includes(` --function-name ${ARN} --qualifier 'prod' --statement-id `), command);
    assert.ok(permission.includes(` function: "${ARN}", qualifier: "prod", principal: `), permission);
    assert.ok(message.includes(`the function ${ARN}:prod: it has`), message);
  });

  it("gets it in its own region and partition", async () => {
    const lambdaArn = arnOf("crm", "us-gov-west-1").replace("aws", "aws-us-gov");
    const source = `arn:aws-us-gov:appflow:us-gov-west-1:${ACCOUNT}:*`;
    const [command = "", permission = ""] = quoted((await look({ policy: null }, { lambdaArn })).message);
    assert.ok(command.startsWith("aws lambda add-permission --region us-gov-west-1 "), command);
    assert.ok(command.endsWith(` --source-arn '${source}'`), command);
    assert.ok(permission.includes(` sourceArn: "${source}" `), permission);
  });

  it("gets it under a statement id that no other statement has", async () => {
    const taken = { Sid: "appflow", Effect: "Allow", Principal: "*", Action: "s3:*" };
    const { message } = await look({ policy: JSON.stringify({ Statement: taken }) });
    assert.match(message, /: no statement of its resource policy lets .* --statement-id appflow-2 --action /);
  });

  for (const [whose, bench, account] of [
    ["of the credentials", { caller: OTHER }, OTHER],
    ["that is stated, whatever the credentials", { accountId: OTHER, caller: ACCOUNT }, OTHER],
    ["of the function, where nobody knows another", { caller: undefined }, ACCOUNT],
  ] as const)
    it(`gets it for the account ${whose}`, async () => {
      const { message, calls } = await look({ policy: null }, bench);
      assert.ok(message.startsWith(`checking AppFlow connector "crm" (${REGION}, ${account}): `), message);
      const source = `arn:aws:appflow:${REGION}:${account}:*`;
      const [command = "", permission = ""] = quoted(message);
      assert.ok(command.endsWith(` --source-account ${account} --source-arn '${source}'`), command);
      assert.ok(permission.includes(` sourceAccount: "${account}", sourceArn: "${source}" `), permission);
      assert.equal(calls.includes("callerAccount"), !("accountId" in bench));
    });

  it("is judged for the account that is stated, and not for the function's", async () => {
    const { codes, calls, message } = await look({}, { accountId: OTHER });
    assert.deepEqual([codes, calls], [["function-not-invocable"], POLICY_CALLS]);
    assert.ok(
      message.includes(` only where StringEquals AWS:SourceAccount ${ACCOUNT} and ArnLike `),
      message,
    );
  });

  it("is no fault because of its account, where nobody can tell the caller's", async () => {
    const policy = policyOf(arnOf("crm", REGION, OTHER)).replace(arnOf("crm", REGION, OTHER), ARN);
    assert.deepEqual((await look({ policy }, { caller: undefined })).codes, []);
    const { codes, message } = await look({ policy: null }, { caller: undefined });
    assert.deepEqual(codes, ["function-not-invocable"]);
    assert.ok(message.includes(`(${REGION}, ${ACCOUNT}): `), message);
  });
});

describe("A function whose policy denies AppFlow the invocation", () => {
  const denied = (Sid?: string) => {
    const denial = { Sid, Effect: "Deny", Principal: "*", Action: "lambda:*", Resource: "*" };
    return { policy: JSON.stringify({ Statement: [denial] }) };
  };

  for (const [lambdaArn, qualifier] of [
    [ARN, ""],
    [`${ARN}:7`, " --qualifier '7'"],
  ] as const)
    it(`comes with the command that takes the statement away from ${lambdaArn}`, async () => {
      const { codes, message } = await look(denied("keepOut"), { lambdaArn, caller: OTHER });
      assert.deepEqual(codes, ["function-denied"]);
      assert.ok(message.startsWith(`checking AppFlow connector "crm" (${REGION}, ${OTHER}): `), message);
      assert.ok(
        message.includes(`the function ${lambdaArn}: the statement "keepOut" of its resource policy`),
      );
      assert.deepEqual(quoted(message), [
        `aws lambda remove-permission --region ${REGION} --function-name ${ARN}${qualifier} --statement-id keepOut`,
      ]);
    });

  it("leaves the id of a statement without one to the user", async () => {
    const [command = ""] = quoted((await look(denied())).message);
    assert.ok(command.endsWith(" --statement-id <its id>"), command);
  });
});

describe("Every fault of a function", () => {
  for (const [code, given] of [
    ["function-absent", undefined],
    ["function-inactive", { shown: { state: "Failed" } }],
    ["function-not-invocable", { policy: null }],
    ["function-denied", { policy: '{"Statement":{"Effect":"Deny","Principal":"*","Action":"*"}}' }],
  ] as const)
    it(`is told as seriously as the resource wants, with its aside: ${code}`, async () => {
      const { told } = await look(given);
      const [warning] = told("warning", " (which may change)");
      assert.deepEqual([warning?.code, warning?.severity], [code, "warning"]);
      assert.match(warning?.message ?? "", /\w \(which may change\)\. [A-Z]/);
      assert.equal(told("error")[0]?.severity, "error");
    });
});

describe("What can't be looked up of a function", () => {
  it("is no fault, and keeps nothing else from being looked up", async () => {
    const blind = await look({ policy: null }, { denied: ["describe", "policy"] });
    assert.deepEqual([blind.codes, blind.calls], [[], POLICY_CALLS]);
    const stateless = await look({ policy: null }, { denied: ["describe"] });
    assert.deepEqual(stateless.codes, ["function-not-invocable"]);
    const without = await look({ shown: { state: "Pending" }, policy: null }, { denied: ["policy"] });
    assert.deepEqual([without.codes, without.calls], [["function-inactive"], POLICY_CALLS]);
  });
});
