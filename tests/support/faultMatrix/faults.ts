// What goes wrong in the fault matrix: one row a fault.
import type { Emulator, FaultKind } from "../../../emulator/index";
import { ACCOUNT, arnOf, OTHER_ACCOUNT } from "../contract/target";
import { type Operation, WRITES } from "../engine/interceptCalls";
import { LABEL } from "./account";
import type { FaultRow, Route } from "./faultRow";
import { DESCRIPTION, PROGRAM } from "./operations";
import { SHORT } from "./timeLimits";

const error = (type: string, status?: number, headers?: Record<string, string>): FaultKind => ({
  error: { type, ...(status ? { status } : {}), ...(headers ? { headers } : {}) },
});

const OBSERVATIONS: readonly Operation[] = ["DescribeConnector"];
/** The writes that make AppFlow ask the function. */
const ASKING: readonly Operation[] = ["RegisterConnector", "UpdateConnectorRegistration"];

/** The exceptions of the model whose outcome is definite, and their codes on an observation. */
const MODEL: readonly Pick<FaultRow, "name" | "code" | "succeeds">[] = [
  { name: "ValidationException", code: "rejected" },
  { name: "ConflictException" },
  { name: "AccessDeniedException", code: "access-denied" },
  { name: "ResourceNotFoundException", succeeds: "after a write" },
  { name: "ServiceQuotaExceededException", code: "quota-exceeded" },
  { name: "ThrottlingException", code: "throttled" },
  { name: "ConnectorServerException", code: "connector-failed" },
  { name: "ConnectorAuthenticationException", code: "connector-authentication" },
];

/** A broken answer of a call without an effect, and of one with it. */
const withAndWithoutEffect = (row: FaultRow): FaultRow[] => [
  { ...row, ambiguous: "no effect" },
  { ...row, name: `${row.name}, late`, ambiguous: "effect" },
];

/** A body that nobody can read, after the effect. */
const unreadable = (name: string, kind: FaultKind): FaultRow => ({
  name,
  code: "answer-unreadable",
  kinds: [kind],
  ambiguous: "effect",
});

const ANSWERS: readonly FaultRow[] = [
  ...MODEL.map((row): FaultRow => ({ ...row, kinds: [error(row.name)] })),
  ...withAndWithoutEffect({
    name: "InternalServerException",
    code: "service-failed",
    kinds: [error("InternalServerException")],
  }),
  { name: "an exception that nobody knows", code: "service-error", kinds: [error("TeapotException", 418)] },
  ...withAndWithoutEffect({ name: "500 without a type", code: "service-failed", kinds: ["status500"] }),
  ...withAndWithoutEffect({ name: "502 with a page of HTML", code: "answer-unreadable", kinds: ["html"] }),
  { name: "503", code: "service-failed", kinds: ["status503"], ambiguous: "no effect" },
  unreadable("an empty body", "empty"),
  unreadable("a body that is not JSON", "notJson"),
  unreadable("a body that says nothing", { body: "{}" }),
  { name: "the wrong content type", kinds: ["wrongContentType"], ambiguous: "effect", succeeds: "always" },
];

/** A call that runs into its time limit. */
const timesOut = (name: string, kind: FaultKind, ambiguous: "effect" | "no effect"): FaultRow => ({
  name,
  code: "timed-out",
  kinds: [kind],
  route: () => ({ hasShortLimits: true }),
  ambiguous,
});

/** A connection that is never made. */
const unreachable = (name: string, route: (url: string) => Route): FaultRow => ({
  name,
  code: "endpoint-unreachable",
  route,
});

const NETWORK: readonly FaultRow[] = [
  {
    name: "reset before the effect",
    code: "connection-lost",
    kinds: ["resetBefore"],
    ambiguous: "no effect",
  },
  { name: "reset after the effect", code: "connection-lost", kinds: ["resetAfter"], ambiguous: "effect" },
  { name: "a truncated answer", kinds: ["truncated"], ambiguous: "effect" },
  timesOut("slow headers", { slowHeadersMs: 20 * SHORT }, "effect"),
  { name: "a slow body", kinds: [{ slowBodyMs: SHORT }], ambiguous: "effect", succeeds: "always" },
  timesOut("a body that stalls", { slowBodyMs: 200 * SHORT }, "effect"),
  timesOut("time-out before the effect", "hangBefore", "no effect"),
  timesOut("time-out after the effect", "hangAfter", "effect"),
  unreachable("connection refused", () => ({ url: "http://127.0.0.1:1" })),
  unreachable("DNS failure", () => ({ url: "http://appflow.invalid" })),
  unreachable("TLS error", (url) => ({ url: url.replace("http:", "https:") })),
];

/** The date of an answer when this machine's clock is wrong. */
const SKEWED = { date: "Thu, 01 Jan 2026 00:00:00 GMT" };

const refused = (name: string, kind: FaultKind): FaultRow => ({
  name,
  code: "credentials-refused",
  kinds: [kind],
});

const WRONG_ACCOUNT: Omit<FaultRow, "name"> = {
  route: () => ({ settings: { "aws:accessKey": OTHER_ACCOUNT } }),
  codeIfPersistent: { read: "account-changed", update: "account-changed", delete: "account-changed" },
  succeeds: "after a write",
};

const CREDENTIALS: readonly FaultRow[] = [
  refused("expired credentials", error("ExpiredTokenException", 403)),
  refused("unknown credentials", error("UnrecognizedClientException", 403)),
  refused("clock skew, by signature", error("InvalidSignatureException", 403, SKEWED)),
  refused("clock skew, by time", error("RequestTimeTooSkewed", 403, SKEWED)),
  { name: "wrong account", ...WRONG_ACCOUNT },
  {
    name: "wrong account, where accounts are allowed by name",
    settings: { "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) },
    ...WRONG_ACCOUNT,
  },
];

/** The quota is reached, and the list of what uses it is of no help. */
const quotaReached = (name: string, kind: FaultKind): FaultRow => ({
  name: `quota reached, and ${name}`,
  code: "quota-exceeded",
  kinds: [error("ServiceQuotaExceededException")],
  otherFaults: [{ operation: "ListConnectors", kind }],
  on: ASKING,
});

const SERVICE: readonly FaultRow[] = [
  { name: "duplicate delivery", kinds: ["duplicate"], on: WRITES, ambiguous: "effect", succeeds: "always" },
  { name: "a stale observation", kinds: ["stale"], on: OBSERVATIONS, succeeds: "after a write" },
  quotaReached("a stale list", "stale"),
  quotaReached("an empty page of the list", "emptyPage"),
  quotaReached("no list", "status503"),
  {
    // A fresh permission may take a while to reach AppFlow.
    name: "denied, and no lookup of the function",
    kinds: [error("AccessDeniedException")],
    otherFaults: [
      { operation: "GetFunction", kind: error("AccessDeniedException") },
      { operation: "GetPolicy", kind: "status500" },
    ],
    on: ASKING,
    succeeds: "once",
  },
];

/** What somebody registers just before the call, which the observation before it did not show. */
const registeredBySomebody = (
  name: string,
  otherOwner: NonNullable<FaultRow["otherOwner"]>,
  row: Partial<FaultRow>,
): FaultRow => ({
  name: `registered by somebody ${name}`,
  otherOwner,
  externalChange: ({ connectors }) => void (connectors.get(LABEL) ?? connectors.put(LABEL, otherOwner)),
  on: ["RegisterConnector"],
  ...row,
});
const THEIRS = { lambdaArn: arnOf("somebody-elses") };
const LIKE_THE_PROGRAM = {
  ...PROGRAM.connectorProvisioningConfig.lambda,
  description: DESCRIPTION,
  registeredAt: "2026-03-01T06:00:00.000Z",
};

function useByProfile({ profiles }: Emulator): void {
  if (profiles.list().length === 0) profiles.create({ name: "crm-profile", connectorLabel: LABEL });
}

/** What somebody else does between two calls. */
const EXTERNAL_CHANGES: readonly FaultRow[] = [
  {
    name: "vanished between calls",
    externalChange: ({ connectors }) => void connectors.remove(LABEL),
    on: [...OBSERVATIONS, ...WRITES],
  },
  {
    name: "changed between calls",
    externalChange: ({ connectors }) => {
      if (connectors.get(LABEL)) connectors.edit(LABEL, { lambdaArn: arnOf("erp"), description: "theirs" });
    },
    on: [...OBSERVATIONS, ...WRITES],
    ambiguous: "external change",
  },
  // Nobody can notice this between an observation and UnregisterConnector: AppFlow has no conditional call.
  {
    name: "registered anew between calls",
    code: { create: "label-taken", update: "registration-foreign", delete: "registration-foreign" },
    externalChange: ({ connectors }) => {
      connectors.put(LABEL, { lambdaArn: arnOf("erp"), registeredAt: "2026-03-01T12:30:00.000Z" });
    },
    on: OBSERVATIONS,
  },
  registeredBySomebody("between observation and call", THEIRS, { code: "label-taken" }),
  registeredBySomebody("between observation and call, and no answer", THEIRS, { kinds: ["resetBefore"] }),
  registeredBySomebody("hours ago, like the program's, and no answer", LIKE_THE_PROGRAM, {
    kinds: ["resetBefore"],
  }),
  { name: "in use by a profile", code: "in-use", externalChange: useByProfile, on: ["UnregisterConnector"] },
  {
    name: "in use by a profile, and no list of them",
    code: "in-use",
    externalChange: useByProfile,
    otherFaults: [{ operation: "DescribeConnectorProfiles", kind: "status500" }],
    on: ["UnregisterConnector"],
  },
];

/** Attempts of the SDK, whose pauses are real time. */
const attempts = (count: number) => ({ "appflow:maxAttempts": String(count) });

/** An answer that gets lost after the effect, and the SDK's second attempt. */
const LOST_AND_RETRIED: Omit<FaultRow, "name"> = {
  kinds: ["resetAfter"],
  settings: attempts(2),
  ambiguous: "effect",
};

/** The SDK repeats a call by itself, and the last answer is not that of the first attempt. */
const RETRIED: readonly FaultRow[] = [
  {
    name: "a throttling burst",
    kinds: [error("ThrottlingException"), error("ThrottlingException")],
    settings: attempts(3),
    succeeds: "once",
  },
  {
    name: "503, retried",
    kinds: ["status503"],
    settings: attempts(2),
    ambiguous: "no effect",
    succeeds: "once",
  },
  {
    name: "clock skew, corrected by the SDK",
    kinds: [error("InvalidSignatureException", 403, SKEWED)],
    settings: attempts(2),
    succeeds: "once",
  },
  { name: "reset after the effect, retried", ...LOST_AND_RETRIED, succeeds: "once" },
  ...["AccessDeniedException", "ConflictException", "ExpiredTokenException", "ResourceNotFoundException"].map(
    (type): FaultRow => ({
      name: `reset after the effect, then ${type}`,
      ...LOST_AND_RETRIED,
      kinds: ["resetAfter", error(type)],
    }),
  ),
  {
    name: "reset before the effect, then AccessDeniedException",
    kinds: ["resetBefore", error("AccessDeniedException")],
    settings: attempts(2),
  },
];

export const FAULTS: readonly FaultRow[] = [
  ...ANSWERS,
  ...NETWORK,
  ...CREDENTIALS,
  ...SERVICE,
  ...EXTERNAL_CHANGES,
  ...RETRIED,
];
