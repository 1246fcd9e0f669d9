import { connectorArn, parseFunctionArn } from "../arns";
import type { Call } from "../call";
import { exception } from "../errors";
import { allows } from "../functions/policy";
import type { RegisteredFunction } from "../functions/registry";
import type { JsonObject } from "../json";
import { configurationOf, DESCRIBE_EVENT } from "./functionAnswer";

/** Asks the connector's function what it is, after the checks that AWS makes before it invokes one. */
export async function askFunction(call: Call, label: string, lambdaArn: string): Promise<JsonObject> {
  const found = invocable(call, label, lambdaArn);
  return configurationOf(await call.emulation.functions.invoke(found, DESCRIBE_EVENT));
}

function invocable(call: Call, label: string, lambdaArn: string): RegisteredFunction {
  const { region, accountId } = call.caller;
  const arn = parseFunctionArn(lambdaArn);
  if (!arn) throw exception("ValidationException", `${lambdaArn} is not the ARN of an AWS Lambda function.`);
  if (arn.region !== region)
    throw exception("ValidationException", `The function ${lambdaArn} is in another region than ${region}.`);
  const found = call.emulation.functions.get(lambdaArn);
  if (!found) throw exception("ResourceNotFoundException", `Function not found: ${lambdaArn}`);
  const allowed = allows(found.statements, {
    service: "appflow.amazonaws.com",
    action: "lambda:InvokeFunction",
    // A policy is of the function without a version, or of a version; $LATEST has none of its own.
    functionArn: found.arn,
    sourceAccount: accountId,
    sourceArn: connectorArn(region, accountId, label),
  });
  if (!allowed)
    throw exception(
      "AccessDeniedException",
      `appflow.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${lambdaArn}`,
    );
  // Lambda refuses to invoke a function in any other state, an inactive one once; AWS documents no exception of AppFlow's.
  if (found.state !== "Active")
    throw exception(
      "ConnectorServerException",
      `The function ${lambdaArn} is not active: its state is ${found.state}.`,
    );
  return found;
}
