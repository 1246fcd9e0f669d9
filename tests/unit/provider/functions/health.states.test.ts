import assert from "node:assert/strict";
import type { Subject } from "../../../provider/findings";
import { functionFaults } from "../../../provider/functionFaults";
import type { ConnectorFunction } from "../../../provider/lambda";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { arnOf, REGION } from "./given";

const ARN = arnOf("crm");
const SUBJECT: Subject = { doing: "checking", label: "crm", region: REGION };

/** The faults of a function that AppFlow may invoke. */
async function faultsOf(shown: ConnectorFunction, lambdaArn = ARN) {
  const lambda = inMemoryLambda({ [lambdaArn]: { shown } });
  const faults = await functionFaults({
    lambda,
    lambdaArn,
    subject: SUBJECT,
    see: async (_, call) => ({ seen: await call() }),
    callerAccount: () => Promise.reject(new Error("nobody needs it")),
  });
  return faults.map((fault) => fault("error", SUBJECT, ""));
}

/** The message about a state that is a fault. */
async function told(shown: ConnectorFunction, lambdaArn?: string): Promise<string> {
  const [fault, ...others] = await faultsOf(shown, lambdaArn);
  assert.ok(fault);
  assert.deepEqual([fault.code, others], ["function-inactive", []]);
  return fault.message;
}

describe("The state of a function", () => {
  for (const shown of [{ state: "Active" }, {}])
    it(`is no fault when it is ${shown.state ?? "not said"}`, async () =>
      assert.deepEqual(await faultsOf({ ...shown, reason: "whatever" }), []));

  const wait = "aws lambda wait function-active-v2";
  const look = "Look what keeps it: aws lambda get-function WORDS.";
  for (const [state, remedy] of [
    ["Pending", `Run again when it is active: ${wait} WORDS.`],
    ["Inactive", `Wake it: aws lambda invoke WORDS /dev/null; then wait: ${wait} WORDS.`],
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
      it(`is a fault when crm${suffix} is ${state}, with the way out of it`, async () => {
        const words = `--region ${REGION} --function-name ${ARN}${option}`;
        const message = await told({ state }, `${ARN}${suffix}`);
        const expected = `: the function ${ARN}${suffix} is ${state}. ${remedy.replaceAll("WORDS", () => words)} See `;
        assert.ok(message.includes(expected), message);
      });

  it("has a way out in the function's own region and partition", async () => {
    const lambdaArn = arnOf("crm", "us-gov-west-1").replace("aws", "aws-us-gov");
    const message = await told({ state: "Pending" }, lambdaArn);
    assert.ok(
      message.includes(` ${wait} --region us-gov-west-1 --function-name ${lambdaArn}. See `),
      message,
    );
  });

  for (const reason of ["The image was deleted", "The image was deleted."])
    it(`is told with Lambda's reason: ${reason}`, async () => {
      const message = await told({ state: "Failed", reason });
      assert.ok(message.includes(" is Failed (The image was deleted). Mend "), message);
    });

  it("is told without a reason that is empty", async () => {
    const message = await told({ state: "ActiveNonInvocable", reason: "" });
    assert.ok(message.includes(" is ActiveNonInvocable. Look "), message);
  });
});
