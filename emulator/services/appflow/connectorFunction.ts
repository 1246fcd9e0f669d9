import { connectorArn, parseFunctionArn } from "../../aws/arns";
import { refuse } from "../../aws/serviceException";
import type { RegisteredFunction } from "../../functions/registry";
import { allows } from "../../functions/resourcePolicy";
import type { JsonObject } from "../../schemas/json";
import type { Call } from "../call";
import { configurationOf, DESCRIBE_EVENT } from "./functionAnswer";

/** Asks the connector's function what it is, after the checks that AWS makes before it invokes one. */
export async function askFunction(call: Call, label: string, lambdaArn: string): Promise<JsonObject> {
  const target = findInvocable(call, label, lambdaArn);
  return configurationOf(await call.emulation.functions.invoke(target, DESCRIBE_EVENT));
}

function findInvocable({ caller, emulation }: Call, label: string, lambdaArn: string): RegisteredFunction {
  const { region, accountId } = caller;
  const arn = parseFunctionArn(lambdaArn);
  if (!arn) refuse("ValidationException", `${lambdaArn} is not the ARN of an AWS Lambda function.`);
  if (arn.region !== region)
    refuse("ValidationException", `The function ${lambdaArn} is in another region than ${region}.`);
  const found = emulation.functions.get(lambdaArn);
  if (!found) refuse("ResourceNotFoundException", `Function not found: ${lambdaArn}`);
  const isAllowed = allows(found.statements, {
    service: "appflow.amazonaws.com",
    action: "lambda:InvokeFunction",
    // A policy belongs to the function without a version, or to a version; $LATEST has none of its own.
    functionArn: found.arn,
    sourceAccount: accountId,
    sourceArn: connectorArn(region, accountId, label),
  });
  if (!isAllowed)
    refuse(
      "AccessDeniedException",
      `appflow.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${lambdaArn}`,
    );
  // Lambda invokes no function in another state, not even an inactive one at once; AWS documents no exception of AppFlow's.
  if (found.state !== "Active")
    refuse("ConnectorServerException", `The function ${lambdaArn} is not active: its state is ${found.state}.`);
  return found;
}
