import { randomUUID } from "node:crypto";
import { refuse } from "../aws/serviceException";
import type { Call, Caller } from "./call";
import type { Operation, Service, ServiceAnswer } from "./service";

const XMLNS = "https://sts.amazonaws.com/doc/2011-06-15/";

type Run = (parameters: URLSearchParams, call: Call) => object;

const OPERATIONS = new Map<string, Run>([
  [
    "GetCallerIdentity",
    (_parameters, { caller }) => ({
      Arn: caller.arn,
      UserId: caller.arn.split("/").at(-1) ?? caller.accountId,
      Account: caller.accountId,
    }),
  ],
  ["AssumeRole", assumeRole],
  [
    "AssumeRoleWithWebIdentity",
    (parameters, call) => ({
      SubjectFromWebIdentityToken: "emulator",
      ...assumeRole(parameters, call),
    }),
  ],
]);

/** AWS Security Token Service's query protocol, as far as credentials and their account need it. */
export const sts: Service = {
  name: "sts",
  read({ path, method, headers, body }) {
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    return path === "/" && method === "POST" && isForm ? newOperation(new URLSearchParams(body)) : undefined;
  },
  succeed(operation, result) {
    const metadata = { ResponseMetadata: { RequestId: randomUUID() } };
    return answerXml(`${operation}Response`, { [`${operation}Result`]: result, ...metadata });
  },
  fail: ({ type, message, status, headers }) =>
    answerXml(
      "ErrorResponse",
      { Error: { Type: "Sender", Code: type, Message: message }, RequestId: randomUUID() },
      status,
      headers,
    ),
};

function newOperation(parameters: URLSearchParams): Operation {
  const name = parameters.get("Action") ?? "";
  const run = OPERATIONS.get(name);
  if (!run) refuse("InvalidAction", `Could not find operation ${name} for version 2011-06-15`);
  return {
    name,
    subject: () => ({}),
    ...(name === "AssumeRoleWithWebIdentity" ? { anonymous: anonymousCaller(parameters) } : {}),
    run: (call) => run(parameters, call),
  };
}

function anonymousCaller(parameters: URLSearchParams): Caller {
  const { accountId, partition } = parseRoleArn(parameters);
  return { accountId, partition, arn: "anonymous", region: "" };
}

function assumeRole(parameters: URLSearchParams, { emulation }: Call): object {
  const { accountId, name, partition } = parseRoleArn(parameters);
  const session = parameters.get("RoleSessionName");
  if (!session || !/^[\w+=,.@-]{2,64}$/.test(session))
    refuse("ValidationError", "roleSessionName must be 2 to 64 of the characters that names allow");
  const seconds = Number(parameters.get("DurationSeconds") ?? 3600);
  if (!(seconds >= 900 && seconds <= 43_200)) refuse("ValidationError", "durationSeconds must be from 900 to 43200");
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${session}`;
  const credentials = emulation.sessions.open(accountId, arn, seconds);
  return {
    AssumedRoleUser: { AssumedRoleId: `AROAEMULATOR:${session}`, Arn: arn },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration.toISOString(),
    },
  };
}

const ROLE_ARN =
  /^arn:(?<partition>aws|aws-cn|aws-us-gov):iam::(?<accountId>\d{12}):role\/(?:.{0,512}\/)?(?<name>[\w+=,.@-]{1,64})$/;

function parseRoleArn(parameters: URLSearchParams): { accountId: string; name: string; partition: string } {
  const arn = parameters.get("RoleArn") ?? "";
  const parts = ROLE_ARN.exec(arn)?.groups;
  if (!parts) refuse("ValidationError", `${arn} is invalid`);
  return parts as ReturnType<typeof parseRoleArn>;
}

function answerXml(root: string, members: object, status = 200, headers: Record<string, string> = {}): ServiceAnswer {
  const usual = { "content-type": "text/xml", "x-amzn-requestid": randomUUID() };
  return {
    status,
    headers: { ...usual, ...headers },
    body: `<${root} xmlns="${XMLNS}">${toXml(members)}</${root}>`,
  };
}

function toXml(members: object): string {
  return Object.entries(members)
    .map(([name, value]: [string, unknown]) => {
      const inner = typeof value === "object" && value !== null ? toXml(value) : escapeXml(String(value));
      return `<${name}>${inner}</${name}>`;
    })
    .join("");
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
