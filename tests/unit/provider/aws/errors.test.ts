import assert from "node:assert/strict";
import { type CallTrace, orAbsent, toServiceFailure } from "../../../../provider/aws/errors";

type Operation = Parameters<typeof toServiceFailure>[1];

interface Answer {
  readonly status?: number;
  readonly code?: string | undefined;
  readonly message?: string;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** What the AWS SDK throws. */
function thrown(name: string, { status, requestId, message = "words", ...rest }: Answer = {}): Error {
  const metadata = status === undefined ? {} : { httpStatusCode: status, requestId };
  return Object.assign(new Error(message), { name, $metadata: metadata, ...rest });
}

function kindOf(error: unknown, operation: Operation = "RegisterConnector", trace?: CallTrace): string {
  const { code, outcome } = toServiceFailure(error, operation, trace);
  return `${outcome} ${code}`;
}

/** Exceptions that mean the same for every operation. */
const NAMES: readonly [name: string, status: number | undefined, expected: string][] = [
  ["ValidationException", 400, "definite rejected"],
  ["SerializationException", 400, "definite rejected"],
  ["RequestTimeTooSkewed", 403, "definite credentials-refused"],
  ["RequestInTheFuture", 403, "definite credentials-refused"],
  ["AccessDenied", 403, "definite access-denied"],
  ["ServiceQuotaExceededException", 402, "definite quota-exceeded"],
  ["ThrottlingException", 429, "definite throttled"],
  ["Throttling", 400, "definite throttled"],
  ["TooManyRequestsException", 429, "definite throttled"],
  ["ConnectorServerException", 400, "definite connector-failed"],
  ["ConnectorAuthenticationException", 401, "definite connector-authentication"],
  ["InternalServerException", 500, "ambiguous service-failed"],
  ["ExpiredToken", 403, "definite credentials-refused"],
  ["ExpiredTokenException", 403, "definite credentials-refused"],
  ["RequestExpired", 400, "definite credentials-refused"],
  ["InvalidClientTokenId", 403, "definite credentials-refused"],
  ["InvalidSignatureException", 403, "definite credentials-refused"],
  ["SignatureDoesNotMatch", 403, "definite credentials-refused"],
  ["UnrecognizedClientException", 403, "definite credentials-refused"],
  ["IncompleteSignature", 403, "definite credentials-refused"],
  ["MissingAuthenticationTokenException", 403, "definite credentials-refused"],
  ["CredentialsProviderError", undefined, "definite credentials-missing"],
  ["TokenProviderError", undefined, "definite credentials-missing"],
  ["TimeoutError", undefined, "ambiguous timed-out"],
  ["AbortError", undefined, "ambiguous timed-out"],
  ["SyntaxError", 200, "ambiguous answer-unreadable"],
  ["UnheardOfException", 400, "definite service-error"],
  ["UnheardOfException", 404, "definite service-error"],
  ["UnheardOfException", 500, "ambiguous service-failed"],
  ["UnheardOfException", 503, "ambiguous service-failed"],
  ["UnheardOfException", 200, "ambiguous answer-unreadable"],
  ["UnheardOfException", undefined, "ambiguous service-error"],
];

/** What comes from Node, by its code. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "definite endpoint-unreachable",
  ENOTFOUND: "definite endpoint-unreachable",
  EAI_AGAIN: "definite endpoint-unreachable",
  EHOSTUNREACH: "ambiguous endpoint-unreachable",
  ENETUNREACH: "ambiguous endpoint-unreachable",
  CERT_HAS_EXPIRED: "definite endpoint-unreachable",
  DEPTH_ZERO_SELF_SIGNED_CERT: "definite endpoint-unreachable",
  SELF_SIGNED_CERT_IN_CHAIN: "definite endpoint-unreachable",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "definite endpoint-unreachable",
  ERR_TLS_CERT_ALTNAME_INVALID: "definite endpoint-unreachable",
  EPROTO: "ambiguous endpoint-unreachable",
  ECONNRESET: "ambiguous connection-lost",
  EPIPE: "ambiguous connection-lost",
  ETIMEDOUT: "ambiguous timed-out",
};

const BY_OPERATION: readonly [operation: Operation, name: string, expected: string][] = [
  ["RegisterConnector", "ConflictException", "definite label-conflict"],
  ["UpdateConnectorRegistration", "ConflictException", "definite update-conflict"],
  ["UnregisterConnector", "ConflictException", "definite in-use"],
  ["DescribeConnector", "ConflictException", "definite service-error"],
  ["RegisterConnector", "ResourceNotFoundException", "definite function-not-found"],
  ["UpdateConnectorRegistration", "ResourceNotFoundException", "definite function-not-found"],
  ["RegisterConnector", "AccessDeniedException", "definite registration-denied"],
  ["UpdateConnectorRegistration", "AccessDeniedException", "definite registration-denied"],
  ["UnregisterConnector", "AccessDeniedException", "definite access-denied"],
  ["DescribeConnector", "AccessDeniedException", "definite access-denied"],
  ["ListConnectors", "AccessDeniedException", "definite access-denied"],
  ["DescribeConnectorProfiles", "AccessDeniedException", "definite access-denied"],
  ["GetCallerIdentity", "AccessDenied", "definite access-denied"],
  ["AssumeRole", "AccessDenied", "definite role-refused"],
  ["AssumeRoleWithWebIdentity", "AccessDenied", "definite role-refused"],
  ["DescribeConnectorProfiles", "ResourceNotFoundException", "definite service-error"],
];

const withStatus = (name: string, status: number | undefined) => thrown(name, status === undefined ? {} : { status });

describe("A failed call becomes the diagnostic", () => {
  for (const [name, status, expected] of NAMES)
    it(`${expected}, when it is ${name} (${status ?? "no answer"})`, () =>
      assert.equal(kindOf(withStatus(name, status)), expected));

  for (const [code, expected] of Object.entries(CODES)) {
    it(`${expected}, when it is ${code}`, () => assert.equal(kindOf(thrown("Error", { code })), expected));
    it(`${expected}, when ${code} is its cause`, () => {
      const cause = Object.assign(new Error("inner"), { code });
      assert.equal(kindOf(thrown("Error", { cause })), expected);
    });
  }

  for (const [operation, name, expected] of BY_OPERATION)
    it(`${expected}, when ${operation} answers ${name}`, () => {
      assert.equal(kindOf(thrown(name, { status: 409 }), operation), expected);
    });

  for (const [name, code, status, expected] of [
    ["Error", "ECONNREFUSED", 502, "ambiguous service-failed"],
    ["AccessDeniedException", undefined, 504, "ambiguous registration-denied"],
    ["ThrottlingException", undefined, 500, "ambiguous throttled"],
    ["Error", undefined, 408, "ambiguous service-error"],
    ["Error", undefined, 499, "ambiguous service-error"],
    ["Error", undefined, 498, "definite service-error"],
  ] as const)
    it(`${expected}, when a gateway answers a write with ${code ?? name} (${status})`, () =>
      assert.equal(kindOf(thrown(name, { status, code }), "RegisterConnector"), expected));

  for (const status of [408, 499, 500, 502, 504])
    it(`as definite as its name, when a gateway answers a read with ${status}`, () =>
      assert.equal(kindOf(thrown("ThrottlingException", { status }), "DescribeConnector"), "definite throttled"));

  it("that the name says, whatever the message is", () => {
    const message = "ConflictException ThrottlingException ECONNREFUSED: already exists, access denied, expired token";
    assert.equal(kindOf(thrown("ValidationException", { status: 400, message })), "definite rejected");
    assert.equal(kindOf(thrown("UnheardOf", { status: 418, message })), "definite service-error");
  });

  for (const junk of [undefined, null, "text", 5, {}, new Error(), Object.assign(new Error("x"), { $metadata: {} })])
    it(`of an ambiguous outcome, when it is no failure of the SDK's: ${JSON.stringify(junk) ?? "undefined"}`, () => {
      assert.equal(kindOf(junk), "ambiguous service-error");
    });
});

describe("A call that was never handed to the HTTP handler is definite", () => {
  const notSent = (...failures: unknown[]): CallTrace => ({ failures, isSent: false });
  const INVALID_URL = thrown("TypeError", { code: "ERR_INVALID_URL" });

  for (const [error, expected] of [
    [thrown("Error"), "request-not-sent"],
    [thrown("UnheardOfException"), "request-not-sent"],
    [thrown("TypeError"), "request-not-sent"],
    [thrown("RangeError"), "request-not-sent"],
    ["text", "request-not-sent"],
    [INVALID_URL, "endpoint-unreachable"],
    // The answer of another service, which was asked for credentials.
    [thrown("InternalFailure", { status: 500 }), "request-not-sent"],
    [thrown("AccessDenied", { status: 403 }), "access-denied"],
    [thrown("CredentialsProviderError"), "credentials-missing"],
    [thrown("TokenProviderError"), "credentials-missing"],
    [thrown("TimeoutError"), "timed-out"],
    [thrown("AbortError"), "timed-out"],
  ] as const)
    for (const operation of ["RegisterConnector", "DescribeConnector"] as const)
      it(`(${expected}): ${String(error)} of ${operation}`, () =>
        assert.equal(kindOf(error, operation, notSent()), `definite ${expected}`));

  for (const [name, status] of [
    ["TypeError", undefined],
    ["InternalFailure", 500],
  ] as const)
    it(`and tells the text of the failure, which is no answer: ${name}`, () => {
      const { serviceMessage } = toServiceFailure(withStatus(name, status), "RegisterConnector", notSent());
      assert.equal(serviceMessage, `RegisterConnector: ${name}: words`);
    });

  it("unless an attempt before it may have had its effect", () => {
    const missing = thrown("CredentialsProviderError");
    const broken = thrown("TimeoutError", { code: "ECONNRESET" });
    assert.equal(kindOf(missing, "RegisterConnector", notSent(broken)), "retried credentials-missing");
    const throttled = thrown("ThrottlingException", { status: 429 });
    assert.equal(kindOf(missing, "RegisterConnector", notSent(throttled)), "definite credentials-missing");
  });
});

describe("Absence", () => {
  const failing = (error: unknown) => Promise.reject(toServiceFailure(error, "GetPolicy"));

  it("is a value where the service says that something does not exist", async () => {
    const absent = failing(thrown("ResourceNotFoundException", { status: 404 }));
    assert.equal(await orAbsent(absent), undefined);
    assert.deepEqual(await orAbsent(Promise.resolve({ there: true })), { there: true });
  });

  it("is known by the exception's name alone", async () => {
    for (const error of [
      thrown("NotFound", { status: 404, message: "ResourceNotFoundException" }),
      thrown("AccessDenied", { status: 403, cause: thrown("ResourceNotFoundException") }),
    ]) {
      const call = failing(error);
      const failure: unknown = await call.catch((it: unknown) => it);
      await assert.rejects(orAbsent(call), (rejected) => rejected === failure);
    }
  });

  it("is not what goes wrong on the way, which keeps its own message", async () => {
    const broken = new TypeError("broken");
    await assert.rejects(orAbsent(Promise.reject(broken)), broken);
  });
});
