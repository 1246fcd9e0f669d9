import { randomUUID } from "node:crypto";
import type { Call } from "./call";
import type { Caller } from "./callers";
import { exception, type ServiceException } from "./errors";
import { DEPTH_LIMIT, isTooDeep, type JsonValue } from "./json";

/** A request as the services see it. */
export interface ServiceRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

/** A whole answer, before faults on demand change it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the journal and the faults may know of a call beside its operation and caller. */
export interface Subject {
  label?: string;
  clientToken?: string;
  functionArn?: string;
}

/** What a request asks for. */
export interface Demand {
  operation: string;
  subject(caller: Caller): Subject;
  /** An operation without credentials, and whom it is for. */
  unsigned?: Caller;
  run(call: Call): unknown;
}

export interface Service {
  name: "appflow" | "sts" | "lambda";
  /** The demand of a request, or undefined when the request isn't for this service. Throws for one it can't read. */
  read(request: ServiceRequest): Demand | undefined;
  succeed(operation: string, result: unknown): Answer;
  fail(error: ServiceException): Answer;
}

export function parseJson(body: string): JsonValue {
  const value = body === "" ? {} : parsed(body);
  if (isTooDeep(value))
    throw exception(
      "SerializationException",
      `The request's body is nested deeper than ${DEPTH_LIMIT} levels.`,
    );
  return value;
}

function parsed(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    throw exception("SerializationException", "The request's body is not valid JSON.");
  }
}

export function jsonAnswer(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers },
    body: JSON.stringify(body),
  };
}

export function jsonFailure(error: ServiceException, body: object): Answer {
  return jsonAnswer(body, error.status, { "x-amzn-errortype": error.type, ...error.headers });
}
