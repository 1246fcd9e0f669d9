import { randomUUID } from "node:crypto";
import type { Call } from "./call";
import type { Caller, SessionCredentials } from "./callers";
import { exception } from "./errors";
import type { Answer, Demand, Service } from "./service";

const XMLNS = "https://sts.amazonaws.com/doc/2011-06-15/";

type Run = (parameters: URLSearchParams, call: Call) => object;

const OPERATIONS: Record<string, Run> = {
  GetCallerIdentity: (_parameters, { caller }) => ({
    Arn: caller.arn,
    UserId: caller.arn.split("/").at(-1) ?? caller.accountId,
    Account: caller.accountId,
  }),
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: (parameters, call) => ({
    SubjectFromWebIdentityToken: "emulator",
    ...assumeRole(parameters, call),
  }),
};

/** AWS Security Token Service's query protocol, as far as credentials and their account need it. */
export function sts(): Service {
  return {
    name: "sts",
    read(request) {
      const form = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
      if (request.path !== "/" || request.method !== "POST" || !form) return undefined;
      return demand(new URLSearchParams(request.body));
    },
    succeed: (operation, result) => xmlAnswer(success(operation, result as object)),
    fail: ({ type, message, status, headers }) => xmlAnswer(failure(type, message), status, headers),
  };
}

function demand(parameters: URLSearchParams): Demand {
  const operation = parameters.get("Action") ?? "";
  const run = OPERATIONS[operation];
  if (!run) throw exception("InvalidAction", `Could not find operation ${operation} for version 2011-06-15`);
  return {
    operation,
    subject: () => ({}),
    ...(operation === "AssumeRoleWithWebIdentity" ? { unsigned: anonymous(parameters) } : {}),
    run: (call) => run(parameters, call),
  };
}

function anonymous(parameters: URLSearchParams): Caller {
  const { accountId, partition } = roleOf(parameters);
  return { accountId, partition, arn: "anonymous", region: "" };
}

function assumeRole(parameters: URLSearchParams, call: Call): object {
  const { accountId, name, partition } = roleOf(parameters);
  const session = parameters.get("RoleSessionName");
  if (!session || !/^[\w+=,.@-]{2,64}$/.test(session))
    throw exception("ValidationError", "roleSessionName must be 2 to 64 of the characters that names allow");
  const seconds = Number(parameters.get("DurationSeconds") ?? 3600);
  if (!(seconds >= 900 && seconds <= 43_200))
    throw exception("ValidationError", "durationSeconds must be from 900 to 43200");
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${session}`;
  return {
    AssumedRoleUser: { AssumedRoleId: `AROAEMULATOR:${session}`, Arn: arn },
    Credentials: credentials(call.emulation.callers.openSession(accountId, arn, seconds)),
  };
}

function credentials(session: SessionCredentials): object {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expiration.toISOString(),
  };
}

function roleOf(parameters: URLSearchParams): { accountId: string; name: string; partition: string } {
  const arn = parameters.get("RoleArn") ?? "";
  const parts = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/(?:.{0,512}\/)?([\w+=,.@-]{1,64})$/.exec(
    arn,
  );
  if (!parts) throw exception("ValidationError", `${arn} is invalid`);
  const [, partition, accountId, name] = parts as unknown as [string, string, string, string];
  return { partition, accountId, name };
}

function xmlAnswer(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  const usual = { "content-type": "text/xml", "x-amzn-requestid": randomUUID() };
  return { status, headers: { ...usual, ...headers }, body };
}

function success(operation: string, result: object): string {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return `<${operation}Response xmlns="${XMLNS}"><${operation}Result>${xml(result)}</${operation}Result>${metadata}</${operation}Response>`;
}

function failure(code: string, message: string): string {
  const error = xml({ Type: "Sender", Code: code, Message: message });
  return `<ErrorResponse xmlns="${XMLNS}"><Error>${error}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

function xml(members: object): string {
  return Object.entries(members)
    .map(([name, value]: [string, unknown]) => {
      const inner = typeof value === "object" && value !== null ? xml(value) : escaped(String(value));
      return `<${name}>${inner}</${name}>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
