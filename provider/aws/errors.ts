import type { Code } from "../diagnostics/catalog";
import { DiagnosticError, type Outcome } from "../diagnostics/diagnostic";

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

/** What the AWS SDK throws. Any member may be missing, or of another type. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
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

const NOT_SENT: Code = "request-not-sent";

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

  // No connection was made.
  ECONNREFUSED: definite("endpoint-unreachable"),
  ENOTFOUND: definite("endpoint-unreachable"),
  EAI_AGAIN: definite("endpoint-unreachable"),
  ERR_INVALID_URL: definite("endpoint-unreachable"),
  CERT_HAS_EXPIRED: definite("endpoint-unreachable"),
  DEPTH_ZERO_SELF_SIGNED_CERT: definite("endpoint-unreachable"),
  SELF_SIGNED_CERT_IN_CHAIN: definite("endpoint-unreachable"),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: definite("endpoint-unreachable"),
  ERR_TLS_CERT_ALTNAME_INVALID: definite("endpoint-unreachable"),

  // An open connection may fail in these ways too.
  EHOSTUNREACH: ambiguous("endpoint-unreachable"),
  ENETUNREACH: ambiguous("endpoint-unreachable"),
  EPROTO: ambiguous("endpoint-unreachable"),
  ECONNRESET: ambiguous("connection-lost"),
  EPIPE: ambiguous("connection-lost"),
  TimeoutError: ambiguous("timed-out"),
  AbortError: ambiguous("timed-out"),
  ETIMEDOUT: ambiguous("timed-out"),
  SyntaxError: ambiguous("answer-unreadable"),
  // Code that reads an answer of another shape than the model's throws these.
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

/** One call with all its attempts. */
export interface CallTrace {
  /** How each attempt failed that was handed to the HTTP handler. */
  readonly failures: unknown[];
  /** Whether the last attempt was handed to the HTTP handler: from then on it may have its effect. */
  isSent: boolean;
}

/** A call of which nothing is known but its failure: it may have been sent. */
const UNTRACED: CallTrace = { failures: [], isSent: true };

const WITHHELD = "(AWS's words are withheld: they quote a value that may be a secret)";

/**
 * The diagnostic of a failed call, with the service's own message, status and request id. Keyed on names and statuses, never
 * on words. A failure that is a diagnostic already is one of the credentials: the attempt was not sent.
 *
 * @param sensitive values that no message may print
 */
export function toServiceFailure(
  error: unknown,
  operation: Operation,
  trace: CallTrace = UNTRACED,
  sensitive: readonly string[] = [],
): DiagnosticError {
  if (error instanceof DiagnosticError)
    return error.with({ outcome: outcomeWithoutEffect(error, operation, trace) });
  const thrown = asThrown(error);
  const { code, outcome } = classify(error, operation, trace);
  const serviceMessage = renderServiceMessage(withheld(thrown, sensitive), operation, trace);
  const action = ACTIONS[operation] ?? `appflow:${operation}`;
  const facts = { service: serviceMessage, action, count: "", profiles: "unknown" };
  return new DiagnosticError(code, facts, { outcome, serviceMessage, cause: error });
}

/** What the service says does not exist is undefined. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof Error && cause.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Parts of a message without a value in it would read like other words, so the whole message goes. */
function withheld(thrown: Thrown, sensitive: readonly string[]): Thrown {
  const { name, code, $metadata, message } = thrown;
  const quotes = (secret: string) =>
    typeof message === "string" &&
    (message.includes(secret) || message.includes(JSON.stringify(secret).slice(1, -1)));
  // Shorter values are no secrets, and stand in many words.
  if (!sensitive.some((secret) => secret.length > 3 && quotes(secret))) return thrown;
  return { name, code, message: WITHHELD, ...($metadata ? { $metadata } : {}) };
}

function asThrown(error: unknown): Thrown {
  return error instanceof Error ? error : { message: String(error) };
}

function classify(error: unknown, operation: Operation, trace: CallTrace): Kind {
  const kind = classifyAttempt(error, operation, trace.isSent);
  return kind.outcome === "definite"
    ? { ...kind, outcome: outcomeWithoutEffect(error, operation, trace) }
    : kind;
}

/** The outcome of a call whose last attempt had no effect: an earlier attempt of a write may have had it. */
function outcomeWithoutEffect(error: unknown, operation: Operation, { failures }: CallTrace): Outcome {
  const earlier = failures.filter((failed) => failed !== error);
  const mayBeDone = earlier.some((failed) => classifyAttempt(failed, operation, true).outcome !== "definite");
  return mayBeDone && WRITES.includes(operation) ? "retried" : "definite";
}

function classifyAttempt(error: unknown, operation: Operation, isSent: boolean): Kind {
  const thrown = asThrown(error);
  const status = thrown.$metadata?.httpStatusCode;
  // The codes come first: the SDK gives a broken connection the name of a time-out. Where there is an answer, they are its own.
  const codes = status === undefined ? [thrown.code, causeCode(thrown)] : [];
  const names = [...codes, thrown.name].filter((name) => typeof name === "string");
  const known = names
    .map((name) => own(BY_OPERATION, `${operation} ${name}`) ?? own(BY_NAME, name))
    .find(Boolean);
  // A status is then of the answer to whoever asked for credentials.
  if (!isSent) return definite(known && !isStumble(thrown) ? known.code : NOT_SENT);
  const kind = known ?? byStatus(status);
  return WRITES.includes(operation) && leavesOpen(status) ? ambiguous(kind.code) : kind;
}

/** A gateway that gives up doesn't know what the service behind it did, whatever name its error has. */
function leavesOpen(status = 0): boolean {
  return status >= 500 || status === 408 || status === 499;
}

function byStatus(status: number | undefined): Kind {
  if (status === undefined) return ambiguous("service-error");
  if (status >= 500) return ambiguous("service-failed");
  return status < 400 ? ambiguous("answer-unreadable") : definite("service-error");
}

/** A service may name its exception like something that every object has. */
function own(table: Readonly<Record<string, Kind>>, name: string): Kind | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function causeCode({ cause }: Thrown): string | undefined {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
}

/** Such as `RegisterConnector answered ConflictException (409, request 1f2e): ...`. */
function renderServiceMessage(thrown: Thrown, operation: Operation, { isSent }: CallTrace): string {
  const { httpStatusCode: status, requestId } = thrown.$metadata ?? {};
  const [name, text] = [oneLine(thrown.code ?? thrown.name), oneLine(thrown.message)];
  if (isStumble(thrown) && isSent) return `${operation} answered in another shape than its own`;
  if (status === undefined || !isSent) return `${operation}: ${[name, text].filter(Boolean).join(": ")}`;
  const details = [String(status), requestId && `request ${requestId}`].filter(Boolean).join(", ");
  const answered = oneLine(thrown.name) || "an error";
  return `${operation} answered ${answered} (${details})${text ? `: ${text}` : ""}`;
}

/** What JavaScript says of such an error is about code, not about the answer. */
function isStumble({ name, code }: Thrown): boolean {
  return ["TypeError", "RangeError"].includes(String(code ?? name));
}

/** The SDK's advice on how to debug it is for its own users. */
const SDK_ADVICE =
  /(Deserialization error: )?to see the raw response, inspect the hidden field \{error\}\.\$response on this object\.?/g;

/** The beginning of a text, fit for a terminal: a proxy's error page may be long. Empty for anything but a string. */
function oneLine(text: unknown): string {
  if (typeof text !== "string") return "";
  const line = text
    .replace(SDK_ADVICE, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > 500 ? `${line.slice(0, 500)}...` : line;
}
