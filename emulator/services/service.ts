import { randomUUID } from "node:crypto";
import { refuse, type ServiceException } from "../aws/serviceException";
import { DEPTH_LIMIT, isTooDeep, type JsonValue } from "../schemas/json";
import type { Call, Caller } from "./call";

/** A request as the services see it. */
export interface ServiceRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

/** A whole answer, before a fault changes it. */
export interface ServiceAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the journal and the faults may know of a call, beside its operation and caller. */
export interface CallSubject {
  label?: string;
  clientToken?: string;
  functionArn?: string;
}

/** What a request asks for. */
export interface Operation {
  name: string;
  subject(caller: Caller): CallSubject;
  /** The caller of an operation that takes no credentials. */
  anonymous?: Caller;
  run(call: Call): unknown;
}

export interface Service {
  name: "appflow" | "sts" | "lambda";
  /** The operation of a request, or undefined when the request is for another service. Throws for one it can't read. */
  read(request: ServiceRequest): Operation | undefined;
  succeed(operation: string, result: unknown): ServiceAnswer;
  fail(error: ServiceException): ServiceAnswer;
}

export function parseJson(body: string): JsonValue {
  const value = body === "" ? {} : parse(body);
  if (isTooDeep(value))
    refuse("SerializationException", `The request's body is nested deeper than ${DEPTH_LIMIT} levels.`);
  return value;
}

function parse(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    refuse("SerializationException", "The request's body is not valid JSON.");
  }
}

export function answerJson(body: unknown, status = 200, headers: Record<string, string> = {}): ServiceAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers },
    body: JSON.stringify(body),
  };
}

export function failJson({ type, status, headers }: ServiceException, body: object): ServiceAnswer {
  return answerJson(body, status, { "x-amzn-errortype": type, ...headers });
}
