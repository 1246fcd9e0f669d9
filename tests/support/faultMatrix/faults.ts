// What goes wrong in the fault matrix: one row a fault.
import type { Emulator, FaultKind } from "../../../emulator/index";
import { ACCOUNT, arnOf, OTHER_ACCOUNT } from "../contract/target";
import { LABEL, type Operation } from "./account";
import type { FaultRow, Way } from "./row";

/** The time limit of a request that is made to run into it, in milliseconds. A call of several has three times as much. */
export const SHORT = 500;

const error = (type: string, status?: number, headers?: Record<string, string>): FaultKind => ({
  error: { type, ...(status ? { status } : {}), ...(headers ? { headers } : {}) },
});

const LOOKS: readonly Operation[] = ["DescribeConnector"];
/** Writes that have AppFlow ask the function. */
const ASKING: readonly Operation[] = ["RegisterConnector", "UpdateConnectorRegistration"];
const WRITES: readonly Operation[] = [...ASKING, "UnregisterConnector"];

/** The exceptions of the model that leave nothing open, and how a look tells them. */
const MODEL: readonly Pick<FaultRow, "name" | "says" | "harmless">[] = [
  { name: "ValidationException", says: "rejected" },
  { name: "ConflictException" },
  { name: "AccessDeniedException", says: "access-denied" },
  { name: "ResourceNotFoundException", harmless: "after a write" },
  { name: "ServiceQuotaExceededException", says: "quota-exceeded" },
  { name: "ThrottlingException", says: "throttled" },
  { name: "ConnectorServerException", says: "connector-failed" },
  { name: "ConnectorAuthenticationException", says: "connector-authentication" },
];

const ANSWERS: readonly FaultRow[] = [
  ...MODEL.map((row): FaultRow => ({ ...row, kinds: [error(row.name)] })),
  {
    name: "InternalServerException",
    says: "service-failed",
    kinds: [error("InternalServerException")],
    leaves: "nothing",
  },
  { name: "InternalServerException, late", kinds: [error("InternalServerException")], leaves: "the effect" },
  { name: "an exception that nobody knows", says: "service-error", kinds: [error("TeapotException", 418)] },
  { name: "500 without a type", says: "service-failed", kinds: ["status500"], leaves: "nothing" },
  { name: "500 without a type, late", kinds: ["status500"], leaves: "the effect" },
  { name: "502 with a page of HTML", says: "answer-unreadable", kinds: ["html"], leaves: "nothing" },
  { name: "502 with a page of HTML, late", kinds: ["html"], leaves: "the effect" },
  { name: "503", says: "service-failed", kinds: ["status503"], leaves: "nothing" },
  { name: "an empty body", says: "answer-unreadable", kinds: ["empty"], leaves: "the effect" },
  { name: "a body that is not JSON", says: "answer-unreadable", kinds: ["notJson"], leaves: "the effect" },
  {
    name: "a body that says nothing",
    says: "answer-unreadable",
    kinds: [{ body: "{}" }],
    leaves: "the effect",
  },
  { name: "the wrong content type", kinds: ["wrongContentType"], leaves: "the effect", harmless: "always" },
];

/** A call that is to run into its time limit. */
const inShort = (): Way => ({ isShort: true });

const NETWORK: readonly FaultRow[] = [
  { name: "reset before the effect", says: "connection-lost", kinds: ["resetBefore"], leaves: "nothing" },
  { name: "reset after the effect", says: "connection-lost", kinds: ["resetAfter"], leaves: "the effect" },
  { name: "a truncated answer", kinds: ["truncated"], leaves: "the effect" },
  {
    name: "slow headers",
    says: "timed-out",
    kinds: [{ slowHeadersMs: 20 * SHORT }],
    through: inShort,
    leaves: "the effect",
  },
  { name: "a slow body", kinds: [{ slowBodyMs: SHORT }], leaves: "the effect", harmless: "always" },
  {
    name: "a body that stalls",
    says: "timed-out",
    kinds: [{ slowBodyMs: 200 * SHORT }],
    through: inShort,
    leaves: "the effect",
  },
  {
    name: "time-out before the effect",
    says: "timed-out",
    kinds: ["hangBefore"],
    through: inShort,
    leaves: "nothing",
  },
  {
    name: "time-out after the effect",
    says: "timed-out",
    kinds: ["hangAfter"],
    through: inShort,
    leaves: "the effect",
  },
  {
    name: "connection refused",
    says: "endpoint-unreachable",
    through: () => ({ url: "http://127.0.0.1:1" }),
  },
  { name: "DNS failure", says: "endpoint-unreachable", through: () => ({ url: "http://appflow.invalid" }) },
  {
    name: "TLS error",
    says: "endpoint-unreachable",
    through: (url) => ({ url: url.replace("http:", "https:") }),
  },
];

/** The date of an answer when this machine's clock is wrong. */
const SKEWED = { date: "Thu, 01 Jan 2026 00:00:00 GMT" };

const astray = (): Way => ({ settings: { "aws:accessKey": OTHER_ACCOUNT } });

const CREDENTIALS: readonly FaultRow[] = [
  { name: "expired credentials", says: "credentials-refused", kinds: [error("ExpiredTokenException", 403)] },
  {
    name: "unknown credentials",
    says: "credentials-refused",
    kinds: [error("UnrecognizedClientException", 403)],
  },
  {
    name: "clock skew, by signature",
    says: "credentials-refused",
    kinds: [error("InvalidSignatureException", 403, SKEWED)],
  },
  {
    name: "clock skew, by time",
    says: "credentials-refused",
    kinds: [error("RequestTimeTooSkewed", 403, SKEWED)],
  },
  { name: "wrong account", through: astray, harmless: "after a write" },
  {
    name: "wrong account, where accounts are allowed by name",
    through: astray,
    harmless: "after a write",
    settings: { "aws:allowedAccountIds": JSON.stringify([ACCOUNT]) },
  },
];

const QUOTA = {
  kinds: [error("ServiceQuotaExceededException")],
  on: ASKING,
  says: "quota-exceeded",
} as const;
const listed = (kind: FaultKind) => [{ operation: "ListConnectors", kind }];

const SERVICE: readonly FaultRow[] = [
  { name: "duplicate delivery", kinds: ["duplicate"], on: WRITES, leaves: "the effect", harmless: "always" },
  { name: "a stale look", kinds: ["stale"], on: LOOKS, harmless: "after a write" },
  { name: "quota reached, and a stale list", beside: listed("stale"), ...QUOTA },
  { name: "quota reached, and an empty page of the list", beside: listed("emptyPage"), ...QUOTA },
  { name: "quota reached, and no list", beside: listed("status503"), ...QUOTA },
  {
    // A fresh permission may take a while to reach AppFlow.
    name: "denied, and no look at the function",
    harmless: "once",
    kinds: [error("AccessDeniedException")],
    beside: [
      { operation: "GetFunction", kind: error("AccessDeniedException") },
      { operation: "GetPolicy", kind: "status500" },
    ],
    on: ASKING,
  },
];

/** What somebody does between two calls of ours. */
const SOMEBODY: readonly FaultRow[] = [
  {
    name: "vanished between calls",
    meanwhile: ({ connectors }) => void connectors.remove(LABEL),
    on: [...LOOKS, ...WRITES],
  },
  {
    name: "changed between calls",
    meanwhile: ({ connectors }) => {
      if (connectors.get(LABEL)) connectors.edit(LABEL, { lambdaArn: arnOf("erp"), description: "theirs" });
    },
    on: [...LOOKS, ...WRITES],
    leaves: "what somebody makes of it",
  },
  // Between a look and UnregisterConnector nobody can know: AppFlow has no conditional call.
  {
    name: "registered anew between calls",
    says: { create: "label-taken", update: "registration-foreign", delete: "registration-foreign" },
    meanwhile: ({ connectors }) => {
      connectors.put(LABEL, { lambdaArn: arnOf("erp"), registeredAt: "2026-03-01T12:30:00.000Z" });
    },
    on: LOOKS,
  },
  {
    name: "registered by somebody between look and call",
    says: "label-taken",
    isForeign: true,
    meanwhile: ({ connectors }) => void (connectors.get(LABEL) ?? connectors.put(LABEL)),
    on: ["RegisterConnector"],
  },
  {
    name: "registered by somebody between look and call, and no answer",
    isForeign: true,
    kinds: ["resetBefore"],
    meanwhile: ({ connectors }) => void (connectors.get(LABEL) ?? connectors.put(LABEL)),
    on: ["RegisterConnector"],
  },
  { name: "in use by a profile", says: "in-use", meanwhile: useIt, on: ["UnregisterConnector"] },
  {
    name: "in use by a profile, and no list of them",
    says: "in-use",
    meanwhile: useIt,
    beside: [{ operation: "DescribeConnectorProfiles", kind: "status500" }],
    on: ["UnregisterConnector"],
  },
];

function useIt({ profiles }: Emulator): void {
  if (profiles.list().length === 0) profiles.create({ name: "crm-profile", connectorLabel: LABEL });
}

/** Attempts of the SDK, whose pauses are real time. */
const attempts = (count: number) => ({ "appflow:maxAttempts": String(count) });

/** The SDK repeats a call of its own accord, and the last answer isn't that of the first attempt. */
const RETRIED: readonly FaultRow[] = [
  {
    name: "a throttling burst",
    kinds: [error("ThrottlingException"), error("ThrottlingException")],
    settings: attempts(3),
    harmless: "once",
  },
  { name: "503, retried", kinds: ["status503"], settings: attempts(2), leaves: "nothing", harmless: "once" },
  {
    name: "clock skew, corrected by the SDK",
    kinds: [error("InvalidSignatureException", 403, SKEWED)],
    settings: attempts(2),
    harmless: "once",
  },
  {
    name: "reset after the effect, retried",
    kinds: ["resetAfter"],
    settings: attempts(2),
    leaves: "the effect",
    harmless: "once",
  },
  ...["AccessDeniedException", "ConflictException", "ExpiredTokenException", "ResourceNotFoundException"].map(
    (type): FaultRow => ({
      name: `reset after the effect, then ${type}`,
      kinds: ["resetAfter", error(type)],
      settings: attempts(2),
      leaves: "the effect",
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
  ...SOMEBODY,
  ...RETRIED,
];
