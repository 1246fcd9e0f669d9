import type { Code } from "../diagnostics/catalog";
import { DiagnosticError, type Outcome } from "../diagnostics/diagnostic";
import { ACTIONS, ambiguous, BY_NAME, BY_OPERATION, definite, type Kind, type Operation, WRITES } from "./errorCodes";

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

const NOT_SENT: Code = "request-not-sent";

/** One call with all its attempts. */
export interface CallTrace {
  /** How each attempt failed that was handed to the HTTP handler. */
  readonly failures: unknown[];
  /** Whether the last attempt was handed to the HTTP handler: from then on it may have its effect. */
  isSent: boolean;
  /** What ends the call. */
  readonly signal?: AbortSignal;
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
  if (error instanceof DiagnosticError) return error.with({ outcome: outcomeWithoutEffect(error, operation, trace) });
  const thrown = hasTimedOut(error, trace) ? TIMED_OUT : asThrown(error);
  const { code, outcome } = classify(error, thrown, operation, trace);
  const printable = withheld(thrown, sensitive);
  const serviceMessage = renderServiceMessage(printable, operation, trace);
  const action = ACTIONS[operation] ?? `appflow:${operation}`;
  const facts = { service: serviceMessage, action, count: "", profiles: "unknown" };
  // Whoever prints an error with its causes must not print what is withheld.
  const cause = printable === thrown ? error : undefined;
  return new DiagnosticError(code, facts, { outcome, serviceMessage, cause });
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
    typeof message === "string" && (message.includes(secret) || message.includes(JSON.stringify(secret).slice(1, -1)));
  // Shorter values are no secrets, and stand in many words.
  if (!sensitive.some((secret) => secret.length > 3 && quotes(secret))) return thrown;
  return { name, code, message: WITHHELD, ...($metadata ? { $metadata } : {}) };
}

function asThrown(error: unknown): Thrown {
  return error instanceof Error ? error : { message: String(error) };
}

/** The SDK has many errors for a call that is ended before its answer is whole. */
const TIMED_OUT: Thrown = { name: "TimeoutError", message: "there was no whole answer in time" };

/** An exception of the service has a `$fault`: its answer was whole. */
function hasTimedOut(error: unknown, { signal }: CallTrace): boolean {
  return signal?.aborted === true && !(error instanceof Error && "$fault" in error);
}

function classify(error: unknown, thrown: Thrown, operation: Operation, trace: CallTrace): Kind {
  const kind = classifyAttempt(thrown, operation, trace.isSent);
  return kind.outcome === "definite" ? { ...kind, outcome: outcomeWithoutEffect(error, operation, trace) } : kind;
}

/** The outcome of a call whose last attempt had no effect: an earlier attempt of a write may have had it. */
function outcomeWithoutEffect(error: unknown, operation: Operation, { failures }: CallTrace): Outcome {
  const earlier = failures.filter((failed) => failed !== error);
  const mayBeDone = earlier.some((failed) => classifyAttempt(asThrown(failed), operation, true).outcome !== "definite");
  return mayBeDone && WRITES.includes(operation) ? "retried" : "definite";
}

function classifyAttempt(thrown: Thrown, operation: Operation, isSent: boolean): Kind {
  const status = thrown.$metadata?.httpStatusCode;
  // The codes come first: the SDK gives a broken connection the name of a time-out. Where there is an answer, they are its own.
  const codes = status === undefined ? [thrown.code, causeCode(thrown)] : [];
  const names = [...codes, thrown.name].filter((name) => typeof name === "string");
  const known = names.map((name) => own(BY_OPERATION, `${operation} ${name}`) ?? own(BY_NAME, name)).find(Boolean);
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

/** The SDK's advice on how to debug it is for its own users, and Node's list of the files that wanted a module is no fact. */
const ASIDES =
  /(Deserialization error: )?to see the raw response, inspect the hidden field \{error\}\.\$response on this object\.?|\nRequire stack:[^]*/g;

/** The beginning of a text, fit for a terminal: a proxy's error page may be long. Empty for anything but a string. */
function oneLine(text: unknown): string {
  if (typeof text !== "string") return "";
  const line = text
    .replace(ASIDES, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > 500 ? `${line.slice(0, 500)}...` : line;
}
