import { parseFunctionArn, partitionOf } from "./arns";
import type { Call } from "./call";
import { exception } from "./errors";
import type { PolicyStatement } from "./functions/policy";
import type { RegisteredFunction } from "./functions/registry";
import { isObject, type JsonObject } from "./json";
import {
  type Answer,
  type Demand,
  jsonAnswer,
  jsonFailure,
  parseJson,
  type Service,
  type ServiceRequest,
} from "./service";
import type { Place } from "./store";

type Run = (found: RegisteredFunction, request: ServiceRequest, call: Call) => unknown;

/** Invoke's answer is the function's own, not an object of the API. */
interface Invoked {
  invoked: unknown;
  failed: boolean;
}

const OPERATIONS: Record<string, [operation: string, run: Run]> = {
  "GET ": ["GetFunction", getFunction],
  "GET /configuration": ["GetFunctionConfiguration", (found) => configuration(found)],
  "GET /policy": ["GetPolicy", getPolicy],
  "POST /policy": ["AddPermission", addPermission],
  "POST /invocations": ["Invoke", invoke],
};

/** Lambda's limit for a function's policy, in bytes. */
const POLICY_LIMIT = 20_480;

const PATH = /^\/2015-03-31\/functions\/([^/]+)(\/[a-z]+)?\/?$/;

/** AWS Lambda, as far as a connector's function is looked at, permitted and invoked. */
export function lambda(): Service {
  return {
    name: "lambda",
    read(request) {
      const parts = PATH.exec(request.path);
      const found = parts && OPERATIONS[`${request.method} ${parts[2] ?? ""}`];
      return parts && found ? demand(found, decoded(parts[1] ?? ""), request) : undefined;
    },
    succeed,
    fail: (error) => jsonFailure(error, { Type: "User", Message: error.message }),
  };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw exception("ValidationException", `The function's name in the path can't be decoded: ${name}`);
  }
}

function succeed(operation: string, result: unknown): Answer {
  if (operation !== "Invoke") return jsonAnswer(result, operation === "AddPermission" ? 201 : 200);
  const { invoked, failed } = result as Invoked;
  return jsonAnswer(invoked, 200, failed ? { "x-amz-function-error": "Unhandled" } : {});
}

function demand([operation, run]: [string, Run], nameOrArn: string, request: ServiceRequest): Demand {
  const functionArn = (place: Place): string =>
    fullArn(nameOrArn, request.query.get("Qualifier") ?? undefined, place);
  return {
    operation,
    subject: (caller) => ({ functionArn: functionArn(caller) }),
    run: (call) => run(reachable(functionArn(call.caller), call), request, call),
  };
}

/** A function may be named by its name, by account and name, or by its ARN; each with a version or alias. */
function fullArn(nameOrArn: string, qualifier: string | undefined, place: Place): string {
  const [, account = place.accountId, rest = ""] = /^(?:(\d{12}):)?(?:function:)?(.*)$/.exec(nameOrArn) ?? [];
  const partition = partitionOf(place.region);
  const arn = nameOrArn.startsWith("arn:")
    ? nameOrArn
    : `arn:${partition}:lambda:${place.region}:${account}:function:${rest}`;
  if (!parseFunctionArn(arn))
    throw exception(
      "ValidationException",
      `1 validation error detected: Value '${nameOrArn}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
    );
  return qualifier && !parseFunctionArn(arn)?.qualifier ? `${arn}:${qualifier}` : arn;
}

function reachable(functionArn: string, call: Call): RegisteredFunction {
  const { region, accountId } = parseFunctionArn(functionArn) ?? { region: "", accountId: "" };
  if (region !== call.caller.region)
    throw exception(
      "ResourceNotFoundException",
      `Functions from '${region}' are not reachable in this region ('${call.caller.region}')`,
    );
  // A function of another account can be looked at only when its policy says so, which AppFlow's statement doesn't.
  if (accountId !== call.caller.accountId)
    throw exception(
      "AccessDeniedException",
      `User: ${call.caller.arn} is not authorized to perform this operation on resource: ${functionArn}`,
    );
  const found = call.emulation.functions.get(functionArn);
  if (!found) throw exception("ResourceNotFoundException", `Function not found: ${functionArn}`);
  return found;
}

function getFunction(found: RegisteredFunction): JsonObject {
  return { Configuration: configuration(found), Code: { RepositoryType: "S3", Location: "" }, Tags: {} };
}

function configuration(found: RegisteredFunction): JsonObject {
  const { name, qualifier } = parseFunctionArn(found.arn) ?? { name: found.arn };
  const pending = found.state === "Pending";
  return {
    FunctionName: name,
    FunctionArn: found.arn,
    Runtime: "python" in found.source ? "python3.12" : "nodejs22.x",
    Handler: "handler" in found.source ? found.source.handler : undefined,
    CodeSize: 1,
    Timeout: 10,
    MemorySize: 512,
    LastModified: found.lastModified.toISOString().replace("Z", "+0000"),
    Version: qualifier && /^\d+$/.test(qualifier) ? qualifier : "$LATEST",
    PackageType: "Zip",
    State: found.state,
    ...(found.state === "Active" ? {} : { StateReason: `The function is ${found.state.toLowerCase()}.` }),
    ...(pending ? { StateReasonCode: "Creating" } : {}),
    LastUpdateStatus: found.state === "Failed" ? "Failed" : "Successful",
  };
}

function getPolicy(found: RegisteredFunction): JsonObject {
  if (found.statements.length === 0)
    throw exception("ResourceNotFoundException", "The resource you requested does not exist.");
  const policy = { Version: "2012-10-17", Id: "default", Statement: found.statements };
  return { Policy: JSON.stringify(policy), RevisionId: "00000000-0000-4000-8000-000000000000" };
}

function addPermission(found: RegisteredFunction, request: ServiceRequest, call: Call): JsonObject {
  const input = parseJson(request.body);
  if (!isObject(input)) throw exception("SerializationException", "The request's body must be an object.");
  const statement = statementOf(input as Record<string, string | undefined>, found.arn);
  if (found.statements.some((it) => it.Sid === statement.Sid))
    throw exception(
      "ResourceConflictException",
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  if (JSON.stringify([...found.statements, statement]).length > POLICY_LIMIT)
    throw exception(
      "PolicyLengthExceededException",
      "The function's policy would be larger than 20480 bytes.",
    );
  call.emulation.functions.addPermission(found.arn, statement);
  return { Statement: JSON.stringify(statement) };
}

function statementOf(
  input: Record<string, string | undefined>,
  arn: string,
): PolicyStatement & { Sid: string } {
  const { StatementId, Action, Principal, SourceAccount, SourceArn } = input;
  if (!StatementId || !Action || !Principal)
    throw exception("ValidationException", "StatementId, Action and Principal are required.");
  const conditions = {
    ...(SourceAccount ? { StringEquals: { "AWS:SourceAccount": SourceAccount } } : {}),
    ...(SourceArn ? { ArnLike: { "AWS:SourceArn": SourceArn } } : {}),
  };
  return {
    Sid: StatementId,
    Effect: "Allow",
    Principal: Principal.includes(".")
      ? { Service: Principal }
      : Principal === "*"
        ? "*"
        : { AWS: Principal },
    Action,
    Resource: arn,
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

async function invoke(found: RegisteredFunction, request: ServiceRequest, call: Call): Promise<Invoked> {
  const outcome = await call.emulation.functions.invoke(found, parseJson(request.body));
  if (outcome.failure === undefined) return { invoked: outcome.result ?? null, failed: false };
  return { invoked: { errorType: outcome.failure, errorMessage: outcome.detail ?? "" }, failed: true };
}
