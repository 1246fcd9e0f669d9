import type { Code } from "../diagnostics/catalog";
import type { Outcome } from "../diagnostics/diagnostic";

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

export const WRITES: readonly Operation[] = ["RegisterConnector", "UpdateConnectorRegistration", "UnregisterConnector"];

/** What a failure means. */
export interface Kind {
  readonly code: Code;
  readonly outcome: Outcome;
}

export const definite = (code: Code): Kind => ({ code, outcome: "definite" });
export const ambiguous = (code: Code): Kind => ({ code, outcome: "ambiguous" });

/** Exceptions whose meaning depends on the operation. */
export const BY_OPERATION: Readonly<Record<string, Kind>> = {
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
export const BY_NAME: Readonly<Record<string, Kind>> = {
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

  // Node refuses to write such a request.
  ERR_INVALID_CHAR: definite("request-not-sent"),
  ERR_HTTP_INVALID_HEADER_VALUE: definite("request-not-sent"),
  ERR_UNESCAPED_CHARACTERS: definite("request-not-sent"),

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
export const ACTIONS: Readonly<Partial<Record<Operation, string>>> = {
  UnregisterConnector: "appflow:UnRegisterConnector",
  GetFunction: "lambda:GetFunction",
  GetPolicy: "lambda:GetPolicy",
  Invoke: "lambda:InvokeFunction",
  GetCallerIdentity: "sts:GetCallerIdentity",
  AssumeRole: "sts:AssumeRole",
  AssumeRoleWithWebIdentity: "sts:AssumeRoleWithWebIdentity",
};
