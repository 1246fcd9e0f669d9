import type { Code } from "./diagnostics";
import { DiagnosticError, explain, type Outcome, type Subject } from "./findings";

/** An operation of AppFlow, Lambda or STS, named as in its API. */
export type Operation =
  | "RegisterConnector"
  | "UpdateConnectorRegistration"
  | "UnregisterConnector"
  | "DescribeConnector"
  | "ListConnectors"
  | "DescribeConnectorProfiles"
  | "GetFunction"
  | "GetPolicy"
  | "Invoke"
  | "GetCallerIdentity"
  | "AssumeRole"
  | "AssumeRoleWithWebIdentity";

const WRITES: readonly Operation[] = [
  "RegisterConnector",
  "UpdateConnectorRegistration",
  "UnregisterConnector",
];

/** What the AWS SDK throws, as far as it can be relied on: nothing of it is certain to be there, or to be a text. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  /** What the attempts before the last one failed with. */
  readonly earlier?: readonly unknown[];
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
  };
}

interface Kind {
  readonly code: Code;
  readonly outcome: Outcome;
}

const definite = (code: Code): Kind => ({ code, outcome: "definite" });
const ambiguous = (code: Code): Kind => ({ code, outcome: "ambiguous" });

/** Exceptions whose meaning depends on the operation. */
const BY_OPERATION: Readonly<Record<string, Kind>> = {
  "RegisterConnector ConflictException": definite("label-conflict"),
  "UpdateConnectorRegistration ConflictException": definite("update-conflict"),
  "UnregisterConnector ConflictException": definite("in-use"),
  "RegisterConnector ResourceNotFoundException": definite("function-not-found"),
  "UpdateConnectorRegistration ResourceNotFoundException": definite("function-not-found"),
  "RegisterConnector AccessDeniedException": definite("registration-denied"),
  "UpdateConnectorRegistration AccessDeniedException": definite("registration-denied"),
  "AssumeRole AccessDenied": definite("role-refused"),
  "AssumeRoleWithWebIdentity AccessDenied": definite("role-refused"),
};

/** By the exception's name, or the name or code of what the SDK or Node throws before there is an answer. */
const BY_NAME: Readonly<Record<string, Kind>> = {
  ValidationException: definite("rejected"),
  SerializationException: definite("rejected"),
  AccessDeniedException: definite("access-denied"),
  AccessDenied: definite("access-denied"),
  ServiceQuotaExceededException: definite("quota-exceeded"),
  ThrottlingException: definite("throttled"),
  Throttling: definite("throttled"),
  TooManyRequestsException: definite("throttled"),
  ConnectorServerException: definite("connector-failed"),
  ConnectorAuthenticationException: definite("connector-authentication"),
  // A failure inside the service may come after the effect.
  InternalServerException: ambiguous("service-failed"),

  CredentialsProviderError: definite("credentials-missing"),
  TokenProviderError: definite("credentials-missing"),
  ExpiredToken: definite("credentials-refused"),
  ExpiredTokenException: definite("credentials-refused"),
  RequestExpired: definite("credentials-refused"),
  RequestInTheFuture: definite("credentials-refused"),
  RequestTimeTooSkewed: definite("credentials-refused"),
  InvalidClientTokenId: definite("credentials-refused"),
  InvalidSignatureException: definite("credentials-refused"),
  SignatureDoesNotMatch: definite("credentials-refused"),
  UnrecognizedClientException: definite("credentials-refused"),
  IncompleteSignature: definite("credentials-refused"),
  MissingAuthenticationTokenException: definite("credentials-refused"),

  // Nothing was sent.
  ECONNREFUSED: definite("endpoint-unreachable"),
  ENOTFOUND: definite("endpoint-unreachable"),
  EAI_AGAIN: definite("endpoint-unreachable"),
  ERR_INVALID_URL: definite("endpoint-unreachable"),
  CERT_HAS_EXPIRED: definite("endpoint-unreachable"),
  DEPTH_ZERO_SELF_SIGNED_CERT: definite("endpoint-unreachable"),
  SELF_SIGNED_CERT_IN_CHAIN: definite("endpoint-unreachable"),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: definite("endpoint-unreachable"),
  ERR_TLS_CERT_ALTNAME_INVALID: definite("endpoint-unreachable"),

  // These may come on a connection that stands.
  EHOSTUNREACH: ambiguous("endpoint-unreachable"),
  ENETUNREACH: ambiguous("endpoint-unreachable"),
  EPROTO: ambiguous("endpoint-unreachable"),
  ECONNRESET: ambiguous("connection-lost"),
  EPIPE: ambiguous("connection-lost"),
  TimeoutError: ambiguous("timed-out"),
  AbortError: ambiguous("timed-out"),
  ETIMEDOUT: ambiguous("timed-out"),
  SyntaxError: ambiguous("answer-unreadable"),
  // An answer of another shape than the model's stumbles in whoever reads it.
  TypeError: ambiguous("answer-unreadable"),
  RangeError: ambiguous("answer-unreadable"),
};

/** The IAM action of an operation; IAM spells one of them differently. */
const ACTIONS: Readonly<Partial<Record<Operation, string>>> = {
  UnregisterConnector: "appflow:UnRegisterConnector",
  GetFunction: "lambda:GetFunction",
  GetPolicy: "lambda:GetPolicy",
  Invoke: "lambda:InvokeFunction",
  GetCallerIdentity: "sts:GetCallerIdentity",
  AssumeRole: "sts:AssumeRole",
  AssumeRoleWithWebIdentity: "sts:AssumeRoleWithWebIdentity",
};

/**
 * The diagnostic of a failed call, with the service's own words, status and request id. Keyed on names and statuses,
 * never on words.
 */
export function serviceFailure(error: unknown, operation: Operation, subject: Subject): DiagnosticError {
  const thrown = asThrown(error);
  const { code, outcome } = kindOf(thrown, operation);
  const service = serviceWords(thrown, operation);
  const action = ACTIONS[operation] ?? `appflow:${operation}`;
  const facts = { service, action, count: "", profiles: "unknown", ...placeOf(subject) };
  return new DiagnosticError(code, explain(code, subject, facts as never), outcome, service, {
    cause: error,
  });
}

/** Makes a call with what an SDK needs for it, loaded when it is first needed. */
export type CallOf<Sdk, Client> = <T>(
  operation: Operation,
  subject: Subject,
  send: (sdk: Sdk, client: Client) => Promise<T>,
) => Promise<T>;

/** Makes a call, and throws its failure as a diagnostic. */
export async function attempt<T>(operation: Operation, subject: Subject, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // A role that could not be assumed on the way is told already.
    throw error instanceof DiagnosticError ? error : serviceFailure(error, operation, subject);
  }
}

/** Absence is a value: what the service says does not exist is undefined. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof Error && cause.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

function placeOf({ label = "unknown", region = "unknown" }: Subject) {
  return { label, region };
}

function asThrown(error: unknown): Thrown {
  return error instanceof Error ? error : { message: String(error) };
}

function kindOf(thrown: Thrown, operation: Operation): Kind {
  const { earlier = [], $metadata: { httpStatusCode: status } = {} } = thrown;
  // The codes come first: the SDK gives a broken connection the name of a time-out. Where there is an answer, they are its own.
  const codes = status === undefined ? [thrown.code, causeCode(thrown)] : [];
  const names = [...codes, thrown.name].filter((name) => typeof name === "string");
  const kind =
    names.map((name) => own(BY_OPERATION, `${operation} ${name}`) ?? own(BY_NAME, name)).find(Boolean) ??
    byStatus(status);
  if (kind.outcome !== "definite" || !WRITES.includes(operation)) return kind;
  if (isOpen(status)) return { ...kind, outcome: "ambiguous" };
  const wasOpen = earlier.some((error) => kindOf(asThrown(error), operation).outcome !== "definite");
  return wasOpen ? { ...kind, outcome: "retried" } : kind;
}

/** A gateway that gave up says nothing of what the service behind it did, whatever name it gives that. */
function isOpen(status = 0): boolean {
  return status >= 500 || status === 408 || status === 499;
}

function byStatus(status: number | undefined): Kind {
  if (status === undefined) return ambiguous("service-error");
  if (status >= 500) return ambiguous("service-failed");
  return status < 400 ? ambiguous("answer-unreadable") : definite("service-error");
}

/** What a service calls its exception may be the name of something that every object has. */
function own(table: Readonly<Record<string, Kind>>, name: string): Kind | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function causeCode({ cause }: Thrown): string | undefined {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
}

/** Such as `RegisterConnector answered ConflictException (409, request 1f2e): ...`. */
function serviceWords(thrown: Thrown, operation: Operation): string {
  const { httpStatusCode: status, requestId } = thrown.$metadata ?? {};
  const [name, words] = [oneLine(thrown.code ?? thrown.name), oneLine(thrown.message)];
  if (STUMBLES.includes(name)) return `${operation} answered in another shape than its own`;
  if (status === undefined) return `${operation}: ${[name, words].filter(Boolean).join(": ")}`;
  const details = [String(status), requestId && `request ${requestId}`].filter(Boolean).join(", ");
  const answered = oneLine(thrown.name) || "an error";
  return `${operation} answered ${answered} (${details})${words ? `: ${words}` : ""}`;
}

/** The SDK's advice on how to debug it is for its own users. */
const SDK_ADVICE =
  /(Deserialization error: )?to see the raw response, inspect the hidden field \{error\}\.\$response on this object\.?/g;

/** What JavaScript says of them is about code, not about the answer. */
const STUMBLES = ["TypeError", "RangeError"];

/**
 * A proxy's error page may be long; what matters stands at its beginning. Control characters could hide it on a terminal, and
 * what is no text has no words.
 */
function oneLine(text: unknown): string {
  if (typeof text !== "string") return "";
  const line = text
    .replace(SDK_ADVICE, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > 500 ? `${line.slice(0, 500)}...` : line;
}
