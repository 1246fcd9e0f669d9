import assert from "node:assert/strict";
import type { ConnectorFunction } from "../../../../provider/aws/lambda";
import { render } from "../../../../provider/diagnostics/render";
import { findFunctionProblems } from "../../../../provider/functions/health";
import { arnOf, REGION } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";

const ARN = arnOf("crm");

/** The problems of a function that AppFlow may invoke. */
function problemsOf(shown: ConnectorFunction, lambdaArn = ARN) {
  return findFunctionProblems({
    lambda: inMemoryLambda({ [lambdaArn]: { shown } }),
    lambdaArn,
    lookUp: async (_, call) => ({ value: await call() }),
    findCaller: () => Promise.reject(new Error("no problem needs it")),
  });
}

/** The message about the one problem, which is the state. */
async function messageOf(shown: ConnectorFunction, lambdaArn?: string): Promise<string> {
  const problems = await problemsOf(shown, lambdaArn);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["function-inactive"],
  );
  return render("function-inactive", undefined, { ...problems[0].facts, aside: "" });
}

describe("the state of a function", () => {
  for (const shown of [{ state: "Active" }, {}])
    it(`is no problem when it is ${shown.state ?? "absent"}`, async () =>
      assert.deepEqual(await problemsOf({ ...shown, reason: "whatever" }), []));

  const wait = "aws lambda wait function-active-v2";
  const look = "Look what keeps it: aws lambda get-function OPTIONS.";
  for (const [state, remedy] of [
    ["Pending", `Run again when it is active: ${wait} OPTIONS.`],
    ["Inactive", `Wake it: aws lambda invoke OPTIONS /dev/null; then wait: ${wait} OPTIONS.`],
    ["Failed", "Mend what the reason names and deploy it again."],
    ["ActiveNonInvocable", look],
    ["Deactivating", look],
    ["active", look],
    ["constructor", look],
  ] as const)
    for (const [suffix, option] of [
      ["", ""],
      [":prod", " --qualifier 'prod'"],
      [":$LATEST", " --qualifier '$LATEST'"],
    ] as const)
      it(`is a problem when crm${suffix} is ${state}, with the way out of it`, async () => {
        const options = `--region ${REGION} --function-name ${ARN}${option}`;
        const message = await messageOf({ state }, `${ARN}${suffix}`);
        const text = remedy.replaceAll("OPTIONS", () => options);
        assert.ok(message.startsWith(`the function ${ARN}${suffix} is ${state}. ${text} See `), message);
      });

  it("has a way out in the function's own region and partition", async () => {
    const lambdaArn = arnOf("crm", "us-gov-west-1").replace("aws", "aws-us-gov");
    const message = await messageOf({ state: "Pending" }, lambdaArn);
    const command = ` ${wait} --region us-gov-west-1 --function-name ${lambdaArn}. See `;
    assert.ok(message.includes(command), message);
  });

  for (const [reason, expected] of [
    ["The image was deleted", " is Failed (The image was deleted). Mend "],
    ["The image was deleted.", " is Failed (The image was deleted). Mend "],
    ["", " is Failed. Mend "],
  ] as const)
    it(`comes with Lambda's reason, if there is one: "${reason}"`, async () => {
      const message = await messageOf({ state: "Failed", reason });
      assert.ok(message.includes(expected), message);
    });
});
