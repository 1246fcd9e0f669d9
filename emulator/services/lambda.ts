import { parseFunctionArn, partitionOf } from "../aws/arns";
import { refuse } from "../aws/serviceException";
import type { RegisteredFunction } from "../functions/registry";
import type { PolicyStatement } from "../functions/resourcePolicy";
import { isObject, type JsonObject } from "../schemas/json";
import type { Scope } from "../store/registrations";
import type { Call } from "./call";
import {
  answerJson,
  failJson,
  type Operation,
  parseJson,
  type Service,
  type ServiceAnswer,
  type ServiceRequest,
} from "./service";

type Run = (target: RegisteredFunction, request: ServiceRequest, call: Call) => unknown;

/** Invoke's answer is the function's own, not an object of the API. */
interface Invoked {
  answer: unknown;
  isFailed: boolean;
}

const OPERATIONS: Record<string, [operation: string, run: Run]> = {
  "GET ": ["GetFunction", getFunction],
  "GET /configuration": ["GetFunctionConfiguration", configurationOf],
  "GET /policy": ["GetPolicy", getPolicy],
  "POST /policy": ["AddPermission", addPermission],
  "POST /invocations": ["Invoke", invoke],
};

/** Lambda's limit for a function's policy, in bytes. */
const POLICY_LIMIT = 20_480;

const PATH = /^\/2015-03-31\/functions\/([^/]+)(\/[a-z]+)?\/?$/;

/** AWS Lambda, as far as a connector's function is described, permitted and invoked. */
export const lambda: Service = {
  name: "lambda",
  read(request) {
    const [, name = "", route = ""] = PATH.exec(request.path) ?? [];
    const operation = name && OPERATIONS[`${request.method} ${route}`];
    return operation ? newOperation(operation, decodeName(name), request) : undefined;
  },
  succeed,
  fail: (error) => failJson(error, { Type: "User", Message: error.message }),
};

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    refuse("ValidationException", `The function's name in the path can't be decoded: ${name}`);
  }
}

function succeed(operation: string, result: unknown): ServiceAnswer {
  if (operation !== "Invoke") return answerJson(result, operation === "AddPermission" ? 201 : 200);
  const { answer, isFailed } = result as Invoked;
  return answerJson(answer, 200, isFailed ? { "x-amz-function-error": "Unhandled" } : {});
}

function newOperation([name, run]: [string, Run], nameOrArn: string, request: ServiceRequest): Operation {
  const qualifier = request.query.get("Qualifier") ?? undefined;
  return {
    name,
    subject: (caller) => ({ functionArn: completeArn(nameOrArn, qualifier, caller) }),
    run: (call) => run(findFunction(completeArn(nameOrArn, qualifier, call.caller), call), request, call),
  };
}

/** A function may be named by its name, by account and name, or by its ARN; each with a version or alias. */
function completeArn(nameOrArn: string, qualifier: string | undefined, { accountId, region }: Scope): string {
  const [, account = accountId, rest = ""] = /^(?:(\d{12}):)?(?:function:)?(.*)$/.exec(nameOrArn) ?? [];
  const arn = nameOrArn.startsWith("arn:")
    ? nameOrArn
    : `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${rest}`;
  const parts = parseFunctionArn(arn);
  if (!parts)
    refuse(
      "ValidationException",
      `1 validation error detected: Value '${nameOrArn}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
    );
  return qualifier && !parts.qualifier ? `${arn}:${qualifier}` : arn;
}

function findFunction(functionArn: string, { caller, emulation }: Call): RegisteredFunction {
  const { region = "", accountId = "" } = parseFunctionArn(functionArn) ?? {};
  if (region !== caller.region)
    refuse(
      "ResourceNotFoundException",
      `Functions from '${region}' are not reachable in this region ('${caller.region}')`,
    );
  // Another account sees a function only if its policy says so, which AppFlow's statement doesn't.
  if (accountId !== caller.accountId)
    refuse(
      "AccessDeniedException",
      `User: ${caller.arn} is not authorized to perform this operation on resource: ${functionArn}`,
    );
  const found = emulation.functions.get(functionArn);
  if (!found) refuse("ResourceNotFoundException", `Function not found: ${functionArn}`);
  return found;
}

function getFunction(target: RegisteredFunction): JsonObject {
  return { Configuration: configurationOf(target), Code: { RepositoryType: "S3", Location: "" }, Tags: {} };
}

function configurationOf({ arn, source, state, lastModified }: RegisteredFunction): JsonObject {
  const { name = arn, qualifier = "" } = parseFunctionArn(arn) ?? {};
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: "python" in source ? "python3.12" : "nodejs22.x",
    Handler: "handler" in source ? source.handler : undefined,
    CodeSize: 1,
    Timeout: 10,
    MemorySize: 512,
    LastModified: lastModified.toISOString().replace("Z", "+0000"),
    Version: /^\d+$/.test(qualifier) ? qualifier : "$LATEST",
    PackageType: "Zip",
    State: state,
    ...(state === "Active" ? {} : { StateReason: `The function is ${state.toLowerCase()}.` }),
    ...(state === "Pending" ? { StateReasonCode: "Creating" } : {}),
    LastUpdateStatus: state === "Failed" ? "Failed" : "Successful",
  };
}

function getPolicy({ statements }: RegisteredFunction): JsonObject {
  if (statements.length === 0) refuse("ResourceNotFoundException", "The resource you requested does not exist.");
  const policy = { Version: "2012-10-17", Id: "default", Statement: statements };
  return { Policy: JSON.stringify(policy), RevisionId: "00000000-0000-4000-8000-000000000000" };
}

function addPermission(
  { arn, statements }: RegisteredFunction,
  request: ServiceRequest,
  { emulation }: Call,
): JsonObject {
  const input = parseJson(request.body);
  if (!isObject(input)) refuse("SerializationException", "The request's body must be an object.");
  const statement = newStatement(input as Record<string, string | undefined>, arn);
  if (statements.some(({ Sid }) => Sid === statement.Sid))
    refuse(
      "ResourceConflictException",
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  if (JSON.stringify([...statements, statement]).length > POLICY_LIMIT)
    refuse("PolicyLengthExceededException", "The function's policy would be larger than 20480 bytes.");
  emulation.functions.addPermission(arn, statement);
  return { Statement: JSON.stringify(statement) };
}

function newStatement(
  { StatementId, Action, Principal, SourceAccount, SourceArn }: Record<string, string | undefined>,
  arn: string,
): PolicyStatement & { Sid: string } {
  if (!StatementId || !Action || !Principal)
    refuse("ValidationException", "StatementId, Action and Principal are required.");
  const Condition = {
    ...(SourceAccount ? { StringEquals: { "AWS:SourceAccount": SourceAccount } } : {}),
    ...(SourceArn ? { ArnLike: { "AWS:SourceArn": SourceArn } } : {}),
  };
  return {
    Sid: StatementId,
    Effect: "Allow",
    Principal: Principal === "*" ? "*" : { [Principal.includes(".") ? "Service" : "AWS"]: Principal },
    Action,
    Resource: arn,
    ...(Object.keys(Condition).length > 0 ? { Condition } : {}),
  };
}

async function invoke(target: RegisteredFunction, request: ServiceRequest, call: Call): Promise<Invoked> {
  const { failure, detail, result } = await call.emulation.functions.invoke(target, parseJson(request.body));
  if (failure === undefined) return { answer: result ?? null, isFailed: false };
  return { answer: { errorType: failure, errorMessage: detail ?? "" }, isFailed: true };
}
