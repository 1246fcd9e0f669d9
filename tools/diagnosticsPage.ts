// Writes docs/diagnostics.md from the table in provider/diagnostics.ts: `node -r ts-node/register tools/diagnosticsPage.ts`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Code, DIAGNOSTICS } from "../provider/diagnostics";
import { explain, type Subject } from "../provider/findings";

export const PAGE = join(__dirname, "..", "docs", "diagnostics.md");

const INTRODUCTION = `# Diagnostics

Every message of this package ends with the name of its entry here. It says what was being done, to which connector, in
which region and account; then what happened, with the service's own words and request id where a service answered; then
the way out.
`;

/** What the examples are about. */
const SUBJECT: Subject = {
  doing: "registering",
  label: "crm",
  region: "eu-west-1",
  accountId: "123456789012",
};

/** What is being done where it isn't the registering of a label. Where no label is, the phrase is all there is. */
const SUBJECTS: Readonly<Partial<Record<Code, Partial<Subject>>>> = {
  "label-missing": { doing: "checking an AppFlow connector", label: undefined },
  "label-secret": { doing: "checking an AppFlow connector", label: undefined },
  "configuration-invalid": nowhere("reading the connection's settings"),
  "configuration-unsupported": nowhere("reading the connection's settings"),
  "provider-foreign": nowhere("declaring the ConnectorRegistration crm"),
  "provider-credentials": nowhere("declaring the appflow.Provider ireland"),
  "import-unsupported": nowhere("declaring the ConnectorRegistration crm"),
  "protocol-newer": nowhere("reading the state of an AppFlow connector"),
  "region-missing": { region: undefined },
  "lookup-unavailable": { doing: "checking" },
  "lookup-denied": { doing: "checking" },
  "lookup-timed-out": { doing: "checking" },
  "label-taken": { doing: "checking" },
  "label-replaced": { doing: "checking" },
  "function-absent": { doing: "checking", accountId: undefined },
  "function-inactive": { doing: "checking", accountId: undefined },
  "function-not-invocable": { doing: "checking" },
  "function-denied": { doing: "checking" },
  "function-newer": { doing: "checking", accountId: undefined },
  "connector-answers": { doing: "checking", accountId: undefined },
  "connector-unfit": { doing: "checking", accountId: undefined },
  "label-twice": { doing: "checking", accountId: undefined },
  adopts: { doing: "checking" },
  "registration-gone": { doing: "updating" },
  "registration-foreign": { doing: "unregistering" },
  "registration-absent": { doing: "looking up" },
  "registration-unsettled": { doing: "unregistering" },
  "registered-anew": { doing: "reading" },
  "handed-over": { doing: "unregistering" },
  "permission-spreading": { doing: "registering AppFlow connectors", label: undefined, accountId: undefined },
  "in-use": { doing: "unregistering" },
  "account-changed": { doing: "reading" },
  "account-unknown": { doing: "unregistering", accountId: undefined },
  "access-denied": { doing: "reading" },
  "update-conflict": { doing: "updating" },
  "role-refused": nowhere("assuming the role"),
  "internal-error": nowhere("managing an AppFlow connector"),
};

function nowhere(doing: string): Partial<Subject> {
  return { doing, label: undefined, region: undefined, accountId: undefined };
}

/** Found by check, which makes no call and knows no account. */
const OFFLINE =
  /^(argument|label-(missing|invalid|secret|hash)|description|function-(missing|invalid|region|account)|provisioning|client-token|region-(invalid|ambient))/;

/** Found before there is an answer that names the account. */
const WITHOUT_ACCOUNT =
  /^(region-missing|configuration|provider|import|protocol|credentials|endpoint|internal|lookup)/;

const answered = (operation: string, exception: string, status: number, words: string): string =>
  `${operation} answered ${exception} (${status}, request 8f0c1d5e-3b1f-4a55-9c7e-2f6f0a4d9b21): ${words}`;

/** Facts as they may be. */
const FACTS: Readonly<Record<string, string>> = {
  property: "connectorLable",
  suggestion: "; `connectorLabel` is",
  expected: "a boolean",
  actual: "a string",
  known: "connectorLabel, connectorProvisioningConfig and so on",
  fault: "has characters that AppFlow does not take",
  functionRegion: "us-east-1",
  functionAccount: "210987654321",
  lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm",
  aside: "",
  near: "; labels like it: crm-2",
  ways: "Choose another label; or set `adopt: true` to take it over, also after a killed run; or if the resource was renamed in the program, give it `aliases`",
  state: "Pending (The function is being created)",
  remedy:
    "Run again when it is active: aws lambda wait function-active-v2 --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:123456789012:function:crm",
  command:
    "aws lambda add-permission --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:123456789012:function:crm --statement-id appflow --action lambda:InvokeFunction --principal appflow.amazonaws.com --source-account 123456789012 --source-arn 'arn:aws:appflow:eu-west-1:123456789012:*'",
  permission:
    'new aws.lambda.Permission("appflow", { action: "lambda:InvokeFunction", function: "arn:aws:lambda:eu-west-1:123456789012:function:crm", principal: "appflow.amazonaws.com", sourceAccount: "123456789012", sourceArn: "arn:aws:appflow:eu-west-1:123456789012:*" })',
  since: "2026-01-31T09:30:00.000Z",
  minutes: "15",
  lastModified: "2026-02-03T10:00:00.000Z",
  askedAt: "2026-01-31T09:30:00.000Z",
  as: "CRM 1.0 by Acme (SOURCE, DESTINATION)",
  actions: "appflow:ListConnectors, lambda:GetPolicy",
  labels: '"crm", "erp"',
  count: "custom connectors in this account and region: 100. ",
  region: "eu-west-1",
  ambient: "us-east-1",
  key: "aws:customCaBundle",
  package: "aws",
  protocol: "2",
  newest: "1",
  holder:
    "arn:aws:appflow:eu-west-1:123456789012:connector/crm (function arn:aws:lambda:eu-west-1:123456789012:function:crm, registered at 2026-01-31T09:30:00.000Z, by arn:aws:iam::123456789012:user/ada)",
  why: answered(
    "ListConnectors",
    "AccessDeniedException",
    403,
    "not authorized to perform appflow:ListConnectors",
  ),
  registeredAt: "2026-02-03T10:00:00.000Z",
  registeredBy: "arn:aws:iam::123456789012:user/eve",
  recordedAt: "2026-01-31T09:30:00.000Z",
  profiles: "sales, support",
  service: answered("RegisterConnector", "ValidationException", 400, "the service's own words"),
  recorded: "123456789012",
  setting: "allowedAccountIds (123456789012)",
  what: "the change",
  seconds: "30",
  action: "appflow:RegisterConnector",
};

/** Facts that a code has of its own. */
const OWN_FACTS: Readonly<Partial<Record<Code, Readonly<Record<string, string>>>>> = {
  "permission-spreading": { seconds: "60" },
  "argument-type": { property: "adopt" },
  "function-missing": { property: "connectorProvisioningConfig" },
  "function-invalid": { fault: "is not the ARN of a Lambda function" },
  "provisioning-type-invalid": { fault: "is not LAMBDA" },
  "region-invalid": { fault: "is not a region" },
  "configuration-invalid": { key: "aws:allowedAccountIds", fault: "must be a list of account ids" },
  "function-not-invocable": { why: "it has no resource policy" },
  "function-denied": {
    why: 'the statement "deny" of its resource policy denies it',
    command:
      "aws lambda remove-permission --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:123456789012:function:crm --statement-id deny",
  },
  "connector-unfit": { fault: "answered AccessDenied: no access to the vault" },
  "lookup-denied": { what: "whether labels are taken; whether AppFlow may invoke functions" },
  "lookup-unavailable": {
    what: "whether AppFlow may invoke functions",
    why: "GetPolicy: TimeoutError: no answer within 40000 ms",
  },
  "account-changed": { actual: "210987654321" },
  "label-twice": { name: "crm-copy", other: "crm" },
  adopts: { changes: "and changes its function" },
  "account-not-allowed": { actual: "210987654321" },
  "account-unknown": { actual: "123456789012" },
  "access-denied": { action: "appflow:DescribeConnector" },
  "role-refused": { action: "sts:AssumeRole" },
  "internal-error": { fault: "TypeError: the account is not a text" },
};

/** The service's words, where they tell one code from another. */
const WORDS: Readonly<Partial<Record<Code, string>>> = {
  "in-use": answered("UnregisterConnector", "ConflictException", 409, "the connector is in use"),
  "outcome-ambiguous": "RegisterConnector: ECONNRESET: socket hang up",
  "access-denied": answered("DescribeConnector", "AccessDeniedException", 403, "not authorized"),
  "registration-denied": answered("RegisterConnector", "AccessDeniedException", 403, "not authorized"),
  "role-refused": answered("AssumeRole", "AccessDenied", 403, "not authorized to perform sts:AssumeRole"),
  "function-not-found": answered(
    "RegisterConnector",
    "ResourceNotFoundException",
    404,
    "the function does not exist",
  ),
  "label-conflict": answered("RegisterConnector", "ConflictException", 409, "already registered"),
  "update-conflict": answered("UpdateConnectorRegistration", "ConflictException", 409, "it is being changed"),
  "quota-exceeded": answered(
    "RegisterConnector",
    "ServiceQuotaExceededException",
    402,
    "too many connectors",
  ),
  throttled: answered("RegisterConnector", "ThrottlingException", 429, "Rate exceeded"),
  "service-failed": answered("RegisterConnector", "InternalServerException", 500, "internal error"),
  "connector-failed": answered(
    "RegisterConnector",
    "ConnectorServerException",
    400,
    "Error while communicating to connector: Got error from connector. No valid response and error details found in the connector response.",
  ),
  "connector-authentication": answered(
    "RegisterConnector",
    "ConnectorAuthenticationException",
    401,
    "the connector refuses the credentials",
  ),
  "credentials-missing":
    "DescribeConnector: CredentialsProviderError: Could not load credentials from any providers",
  "credentials-refused": answered(
    "DescribeConnector",
    "ExpiredTokenException",
    403,
    "the security token is expired",
  ),
  "endpoint-unreachable":
    "DescribeConnector: ENOTFOUND: getaddrinfo ENOTFOUND appflow.eu-wets-1.amazonaws.com",
  "connection-lost": "DescribeConnector: ECONNRESET: socket hang up",
  "timed-out": "RegisterConnector: TimeoutError: no answer within 40000 ms",
  "answer-unreadable": answered("DescribeConnector", "SyntaxError", 502, "Unexpected token '<'"),
  "service-error": answered("RegisterConnector", "UnheardOfException", 418, "I'm a teapot"),
};

function factsOf(code: Code): Record<string, string> {
  const service = WORDS[code];
  return { ...FACTS, ...OWN_FACTS[code], ...(service ? { service } : {}) };
}

/** The message of a code as a user may see it. */
export function example(code: Code): string {
  const subject: Subject = {
    ...SUBJECT,
    ...(OFFLINE.test(code) ? { doing: "checking" } : {}),
    ...(OFFLINE.test(code) || WITHOUT_ACCOUNT.test(code) ? { accountId: undefined } : {}),
    ...SUBJECTS[code],
  };
  return explain(code, subject, { ...factsOf(code), label: "crm" } as never);
}

function entry(code: Code): string {
  const { when, remedy } = DIAGNOSTICS[code];
  const fix = remedy.replace(/\{(\w+)\}/g, (_, name: string) => factsOf(code)[name] ?? `<${name}>`);
  return `## ${code}\n\n${when}\n\n\`\`\`text\n${example(code)}\n\`\`\`\n\n**Fix:** ${ended(fix)}\n`;
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The whole page. */
export function diagnosticsPage(): string {
  const codes = Object.keys(DIAGNOSTICS) as Code[];
  return [INTRODUCTION, ...codes.map(entry)].join("\n");
}

if (require.main === module) writeFileSync(PAGE, diagnosticsPage());
